/** Turns what was observed into the report, the reasons to fail and the text that says both. */

import type { Marked } from '../cloud/canaries.ts';
import { type Recorder, STREAM_NAMES } from '../cloud/recorder.ts';
import { findSecrets } from './find-secrets.ts';
import type { Observation } from './observation.ts';
import { computeReport, type Report } from './report.ts';
import { reportText } from './table.ts';
import { reasonsToFail } from './verdict.ts';
import { jsonText, ndjsonText } from './write-files.ts';

export type Conclusion = {
  readonly report: Report;
  readonly reasons: readonly string[];
  readonly text: string;
};

const conclusionOf = (observation: Observation): Conclusion => {
  const report = computeReport(observation);
  return { report, reasons: reasonsToFail(report, observation), text: reportText(report, observation) };
};

const streamTexts = (recorder: Recorder): Record<string, string> =>
  Object.fromEntries(STREAM_NAMES.map((name) => [name, ndjsonText(recorder.entries(name))]));

/**
 * Concludes twice: once to have the text of the report, which is searched for secrets like everything else, and once
 * with what the search found.
 * @param written what was said so far, by the place it was said at
 */
export const conclude = (
  observation: Omit<Observation, 'secrets'>,
  recorder: Recorder,
  written: Readonly<Record<string, string>>,
  marked: readonly Marked[],
): Conclusion => {
  const first = conclusionOf({ ...observation, secrets: [] });
  const said = [first.text, jsonText(first.report), ...first.reasons].join('\n');
  const secrets = findSecrets({ ...streamTexts(recorder), ...written, report: said }, marked);
  return conclusionOf({ ...observation, secrets });
};
