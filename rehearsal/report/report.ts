/** Computes `report.json` from an observation. Pure; the field names are the contract of design §11. */

import { attributeOf, subOf, type UserRecord } from '../input/records.ts';
import { type AlarmsReport, alarmsOf } from './alarms.ts';
import { type CaseRow, caseRows } from './cases.ts';
import type { Check } from './checks.ts';
import { type AfterCutover, afterCutover, type CutoverReport, cutoverOf } from './cutover.ts';
import { differencesOf, dossiersOf, lostOf } from './disagreements.ts';
import { groupBy } from './group-by.ts';
import { type Attempt, type Observation, SOURCE_SUB } from './observation.ts';
import { expectedOf, type Outcome, outcomeOf, REJECTED_BY, type RejectedBy } from './outcome.ts';
import { auditTrail, ledgerEntries } from './stored.ts';
import { type SweepReport, sweepOf } from './sweep.ts';
import { type TracesReport, tracedSignIns, tracesOf } from './traces.ts';

type Counts = {
  readonly migrated: number;
  readonly resetRequired: number;
  readonly rejected: number;
  readonly failed: number;
};

export type StateRow = Counts & {
  readonly status: string;
  readonly enabled: boolean;
  readonly mfa: readonly string[];
  readonly users: number;
  /** Who of them could sign in by SRP after the cutover, and why the others could not; absent in a scenario without one. */
  readonly afterCutover?: AfterCutover;
};

export type Report = {
  readonly scenario: string;
  readonly seed: number;
  readonly users: number;
  /** Each user once, by what their last migrating attempt came to. */
  readonly byState: readonly StateRow[];
  readonly signIns: Counts & { readonly attempted: number };
  readonly rejectedBy: Readonly<Record<RejectedBy, number>>;
  /** Null where nobody migrated. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
  readonly sourceRequestsPerMigration: number | null;
  readonly wrongPasswordsAccepted: number;
  readonly secondFactorsLost: number;
  readonly disabledRevived: number;
  readonly secretsFound: number;
  readonly denied: number;
  /** Users whose ledger record says so at the end. */
  readonly reconciled: number;
  readonly abandoned: number;
  /** Users who were let in and are not reconciled at the end. */
  readonly lost: number;
  /** Users on whom ledger, pools and audit trail differ. */
  readonly disagreements: number;
  /** Of the last sweep that has ended; null where none has. */
  readonly sweep: SweepReport | null;
  /** Null in a scenario without one. */
  readonly cutover: CutoverReport | null;
  readonly audit: { readonly events: number };
  /** Null where nobody looked at X-Ray. */
  readonly traces: TracesReport | null;
  readonly alarms: AlarmsReport | null;
  /** How many requests met each injected fault; null in a scenario without. */
  readonly faults: Readonly<Record<string, number>> | null;
  /** Rows of the scenario's own table; null in a scenario without. */
  readonly cases: readonly CaseRow[] | null;
  /** What an operator looked at after each rerun; null in a scenario without. */
  readonly checks: readonly Check[] | null;
  readonly durationSeconds: number;
};

const countOutcomes = (outcomes: readonly Outcome[]): Counts => {
  const of = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
  return {
    migrated: of('migrated'),
    resetRequired: of('reset-required'),
    rejected: of('rejected'),
    failed: of('failed'),
  };
};

const factorsOf = (user: UserRecord): readonly string[] => user.UserMFASettingList?.toSorted() ?? [];

const stateOf = (user: UserRecord): string =>
  JSON.stringify([user.UserStatus, user.Enabled, factorsOf(user)]);

/** Sign-ins of users whom the target did not know: the only ones that can migrate. */
export const migratingAttempts = ({ attempts }: Pick<Observation, 'attempts'>): readonly Attempt[] =>
  attempts.filter(({ known }) => !known);

const stateRows = (observation: Observation): StateRow[] => {
  const { source, attempts } = observation;
  const after = afterCutover(observation);
  const last = new Map(migratingAttempts({ attempts }).map((attempt) => [attempt.sub, outcomeOf(attempt)]));
  const groups = groupBy(source.before, stateOf);
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, users]) => {
      const [first] = users;
      if (!first) return [];
      const outcomes = users.flatMap((user) => last.get(subOf(user)) ?? []);
      return {
        status: first.UserStatus,
        enabled: first.Enabled,
        mfa: factorsOf(first),
        users: users.length,
        ...countOutcomes(outcomes),
        ...(after && { afterCutover: after(users) }),
      };
    });
};

const countRejections = (observation: Observation): Record<RejectedBy, number> => {
  const users = new Map(observation.source.before.map((user) => [subOf(user), user]));
  const counts = Object.fromEntries(REJECTED_BY.map((by) => [by, 0])) as Record<RejectedBy, number>;
  for (const attempt of migratingAttempts(observation)) {
    if (outcomeOf(attempt) !== 'rejected') continue;
    const expected = expectedOf(attempt, users.get(attempt.sub), observation);
    if (expected.outcome === 'rejected') counts[expected.by] += 1;
  }
  return counts;
};

/** Nearest rank: a number that was measured, not one between two. */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

const tenths = (value: number): number => Math.round(value * 10) / 10;

const latencies = (observation: Observation): Report['latencyMs'] => {
  const sorted = migratingAttempts(observation)
    .filter((attempt) => outcomeOf(attempt) === 'migrated')
    .map(({ answer }) => answer.durationMs)
    .toSorted((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (share: number) => tenths(percentile(sorted, share));
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
};

/** The trigger's own role in B, and its session in A, both carry the name. */
const BY_MIGRATE_USER = /migrate-user/;

/**
 * Requests of migrate-user to the source while the sign-ins that should migrate ran, and all of its requests to STS
 * until then, over the migrations of that time.
 */
const requestsPerMigration = (observation: Observation): number | null => {
  const { migrations, requests, sourceAccountId } = observation;
  if (!migrations || migrations.count === 0) return null;
  const own = requests.filter(({ principal }) => BY_MIGRATE_USER.test(principal));
  const counted = own.filter(
    ({ action, account, time }) =>
      time <= migrations.to &&
      (action.startsWith('sts:') || (account === sourceAccountId && time >= migrations.from)),
  );
  return Math.round((counted.length / migrations.count) * 1000) / 1000;
};

/** Sign-ins of those who had signed in before, and of those who came by a code. */
const inCutover = (cutover: Observation['cutover']): readonly Attempt[] =>
  cutover === undefined
    ? []
    : [
        ...cutover.passwords,
        ...cutover.srp,
        ...[...cutover.opened, ...cutover.stragglers].flatMap(({ attempt }) => attempt ?? []),
      ];

/** Users who got in with a password that was not theirs. */
const wrongPasswordsAccepted = ({ attempts, srp, cutover }: Observation): number =>
  [...attempts, ...srp, ...inCutover(cutover)].filter(
    ({ password, answer, known, target }) =>
      password === 'wrong' && (answer.status !== 'error' || (!known && target?.status === 'CONFIRMED')),
  ).length;

/** Users with a second factor on the source who got tokens without having to prove one, or their mailbox. */
const secondFactorsLost = ({ attempts, srp, cutover, source, ...observation }: Observation): number => {
  const protectedUsers = new Map(
    source.before.filter((user) => factorsOf(user).length > 0).map((user) => [subOf(user), user]),
  );
  const lost = [...attempts, ...srp, ...inCutover(cutover)].filter(
    ({ sub, answer, contactProven, ...attempt }) => {
      const user = protectedUsers.get(sub);
      if (!user || answer.status !== 'ok' || answer.secondFactorProven || contactProven) return false;
      const policies = attempt.policies ?? observation.policies;
      return policies.unportable !== 'migrate' || (factorsOf(user).join() === 'SMS_MFA' && policies.smsMfa);
    },
  );
  return new Set(lost.map(({ sub }) => sub)).size;
};

const disabledRevived = ({ source, target }: Observation): number => {
  const disabled = new Set(source.before.filter(({ Enabled }) => !Enabled).map(subOf));
  return target.filter((user) => disabled.has(attributeOf(user, SOURCE_SUB) ?? '')).length;
};

const inState = ({ stored }: Observation, state: string): number =>
  ledgerEntries(stored).filter((entry) => entry.state === state).length;

const afterSignIns = (
  observation: Observation,
): Pick<Report, 'reconciled' | 'abandoned' | 'lost' | 'disagreements' | 'audit'> => {
  const dossiers = dossiersOf(observation);
  return {
    reconciled: inState(observation, 'reconciled'),
    abandoned: inState(observation, 'abandoned'),
    lost: lostOf(dossiers).length,
    disagreements: dossiers.filter((dossier) => differencesOf(dossier).length > 0).length,
    audit: { events: auditTrail(observation.stored).length },
  };
};

export const computeReport = (observation: Observation): Report => {
  const outcomes = migratingAttempts(observation).map(outcomeOf);
  return {
    scenario: observation.scenario,
    seed: observation.seed,
    users: observation.source.before.length,
    byState: stateRows(observation),
    signIns: { attempted: outcomes.length, ...countOutcomes(outcomes) },
    rejectedBy: countRejections(observation),
    latencyMs: latencies(observation),
    sourceRequestsPerMigration: requestsPerMigration(observation),
    wrongPasswordsAccepted: wrongPasswordsAccepted(observation),
    secondFactorsLost: secondFactorsLost(observation),
    disabledRevived: disabledRevived(observation),
    secretsFound: observation.secrets.length,
    denied: observation.requests.filter(({ decision }) => decision === 'denied').length,
    ...afterSignIns(observation),
    sweep: sweepOf(observation.stored),
    cutover: cutoverOf(observation),
    traces: observation.segments ? tracesOf(tracedSignIns(observation)) : null,
    alarms: alarmsOf(observation),
    faults: observation.faults ?? null,
    cases: observation.cases ? caseRows(observation.cases) : null,
    checks: observation.checks ?? null,
    durationSeconds: tenths(observation.durationSeconds),
  };
};
