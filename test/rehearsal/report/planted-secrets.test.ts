// A secret of each kind, planted in each place that a run writes to: it is found there, named, and makes the run fail.
import { createRecorder, STREAM_NAMES } from '#rehearsal/cloud/recorder.ts';
import { conclude } from '#rehearsal/report/conclude.ts';
import { clean } from './clean-run.ts';
import { type Marked, PLANTED } from './planted.ts';

/** Beside the streams, what `written.ts`, terminal and page hand in. */
const PLACES = [
  'terminal',
  'page',
  'queues',
  'archives',
  'execution histories',
  'stacks',
  'custom resources',
  's3/b/k',
];

const concluded = (stream: (typeof STREAM_NAMES)[number] | undefined, place: string, secret: Marked) => {
  const recorder = createRecorder();
  const entry = { time: '2026-01-01T00:00:00.000Z', note: `before ${secret.value} after` };
  if (stream) recorder.record(stream, entry as never);
  const written = stream ? {} : { [place]: JSON.stringify(entry) };
  const others = PLANTED.filter(({ value }) => value !== secret.value);
  return conclude(clean, recorder, written, [...others, secret]);
};

describe.each(PLANTED)('$kind', (secret) => {
  it.each(STREAM_NAMES)('is found in the stream %s', (stream) => {
    const { report, reasons } = concluded(stream, stream, secret);
    expect(report.secretsFound).toBe(1);
    expect(reasons).toEqual([`1 secret found in what was written: ${secret.kind} in ${stream}`]);
  });

  it.each(PLACES)('is found in what is written beside the streams: %s', (place) => {
    const { reasons } = concluded(undefined, place, secret);
    expect(reasons).toEqual([`1 secret found in what was written: ${secret.kind} in ${place}`]);
  });
});

it('none is found where none was planted', () => {
  expect(conclude(clean, createRecorder(), { page: 'nothing' }, PLANTED).report.secretsFound).toBe(0);
});
