/**
 * What the Lambda's own account is asked about a user who would be let in: the ledger, by source sub, and the target
 * pool, by the names the user brings along. Both at the same time; neither can fail a sign-in by not answering. Nobody
 * is asked about users who are rejected, so that the calls tell a stranger nothing about them.
 */
import { aliasTaken, claimedNames, isTaken } from '#core/alias-owner.ts';
import { type Admitted, isAdmitted, type MigrationOutcome, rejected } from '#core/migration-outcome.ts';
import { isAlreadyMigrated } from '#core/resurrection.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import type { Attempt } from '../_runtime/attempt-telemetry.ts';
import { atMost, problemName } from '../_runtime/deadline.ts';
import type { MigrateUserPorts } from './ports.ts';
import type { MigrationRequest } from './user-migration-event.ts';

type Ports = Pick<MigrateUserPorts, 'ledger' | 'target'>;

/** Neither the ledger nor the target pool may hold up a sign-in; reconcile finds and audits what they would have said. */
const LOOK_UP_LIMIT_MS = 300;

export type Confirmed = Pick<Attempt, 'outcome' | 'ledger' | 'aliases' | 'problems'>;

/** What one look-up made of the outcome, and how the asking went. */
type Verdict = {
  readonly outcome: MigrationOutcome;
  readonly went?: 'asked' | 'unreachable';
  readonly problem?: string;
};

/** Whom the ledger has seen in the target before does not come back by an old password. */
const askLedger = async (
  { ledger }: Ports,
  outcome: Admitted,
  invokedAt: number,
  signal: AbortSignal,
): Promise<Verdict> => {
  if (ledger === undefined) return { outcome };
  const { sourceSub } = outcome;
  try {
    const record = await atMost(LOOK_UP_LIMIT_MS, signal, (limit) => ledger.lookUp(sourceSub, limit));
    const gone = isAlreadyMigrated(record, invokedAt);
    return { outcome: gone ? rejected('already-migrated', sourceSub) : outcome, went: 'asked' };
  } catch (error) {
    return { outcome, went: 'unreachable', problem: problemName(error) };
  }
};

/** Nobody takes an alias from its owner. Who cannot be asked about goes on, and Cognito decides. */
const askTarget = async (
  { target }: Ports,
  outcome: Admitted,
  { login, userPoolId }: Extract<MigrationRequest, { login: string }>,
  { target: { signIn } }: TriggerSettings,
  signal: AbortSignal,
): Promise<Verdict> => {
  const names = target === undefined ? [] : claimedNames(outcome, login, signIn);
  if (target === undefined || names.length === 0) return { outcome };
  const asked = await Promise.allSettled(
    names.map(async (name) => {
      const found = await atMost(LOOK_UP_LIMIT_MS, signal, (limit) =>
        target.readUser(userPoolId, name.value, limit),
      );
      return isTaken(name, found, outcome.sourceSub, signIn) ? [name] : [];
    }),
  );
  const taken = asked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const failure = asked.find((one) => one.status === 'rejected');
  return {
    outcome: taken.length > 0 ? aliasTaken(outcome.sourceSub, taken) : outcome,
    ...(failure === undefined
      ? { went: 'asked' }
      : { went: 'unreachable', problem: problemName(failure.reason) }),
  };
};

/** The names of errors, where there are any. */
export const problemsIn = (
  found: Readonly<Record<string, string | undefined>>,
): Pick<Attempt, 'problems'> => {
  const problems = Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return problems.length === 0 ? {} : { problems: Object.fromEntries(problems) };
};

/** Never rejects. A user who was in the target before is that first of all, whoever has the aliases now. */
export const confirmAdmission = async (
  ports: Ports,
  outcome: MigrationOutcome,
  { request, invokedAt }: { readonly request: MigrationRequest; readonly invokedAt: number },
  settings: TriggerSettings,
  signal: AbortSignal,
): Promise<Confirmed> => {
  if (request.kind === 'malformed' || !isAdmitted(outcome)) return { outcome };
  const [ledger, aliases] = await Promise.all([
    askLedger(ports, outcome, invokedAt, signal),
    askTarget(ports, outcome, request, settings, signal),
  ]);
  return {
    outcome: isAdmitted(ledger.outcome) ? aliases.outcome : ledger.outcome,
    ...(ledger.went === undefined ? {} : { ledger: ledger.went }),
    ...(aliases.went === undefined ? {} : { aliases: aliases.went }),
    ...problemsIn({ ledger: ledger.problem, aliases: aliases.problem }),
  };
};
