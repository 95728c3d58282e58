/**
 * Whether each migrated sign-in left one trace from the trigger to the audit events, and which link is missing where
 * not. Pure; from the segments alone and what the accounts stored.
 */
import { groupBy } from './group-by.ts';
import type { Observation } from './observation.ts';
import { outcomeOf } from './outcome.ts';
import { auditTrail } from './stored.ts';
import { missingLinks } from './trace-links.ts';
import { allBelow, type Trace, traceTrees } from './trace-tree.ts';
import { frequent, plural } from './words.ts';

export type TracesReport = {
  /** Migrated sign-ins with every link of the chain in one trace. */
  readonly complete: number;
  /** Ids of accounts that the calls in those traces are annotated with. */
  readonly accounts: readonly string[];
};

/** One migrated sign-in. */
export type TracedSignIn = {
  /** The source user's. */
  readonly sub: string;
  readonly traceId?: string;
  readonly trace?: Trace;
  /** Links that are not there although the one before is; none in a complete trace. */
  readonly missing: readonly string[];
};

type Observed = Pick<Observation, 'attempts' | 'stored' | 'segments' | 'sourceAccountId'>;

type Told = { readonly sub: string; readonly traceId: string; readonly executionId: string };

const toldBy = ({ stored }: Observed, type: string): readonly Told[] =>
  auditTrail(stored)
    .filter((event) => event.type === type)
    .map(({ detail }) => ({
      sub: String(detail.sourceSub ?? ''),
      traceId: String(detail.traceId ?? ''),
      executionId: String(detail.executionId ?? ''),
    }));

/** How often a client of ours saw each user migrate. */
const migratedBySub = ({ attempts }: Observed): ReadonlyMap<string, number> => {
  const migrated = attempts.filter((attempt) => !attempt.known && outcomeOf(attempt) === 'migrated');
  return new Map([...groupBy(migrated, ({ sub }) => sub)].map(([sub, all]) => [sub, all.length]));
};

const UNTOLD = 'the audit event UserMigrated with a trace id';

/** The traces that the audit trail names for one user's sign-ins, the best first. */
const tracesTold = (
  told: readonly Told[],
  reconciled: readonly Told[],
  traces: ReadonlyMap<string, Trace>,
  sourceAccountId: string,
): readonly TracedSignIn[] =>
  [...new Map(told.map((event) => [event.traceId, event])).values()]
    .filter(({ traceId }) => traceId !== '')
    .map(({ sub, traceId }) => {
      const trace = traces.get(traceId);
      const executions = new Set(
        reconciled.filter((event) => event.traceId === traceId).map(({ executionId }) => executionId),
      );
      const missing = missingLinks(trace?.roots ?? [], { sourceAccountId, executions });
      return { sub, traceId, ...(trace && { trace }), missing };
    })
    .toSorted((a, b) => a.missing.length - b.missing.length);

/**
 * Each migrated sign-in, by the trace that the audit trail names for it. One of which the trail tells twice, because
 * Cognito asked the trigger again, counts once, by its best trace. Of clients that are not ours only the trail tells.
 */
export const tracedSignIns = (observed: Observed): readonly TracedSignIn[] => {
  const traces = traceTrees(observed.segments ?? []);
  const reconciled = groupBy(toldBy(observed, 'UserReconciled'), ({ sub }) => sub);
  const told = groupBy(toldBy(observed, 'UserMigrated'), ({ sub }) => sub);
  const migrated = migratedBySub(observed);
  return [...new Set([...migrated.keys(), ...told.keys()])].flatMap((sub) => {
    const found = tracesTold(
      told.get(sub) ?? [],
      reconciled.get(sub) ?? [],
      traces,
      observed.sourceAccountId,
    );
    const count = migrated.get(sub) ?? found.length;
    const untold = Array.from({ length: Math.max(0, count - found.length) }, () => ({
      sub,
      missing: [UNTOLD],
    }));
    return [...found.slice(0, count), ...untold];
  });
};

export const isComplete = ({ missing }: TracedSignIn): boolean => missing.length === 0;

export const tracesOf = (signIns: readonly TracedSignIn[]): TracesReport => {
  const complete = signIns.filter(isComplete);
  const accounts = complete
    .flatMap(({ trace }) => trace?.roots ?? [])
    .flatMap(allBelow)
    .flatMap(({ annotated }) => annotated.account ?? []);
  return { complete: complete.length, accounts: [...new Set(accounts)].toSorted() };
};

const isInjected = ({ faults, disturbed, withdrawn }: Observation): boolean =>
  faults !== undefined || disturbed === true || (withdrawn ?? []).length > 0;

/** Why a run fails: links that are missing in traces of migrated sign-ins. Where faults were injected, they may be. */
export const traceProblems = (observation: Observation): readonly string[] => {
  if (observation.segments === undefined || isInjected(observation)) return [];
  const signIns = tracedSignIns(observation);
  const broken = signIns.filter((one) => !isComplete(one));
  if (broken.length === 0) return [];
  return [
    `${broken.length} of ${plural(signIns.length, 'migrated sign-in')} without a complete trace: ${frequent(broken.flatMap(({ missing }) => missing.map((link) => `${link} is missing`)))}`,
  ];
};
