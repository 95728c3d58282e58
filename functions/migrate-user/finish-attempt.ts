/**
 * What follows a decision, inside the sign-in but unable to fail it: ask the ledger about users who would be let in,
 * start their reconciliation, tell the audit trail. All kinds of rejected users go the same way, so that the calls tell
 * a stranger nothing: the ledger is asked, by source sub, only where the source has proven or found a user who may come.
 */
import { type AttemptCircumstances, eventOfAttempt } from '#core/events-of-attempt.ts';
import { type Admitted, isAdmitted, type MigrationOutcome, rejected } from '#core/migration-outcome.ts';
import { isAlreadyMigrated } from '#core/resurrection.ts';
import type { Attempt } from '../_runtime/attempt-telemetry.ts';
import { atMost } from '../_runtime/deadline.ts';
import type { MigrateUserPorts } from './ports.ts';

/** What a sign-in waits for post-migration work at most; the sweep finds whom it missed. */
const AFTERWARDS_LIMIT_MS = 500;

/** An unreachable ledger must not hold up a sign-in; reconcile finds and audits what it would have said. */
const LEDGER_LIMIT_MS = 300;

export type Finished = Pick<Attempt, 'outcome' | 'ledger' | 'workflow' | 'audit' | 'problems'> & {
  readonly afterwards: number;
};

/** What went wrong, by the name of its error: an identifier, nothing that somebody typed. */
const nameOf = (error: unknown): string =>
  error instanceof Error && /^[A-Za-z]\w{0,63}$/.test(error.name) ? error.name : 'Unknown';

type LedgerAnswer = {
  readonly outcome: MigrationOutcome;
  readonly ledger?: 'asked' | 'unreachable';
  readonly problem?: string;
};

/** Whom the ledger has seen in the target before does not come back by an old password. */
const askLedger = async (
  { ledger }: MigrateUserPorts,
  outcome: MigrationOutcome,
  invokedAt: number,
  signal: AbortSignal,
): Promise<LedgerAnswer> => {
  if (ledger === undefined || !isAdmitted(outcome)) return { outcome };
  const { sourceSub } = outcome;
  try {
    const record = await atMost(LEDGER_LIMIT_MS, signal, (limit) => ledger.lookUp(sourceSub, limit));
    const gone = isAlreadyMigrated(record, invokedAt);
    return { outcome: gone ? rejected('already-migrated', sourceSub) : outcome, ledger: 'asked' };
  } catch (error) {
    return { outcome, ledger: 'unreachable', problem: nameOf(error) };
  }
};

/** Nothing where side work was done in time, else the name of the error. */
const problemOf = async (
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<string | undefined> => {
  try {
    await atMost(AFTERWARDS_LIMIT_MS, signal, work);
    return undefined;
  } catch (error) {
    return nameOf(error);
  }
};

type Side<Key extends 'workflow' | 'audit'> = Pick<Attempt, Key> & { readonly problem?: string };

const startWorkflow = async (
  { workflow }: MigrateUserPorts,
  { sourceSub, groups }: Admitted,
  signal: AbortSignal,
): Promise<Side<'workflow'>> => {
  if (workflow === undefined) return {};
  const request = { sourceSub, ...(groups === undefined ? {} : { groups }) };
  const problem = await problemOf(signal, (limit) => workflow.startReconciliation(request, limit));
  return problem === undefined ? { workflow: 'started' } : { workflow: 'failed', problem };
};

const tell = async (
  { audit }: MigrateUserPorts,
  outcome: MigrationOutcome,
  circumstances: AttemptCircumstances,
  signal: AbortSignal,
): Promise<Side<'audit'>> => {
  if (audit === undefined) return {};
  const event = eventOfAttempt(outcome, circumstances);
  const problem = await problemOf(signal, (limit) => audit.put(event, limit));
  return problem === undefined ? { audit: 'told' } : { audit: 'failed', problem };
};

const problemsIn = (found: Readonly<Record<string, string | undefined>>): Pick<Attempt, 'problems'> => {
  const problems = Object.entries(found).flatMap(([where, problem]): [string, string][] =>
    problem === undefined ? [] : [[where, problem]],
  );
  return problems.length === 0 ? {} : { problems: Object.fromEntries(problems) };
};

/** Never rejects. `afterwards`: milliseconds that the start and the event took together. */
export const finishAttempt = async (
  ports: MigrateUserPorts,
  decided: MigrationOutcome,
  { trigger, invokedAt }: { readonly trigger: Attempt['trigger']; readonly invokedAt: number },
  signal: AbortSignal,
): Promise<Finished> => {
  const { clock, traceId } = ports;
  const { outcome, ledger, problem } = await askLedger(ports, decided, invokedAt, signal);
  const circumstances = {
    trigger,
    at: clock.now(),
    traceId: traceId?.(),
    ledgerUnreachable: ledger === 'unreachable',
  };
  const startedAt = clock.monotonic();
  const [start, told]: [Side<'workflow'>, Side<'audit'>] = await Promise.all([
    isAdmitted(outcome) ? startWorkflow(ports, outcome, signal) : {},
    tell(ports, outcome, circumstances, signal),
  ]);
  return {
    outcome,
    ...(ledger === undefined ? {} : { ledger }),
    ...(start.workflow === undefined ? {} : { workflow: start.workflow }),
    ...(told.audit === undefined ? {} : { audit: told.audit }),
    ...problemsIn({ ledger: problem, workflow: start.problem, audit: told.problem }),
    afterwards: clock.monotonic() - startedAt,
  };
};
