/**
 * The ledger: one record per source user ever let in. The machine after a sign-in writes it by its own integration, the
 * sweep where it removes a shell or imports a user; here is what a record means and how one is read. It holds ids, names
 * of groups and times, never an attribute or a login.
 */
import { MigrationError } from './errors.ts';

export type LedgerOrigin = 'migrated' | 'reset-required' | 'imported';

export type LedgerState =
  /** Let in and not yet seen in the target; or an import that has begun. */
  | 'pending'
  /** Seen in the target and made equal to what the source maps to. */
  | 'reconciled'
  /** Given up; `errorCode` says why. A rerun can still reconcile it. */
  | 'failed'
  /** Cognito never created the user: it refused what the trigger returned. */
  | 'abandoned'
  /** A shell that the sweep took away, together with `targetSub`, `targetSeenAt` and `groups`: the password counts again. */
  | 'removed';

export type LedgerRecord = {
  readonly sourceSub: string;
  /** Written once, when the user was first seen in the target. */
  readonly targetSub?: string;
  /** When that was, by the clock of the Lambda that saw it. Milliseconds since the epoch, as all times here. */
  readonly targetSeenAt?: number;
  readonly origin?: LedgerOrigin;
  readonly state: LedgerState;
  readonly firstSeenAt: number;
  readonly lastChangedAt: number;
  /** Executions that came to an end with this user. */
  readonly attempts: number;
  readonly errorCode?: string;
  /** Target groups this user was once put into; none of them is ever applied again. */
  readonly groups: readonly string[];
};

/** The only version there is. A record of another one is refused, never guessed at. */
export const LEDGER_VERSION = 1;

/** What the keys of users begin with; the sweep's own records have others. */
export const LEDGER_KEY_PREFIX = 'user#';

/** Value of the table's key `id` for one source user. */
export const ledgerKey = (sourceSub: string): string => `${LEDGER_KEY_PREFIX}${sourceSub}`;

export const LEDGER_ORIGINS: readonly LedgerOrigin[] = ['migrated', 'reset-required', 'imported'];
export const LEDGER_STATES: readonly LedgerState[] = [
  'pending',
  'reconciled',
  'failed',
  'abandoned',
  'removed',
];

/** An item as DynamoDB's API spells it: `{ "state": { "S": "pending" } }`. */
export type LedgerItem = Readonly<Record<string, unknown>>;

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** Attribute by attribute; a wrong one is named, its value is not. */
const reader = (item: LedgerItem) => {
  const id = fieldOf(item.id, 'S');
  const refuse = (problem: string): never => {
    throw new MigrationError(
      'LedgerRecordInvalid',
      `The ledger record ${typeof id === 'string' ? id : 'without id'} ${problem}. Deploy the version that wrote it, or repair the record by hand.`,
    );
  };
  const text = (name: string): string | undefined => {
    if (item[name] === undefined) return undefined;
    const value = fieldOf(item[name], 'S');
    return typeof value === 'string' && value !== '' ? value : refuse(`has a wrong ${name}`);
  };
  const required = <Value>(name: string, value: Value | undefined): Value =>
    value === undefined ? refuse(`has no ${name}`) : value;
  const oneOf = <Value extends string>(name: string, values: readonly Value[]): Value | undefined => {
    const found = text(name);
    return found === undefined
      ? undefined
      : (values.find((value) => value === found) ?? refuse(`has a wrong ${name}`));
  };
  const time = (name: string): number | undefined => {
    const found = text(name);
    if (found === undefined) return undefined;
    const milliseconds = Date.parse(found);
    return Number.isNaN(milliseconds) ? refuse(`has a wrong ${name}`) : milliseconds;
  };
  const count = (name: string): number | undefined => {
    if (item[name] === undefined) return undefined;
    const value = fieldOf(item[name], 'N');
    return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : refuse(`has a wrong ${name}`);
  };
  const names = (name: string): readonly string[] => {
    if (item[name] === undefined) return [];
    const value = fieldOf(item[name], 'SS');
    return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
      ? value
      : refuse(`has a wrong ${name}`);
  };
  return { refuse, text, required, oneOf, time, count, names };
};

/** The members that are there: what exactOptionalPropertyTypes asks for. */
const present = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value });

/**
 * Reads one item of the table. Attributes that are not known here are passed over.
 * @throws {MigrationError} `LedgerRecordInvalid`, naming record and attribute
 */
export const readLedgerRecord = (item: LedgerItem): LedgerRecord => {
  const { refuse, text, required, oneOf, time, count, names } = reader(item);
  const version = required('version', count('version'));
  if (version !== LEDGER_VERSION) refuse(`has version ${version}, and only ${LEDGER_VERSION} is known`);
  const targetSub = text('targetSub');
  const targetSeenAt = time('targetSeenAt');
  if (targetSub !== undefined && targetSeenAt === undefined) refuse('has a targetSub and no targetSeenAt');
  return {
    sourceSub: required('sourceSub', text('sourceSub')),
    ...present('targetSub', targetSub),
    ...present('targetSeenAt', targetSeenAt),
    ...present('origin', oneOf('origin', LEDGER_ORIGINS)),
    state: required('state', oneOf('state', LEDGER_STATES)),
    firstSeenAt: required('firstSeenAt', time('firstSeenAt')),
    lastChangedAt: required('lastChangedAt', time('lastChangedAt')),
    attempts: required('attempts', count('attempts')),
    ...present('errorCode', text('errorCode')),
    groups: names('groups'),
  };
};

/** What a record still says of the target user: a removed shell leaves nothing to go by. */
export const standing = <Known extends Pick<LedgerRecord, 'state'>>(
  record: Known | undefined,
): Known | undefined => (record?.state === 'removed' ? undefined : record);
