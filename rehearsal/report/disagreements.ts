/**
 * The rules by which ledger, pools and audit trail must agree on every single user once nothing runs any more. Pure.
 * They follow design §9 and §11 and are written independently of the code under test.
 */
import { attributeOf, subOf, type UserRecord } from '../input/records.ts';
import { groupBy } from './group-by.ts';
import { type Observation, SOURCE_SUB } from './observation.ts';
import { outcomeOf } from './outcome.ts';
import { type AuditEntry, auditEntries, type LedgerEntry, ledgerEntries } from './stored.ts';

export type LetIn = 'migrated' | 'reset-required';

/** All that is known of one source user, side by side. */
export type Dossier = {
  readonly sub: string;
  readonly inSource: boolean;
  /** Subs of the target users that name this user as their source. More than one is wrong. */
  readonly targetSubs: readonly string[];
  readonly record?: LedgerEntry;
  readonly events: readonly AuditEntry[];
  /** The target's user lacks a second factor that the source's user has. */
  readonly weaker?: true;
  /** How the user's client was last let in, where one of ours made the sign-in. */
  readonly client?: LetIn;
  /** The audit bus was made to refuse an admission of this user: the reconciliation has to tell of it. */
  readonly untold?: true;
};

const LET_IN_EVENTS: Readonly<Record<string, LetIn>> = {
  UserMigrated: 'migrated',
  UserResetRequired: 'reset-required',
};

const RECONCILED_EVENT = 'UserReconciled';

/** What an event says where a factor of the source stays behind. */
export const NOT_CARRIED = 'not-carried';

/** The event that belongs to each state in which an execution leaves a record. */
const EVENT_OF_STATE: Readonly<Record<string, string>> = {
  reconciled: RECONCILED_EVENT,
  failed: 'UserReconciliationFailed',
  abandoned: 'UserAbandoned',
};

/** An import is no reconciliation, and leaves the same state. */
const IMPORTED_EVENT = 'UserImported';

const wasImported = ({ state, origin }: LedgerEntry): boolean =>
  state === 'reconciled' && origin === 'imported';

/** States that say: the target does not have this user. `failed` says nothing about that. */
const ABSENT_STATES: ReadonlySet<string> = new Set(['pending', 'abandoned', 'removed']);

const originTold = ({ type, origin }: AuditEntry): LetIn | undefined =>
  type === RECONCILED_EVENT && (origin === 'migrated' || origin === 'reset-required') ? origin : undefined;

/** How the user came, by the last event that has to say it. */
const lastLetIn = ({ events, untold }: Dossier): LetIn | undefined =>
  events
    .map((event) => LET_IN_EVENTS[event.type] ?? (untold && originTold(event)))
    .findLast((found) => found !== undefined);

/** Says what is wrong, or nothing. */
type Rule = (dossier: Dossier) => string | false | undefined;

const betweenPools: readonly Rule[] = [
  ({ inSource, targetSubs }) => !inSource && targetSubs.length > 0 && 'the source lacks a user of the target',
  ({ targetSubs }) => targetSubs.length > 1 && 'the target has the same source user twice',
  ({ client, targetSubs }) =>
    client && targetSubs.length === 0 && 'the target has nobody for a client that was let in',
];

const betweenLedgerAndPools: readonly Rule[] = [
  ({ record, targetSubs }) => !record && targetSubs.length > 0 && 'the ledger lacks a user of the target',
  ({ record, inSource }) => record && !inSource && 'the ledger has a user whom the source lacks',
  ({ record, targetSubs }) =>
    record?.state === 'reconciled' &&
    targetSubs.length === 0 &&
    'the ledger says reconciled of a user whom the target lacks',
  ({ record, targetSubs }) =>
    record &&
    targetSubs.length > 0 &&
    ABSENT_STATES.has(record.state) &&
    `the ledger says ${record.state} of a user whom the target has`,
  ({ record, targetSubs }) =>
    record?.state === 'pending' &&
    targetSubs.length === 0 &&
    'the ledger says pending and nothing runs any more',
  ({ record, targetSubs }) =>
    record?.targetSub !== undefined &&
    targetSubs.length > 0 &&
    !targetSubs.includes(record.targetSub) &&
    "the ledger's target sub is not the target user's",
  ({ record }) =>
    record?.state === 'reconciled' && !record.targetSub && 'the ledger says reconciled without a target sub',
];

/** Imported users were let in by nobody's sign-in. */
const signedIn = ({ record }: Dossier): boolean => record?.origin !== 'imported';

const onHowTheyCame: readonly Rule[] = [
  ({ record, client }) =>
    record?.origin !== undefined &&
    client !== undefined &&
    record.origin !== client &&
    `the ledger's origin is ${record.origin}, the client was let in as ${client}`,
  (dossier) => {
    const { origin } = dossier.record ?? {};
    const told = lastLetIn(dossier);
    if (!signedIn(dossier) || origin === undefined || told === undefined || origin === told) return;
    return `the ledger's origin is ${origin}, the audit trail says ${told}`;
  },
  ({ record }) =>
    record?.state === 'reconciled' && !record.origin && 'the ledger says reconciled without an origin',
];

const betweenAuditAndTheRest: readonly Rule[] = [
  (dossier) =>
    signedIn(dossier) &&
    (dossier.client !== undefined || dossier.targetSubs.length > 0) &&
    lastLetIn(dossier) === undefined &&
    'the audit trail does not say that the user was let in',
  (dossier) =>
    !dossier.record && lastLetIn(dossier) && 'the ledger lacks a user whom the audit trail lets in',
  ({ weaker, events }) =>
    weaker &&
    !events.some(({ secondFactor }) => secondFactor === NOT_CARRIED) &&
    'a second factor was not carried and the audit trail does not say so',
  ({ record, events }) => {
    const type = EVENT_OF_STATE[record?.state ?? ''];
    if (!record || !type || events.some((event) => event.type === type)) return;
    if (wasImported(record) && events.some((event) => event.type === IMPORTED_EVENT)) return;
    return `the ledger says ${record.state} and the audit trail has no ${type}`;
  },
  // A record is taken back when its shell is removed; what was told before stays told.
  ({ record, events }) => {
    const told = events.findLast(({ type }) => type === RECONCILED_EVENT);
    if (!told || record?.state === 'removed' || told.targetSub === record?.targetSub) return;
    return "the audit trail reconciled another target user than the ledger's";
  },
  ({ record, events }) =>
    (record?.state === 'pending' || record?.state === 'abandoned') &&
    events.some(({ type }) => type === RECONCILED_EVENT) &&
    `the ledger says ${record.state} of a user whom the audit trail reconciled`,
];

const RULES: readonly Rule[] = [
  ...betweenPools,
  ...betweenLedgerAndPools,
  ...onHowTheyCame,
  ...betweenAuditAndTheRest,
];

/** Every way in which the accounts differ on this user; empty when they agree. */
export const differencesOf = (dossier: Dossier): readonly string[] =>
  RULES.flatMap((rule) => rule(dossier) || []);

const lastAnswers = ({ attempts }: Pick<Observation, 'attempts'>): ReadonlyMap<string, LetIn> =>
  new Map(
    attempts
      .filter(({ known }) => !known)
      .flatMap((attempt): [string, LetIn][] => {
        const outcome = outcomeOf(attempt);
        return outcome === 'migrated' || outcome === 'reset-required' ? [[attempt.sub, outcome]] : [];
      }),
  );

/** One of the source user's factors is not among the target user's. */
const lacksFactor = (user: UserRecord, source: UserRecord | undefined): boolean =>
  (source?.UserMFASettingList ?? []).some((factor) => !user.UserMFASettingList?.includes(factor));

/** Everybody of whom anything is known, by source sub. Users whom the target got in another way are nobody's business here. */
export const dossiersOf = (
  observation: Pick<Observation, 'attempts' | 'source' | 'target' | 'stored' | 'untold'>,
): readonly Dossier[] => {
  const { source, target, stored } = observation;
  const known = new Map(source.before.map((user) => [subOf(user), user]));
  const targets = groupBy(
    target.filter((user) => attributeOf(user, SOURCE_SUB) !== undefined),
    (user) => attributeOf(user, SOURCE_SUB) ?? '',
  );
  const records = new Map(ledgerEntries(stored).map((entry) => [entry.sourceSub, entry]));
  const events = groupBy(auditEntries(stored), ({ sourceSub }) => sourceSub);
  const clients = lastAnswers(observation);
  const untold = new Set(observation.untold);
  const subs = new Set([...known.keys(), ...targets.keys(), ...records.keys(), ...events.keys()]);
  return [...subs].map((sub) => {
    const record = records.get(sub);
    const client = clients.get(sub);
    return {
      sub,
      inSource: known.has(sub),
      targetSubs: targets.get(sub)?.map(subOf) ?? [],
      ...((targets.get(sub) ?? []).some((user) => lacksFactor(user, known.get(sub))) && { weaker: true }),
      ...(record && { record }),
      events: events.get(sub) ?? [],
      ...(client && { client }),
      ...(untold.has(sub) && { untold: true as const }),
    };
  });
};

/** Users who were let in, by what their clients got or because the target has them, and are not reconciled at the end. */
export const lostOf = (dossiers: readonly Dossier[]): readonly Dossier[] =>
  dossiers.filter(
    ({ client, targetSubs, record }) =>
      (client !== undefined || targetSubs.length > 0) && record?.state !== 'reconciled',
  );
