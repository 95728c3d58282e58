/** The newest migrated sign-ins, each with its trace: what a person would look for in X-Ray. */
import type { Recorder } from '../cloud/recorder.ts';
import { auditTrail } from '../report/stored.ts';
import { allBelow } from '../report/trace-tree.ts';
import { type TracedSignIn, tracedSignIns } from '../report/traces.ts';
import { recent } from './view.ts';

export type TraceRow = {
  /** The source user's. */
  readonly sub: string;
  readonly traceId: string;
  /** Segments and subsegments so far. */
  readonly parts: number;
  /** From the first one's start to the last one's end. */
  readonly milliseconds: number;
  /** Accounts that the calls in it are annotated with. */
  readonly accounts: readonly string[];
  /** Links that are not there, or not there yet. */
  readonly missing: readonly string[];
};

const rowOf = ({ sub, traceId = '', trace, missing }: TracedSignIn): TraceRow => {
  const parts = (trace?.roots ?? []).flatMap(allBelow);
  const times = parts.flatMap((part) => [part.start, part.end ?? part.start]).filter(Number.isFinite);
  const accounts = parts.flatMap(({ annotated }) => annotated.account ?? []);
  return {
    sub,
    traceId,
    parts: parts.length,
    milliseconds: times.length === 0 ? 0 : Math.round((Math.max(...times) - Math.min(...times)) * 1000),
    accounts: [...new Set(accounts)].toSorted(),
    missing,
  };
};

/** Looks at the traces of the newest sign-ins alone, because the page asks every second. */
export const recentTraces = (
  recorder: Pick<Recorder, 'entries'>,
  sourceAccountId: string,
): readonly TraceRow[] => {
  const audit = recorder.entries('audit');
  const newest = recent(auditTrail({ audit }).filter(({ type }) => type === 'UserMigrated'));
  const traceIds = new Set(newest.map(({ detail }) => detail.traceId));
  const signIns = tracedSignIns({
    attempts: [],
    stored: { ledger: [], audit, executions: [] },
    segments: recorder.entries('segments').filter(({ trace_id: traceId }) => traceIds.has(traceId)),
    sourceAccountId,
  });
  return signIns
    .filter(({ traceId }) => traceIds.has(traceId))
    .map(rowOf)
    .toReversed();
};
