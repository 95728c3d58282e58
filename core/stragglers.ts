/**
 * Stragglers: source users whom the ledger does not know. What each of them is, and whether anything keeps them from
 * coming by themselves. Made from a page of `ListUsers`, which does not tell second factors.
 */
import { type AccountState, accountState } from './account-state.ts';
import { refusedOnCreation } from './attribute-rules.ts';
import type { ListedUser } from './listed-user.ts';
import { hasVerifiedContact } from './migration-outcome.ts';
import type { TriggerSettings } from './trigger-settings.ts';
import { mapUser } from './user-mapping.ts';

export type StragglerReason =
  /** Nothing: comes with the next sign-in. */
  | 'not-signed-in'
  /** Nothing: comes with the next forgot-password, since clients send no passwords any more. */
  | 'forgot-password'
  | 'disabled'
  | 'unconfirmed'
  | 'federated'
  /** No code could be delivered to a verified e-mail or phone, and this user needs one to come. */
  | 'no-contact'
  /** The first sign-in was never finished, and forgot-password does not work for such accounts. */
  | 'temporary-password'
  /** Reset in the source, and the config says that such users stay there. */
  | 'password-reset'
  /** The target's schema would refuse the mapped attributes. */
  | 'attributes-refused'
  /** A `UserStatus` that the rules do not know. */
  | 'unknown-status'
  /** Not imported: has a second factor, which an import would lose. */
  | 'second-factor'
  /** Not imported: somebody else has the name or alias in the target. */
  | 'name-taken'
  /** Not imported: in the target already, and a reconciliation was started that puts it on record. */
  | 'being-reconciled'
  /** Gone from the source since the page was read. */
  | 'source-user-gone'
  /** The ledger has a record that this version cannot read. */
  | 'record-unreadable';

export type Straggler = {
  readonly sub: string;
  readonly state: AccountState;
  readonly reason: StragglerReason;
  readonly createdAt?: number;
  readonly changedAt?: number;
};

const BARRED: Readonly<Partial<Record<AccountState, StragglerReason>>> = {
  disabled: 'disabled',
  unconfirmed: 'unconfirmed',
  federated: 'federated',
  unknown: 'unknown-status',
};

/** What such a user needs beside an account in order: nothing for a password that still counts, else a mailbox. */
const reasonByWay = (
  user: ListedUser,
  state: AccountState,
  settings: TriggerSettings,
): StragglerReason | undefined => {
  const byPassword = (settings.phase ?? 'migrating') === 'migrating';
  if (state === 'temporary-password' && !byPassword) return 'temporary-password';
  if (state === 'reset-required' && settings.policies.resetRequired === 'reject') return 'password-reset';
  if (state === 'active' && byPassword) return undefined;
  return hasVerifiedContact(mapUser({ ...user, factors: [] }, settings), false, settings.target)
    ? undefined
    : 'no-contact';
};

/** Why a user of the source has not come; the two first reasons mean that nothing is in the way. */
export const judgeStraggler = (user: ListedUser, settings: TriggerSettings): Straggler => {
  const state = accountState(user);
  const { sub, createdAt, changedAt } = user;
  const waiting = settings.phase === 'srp-only' ? 'forgot-password' : 'not-signed-in';
  const refused = () =>
    refusedOnCreation(mapUser({ ...user, factors: [] }, settings), settings.target).length > 0;
  const reason =
    BARRED[state] ??
    reasonByWay(user, state, settings) ??
    (refused() ? ('attributes-refused' as const) : waiting);
  return {
    sub,
    state,
    reason,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(changedAt === undefined ? {} : { changedAt }),
  };
};

const HEADER = 'sub,state,reason,created,modified';

const timeOf = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? '' : new Date(milliseconds).toISOString();

/** A `sub` is a UUID; anything else could be taken for a formula or break the row. */
const safeSub = (sub: string): string => (/^[\w-]+$/.test(sub) && !sub.startsWith('-') ? sub : 'not-a-sub');

/** One part of the list as CSV, with its header: ids, states, reasons and times; no login and no attribute value. */
export const stragglerCsv = (stragglers: readonly Straggler[]): string =>
  [
    HEADER,
    ...stragglers.map(({ sub, state, reason, createdAt, changedAt }) =>
      [safeSub(sub), state, reason, timeOf(createdAt), timeOf(changedAt)].join(','),
    ),
    '',
  ].join('\n');
