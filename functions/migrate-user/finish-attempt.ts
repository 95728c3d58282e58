/**
 * What follows a decision, inside the sign-in but unable to fail it: start the reconciliation of users who are let in,
 * tell the audit trail of every attempt.
 */
import { type AttemptCircumstances, eventOfAttempt } from '#core/events-of-attempt.ts';
import { type Admitted, isAdmitted, type MigrationOutcome } from '#core/migration-outcome.ts';
import type { Attempt } from '../_runtime/attempt-telemetry.ts';
import { atMost, problemName } from '../_runtime/deadline.ts';
import { type Confirmed, problemsIn } from './confirm-admission.ts';
import type { MigrateUserPorts } from './ports.ts';

/** What a sign-in waits for post-migration work at most; the sweep finds whom it missed. */
const AFTERWARDS_LIMIT_MS = 500;

export type Finished = Confirmed &
  Pick<Attempt, 'workflow' | 'audit'> & {
    readonly afterwards: number;
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
    return problemName(error);
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

/** Never rejects. `afterwards`: milliseconds that the start and the event took together. */
export const finishAttempt = async (
  ports: MigrateUserPorts,
  confirmed: Confirmed,
  trigger: Attempt['trigger'],
  signal: AbortSignal,
): Promise<Finished> => {
  const { clock, traceId } = ports;
  const { outcome, ledger } = confirmed;
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
    ...confirmed,
    ...(start.workflow === undefined ? {} : { workflow: start.workflow }),
    ...(told.audit === undefined ? {} : { audit: told.audit }),
    ...problemsIn({ ...confirmed.problems, workflow: start.problem, audit: told.problem }),
    afterwards: clock.monotonic() - startedAt,
  };
};
