/**
 * One page of users beside their ledger records: who is counted where, who is listed, and what is to be done. Pure; the
 * work itself is for sweep-shard.
 */
import { accountState } from './account-state.ts';
import type { LedgerRecord } from './ledger.ts';
import type { ListedUser } from './listed-user.ts';
import { isOverdueShell } from './shell-expiry.ts';
import { judgeStraggler, type Straggler } from './stragglers.ts';
import {
  type Counts,
  newestOf,
  recordPlace,
  stragglerPlace,
  type TargetPlace,
  tally,
} from './sweep-counts.ts';
import { SOURCE_SUB_ATTRIBUTE, type TriggerSettings } from './trigger-settings.ts';

/** A record as found; `unreadable` where it is of another version or shape. */
export type FoundRecord = LedgerRecord | 'unreadable' | undefined;

/** What one user still needs. Ids only, because it may wait in the ledger table for the next invocation. */
export type Todo =
  | { readonly kind: 'start'; readonly sub: string }
  /** Already counted but for its place: either removed, or where it stands otherwise. */
  | {
      readonly kind: 'shell';
      readonly sub: string;
      readonly targetSub: string;
      readonly otherwise: TargetPlace;
    }
  /** The same: imported, or listed. */
  | { readonly kind: 'import'; readonly sub: string };

/** What a page comes to. */
export type Look = {
  readonly counts: Counts;
  readonly listed: readonly Straggler[];
  readonly todo: readonly Todo[];
  /**
   * When somebody of the page last came by himself: the latest `firstSeenAt` of its records, but for imports.
   * Milliseconds since the epoch; absent where nobody has come.
   */
  readonly newestRecordAt?: number;
};

type UserLook = { readonly places: readonly string[]; readonly listed?: Straggler; readonly todo?: Todo };

/** Not in the target by all the ledger knows, so that an import may create the user. */
export const mayImport = (record: FoundRecord): boolean => {
  if (record === undefined) return true;
  if (record === 'unreadable') return false;
  const { state, origin } = record;
  return state === 'removed' || state === 'abandoned' || (state === 'pending' && origin === 'imported');
};

/** A source user: on record, or a straggler. */
const lookAtSourceUser = (
  user: ListedUser,
  record: FoundRecord,
  settings: TriggerSettings,
): Required<Pick<UserLook, 'places'>> & Pick<UserLook, 'listed'> => {
  if (record === undefined) {
    const listed = judgeStraggler(user, settings);
    return { places: [stragglerPlace(listed)], listed };
  }
  if (record !== 'unreadable') return { places: [recordPlace(record)] };
  return {
    places: ['unreadable'],
    listed: { ...judgeStraggler(user, settings), reason: 'record-unreadable' },
  };
};

/** Where the source is right: changed there since the last reconciliation. */
const isOutdated = (user: ListedUser, record: FoundRecord, { reconcile }: TriggerSettings): boolean =>
  reconcile?.sourceOfTruth === 'source' &&
  typeof record === 'object' &&
  record.state === 'reconciled' &&
  (user.changedAt ?? 0) > record.lastChangedAt;

const lookAtCandidate = (
  user: ListedUser,
  record: FoundRecord,
  settings: TriggerSettings,
  importing: boolean,
): UserLook => {
  const { sub } = user;
  if (importing && mayImport(record) && accountState(user) === 'active') {
    return { places: [], todo: { kind: 'import', sub } };
  }
  const look = lookAtSourceUser(user, record, settings);
  const outdated = !importing && isOutdated(user, record, settings);
  return outdated ? { ...look, todo: { kind: 'start', sub } } : look;
};

const targetPlace = (user: ListedUser, record: FoundRecord): TargetPlace => {
  if (record === undefined) return 'started';
  if (record === 'unreadable') return 'unreadable';
  const { state, origin, targetSub } = record;
  if (state === 'reconciled') return targetSub === user.sub ? 'reconciled' : 'mismatched';
  if (state === 'pending' && origin === 'imported') return 'importing';
  // Abandoned or removed, and there all the same: came back, and the start of the reconciliation failed.
  return state === 'failed' ? 'failed' : 'started';
};

const isShellOf = (user: ListedUser): boolean => user.status === 'RESET_REQUIRED';

const lookAtTargetUser = (
  user: ListedUser,
  record: FoundRecord,
  { phase = 'migrating' }: TriggerSettings,
  now: number,
): UserLook => {
  const sourceSub = user.attributes[SOURCE_SUB_ATTRIBUTE];
  if (sourceSub === undefined) return { places: ['foreign'] };
  const place = targetPlace(user, record);
  const origin = typeof record === 'object' ? record.origin : undefined;
  const { status: targetStatus, createdAt = now, changedAt = createdAt } = user;
  const shell = { phase, targetStatus, createdAt, changedAt, sourceSub, origin };
  if (place !== 'unreadable' && isOverdueShell(shell, now)) {
    return { places: [], todo: { kind: 'shell', sub: sourceSub, targetSub: user.sub, otherwise: place } };
  }
  const places = isShellOf(user) ? [place, 'shells'] : [place];
  return place === 'started' ? { places, todo: { kind: 'start', sub: sourceSub } } : { places };
};

const cameAt = (record: FoundRecord): number | undefined =>
  typeof record === 'object' && record.origin !== 'imported' ? record.firstSeenAt : undefined;

type Page = readonly (readonly [ListedUser, FoundRecord])[];

const together = (page: Page, looks: readonly UserLook[]): Look => {
  const newestRecordAt = newestOf(page.map(([, record]) => cameAt(record)));
  return {
    counts: { ...tally(looks.flatMap(({ places }) => places)), users: page.length },
    listed: looks.flatMap(({ listed }) => (listed === undefined ? [] : [listed])),
    todo: looks.flatMap(({ todo }) => (todo === undefined ? [] : [todo])),
    ...(newestRecordAt === undefined ? {} : { newestRecordAt }),
  };
};

/** `sub` in the source of every user of a page, to look its record up by. */
export const sourceSubOf = (side: 'source' | 'target', user: ListedUser): string | undefined =>
  side === 'source' ? user.sub : user.attributes[SOURCE_SUB_ATTRIBUTE];

/** @param importing active users without a way of their own are to be imported instead of listed */
export const lookAtSource = (
  users: readonly ListedUser[],
  recordOf: (sourceSub: string) => FoundRecord,
  settings: TriggerSettings,
  importing: boolean,
): Look => {
  const page: Page = users.map((user) => [user, recordOf(user.sub)]);
  return together(
    page,
    page.map(([user, record]) => lookAtCandidate(user, record, settings, importing)),
  );
};

/** @param now milliseconds since the epoch */
export const lookAtTarget = (
  users: readonly ListedUser[],
  recordOf: (sourceSub: string) => FoundRecord,
  settings: TriggerSettings,
  now: number,
): Look => {
  const page: Page = users.map((user) => [user, recordOf(sourceSubOf('target', user) ?? '')]);
  return together(
    page,
    page.map(([user, record]) => lookAtTargetUser(user, record, settings, now)),
  );
};
