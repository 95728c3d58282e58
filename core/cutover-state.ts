/**
 * The cutover's records in the ledger table: what is wanted, written by the state machine, and what each app client's
 * flows were before the first change, written by switch-auth-flow. Ids, names of flows and times only.
 */
import { type AttributeValue, toItem } from './attribute-value.ts';
import { MigrationError } from './errors.ts';
import type { MigrationPhase } from './trigger-settings.ts';

/** Key of the one record that says what is wanted. */
export const CUTOVER_STATE_KEY = 'cutover#state';

/** Key of what one app client's flows were before its cutover. */
export const cutoverClientKey = (clientId: string): string => `cutover#client#${clientId}`;

/** The only version there is, of both kinds of records. */
export const CUTOVER_VERSION = 1;

const PHASES: readonly MigrationPhase[] = ['migrating', 'srp-only'];

/**
 * Item `cutover#state`: `id` S, `version` N, `desiredPhase` S, `clients` SS (absent where there are none), `hold` BOOL,
 * `forced` BOOL, `changedAt` S, `executionId` S, `reason` S (of a rollback).
 */
export type CutoverState = {
  /** `srp-only` once every app client of the configuration is among `clients`. */
  readonly desiredPhase: MigrationPhase;
  /** App clients that shall send no passwords: what drifted of them is repaired without asking the gates. */
  readonly clients: readonly string[];
  /** A rollback was the last word; only `resume` lifts it. */
  readonly hold: boolean;
  /** The last cutover asked no gate. */
  readonly forced: boolean;
  /** ISO 8601; absent where there is no record. */
  readonly changedAt?: string;
  readonly executionId?: string;
  readonly reason?: string;
};

/**
 * Item `cutover#client#<clientId>`: `id` S, `version` N, `clientId` S, `previousFlows` L of S, `switchedAt` S,
 * `executionId` S. Put with `attribute_not_exists(id)` before the client is changed, deleted when a rollback has proven
 * that the flows are back.
 */
export type CutoverClientRecord = {
  readonly clientId: string;
  /** `ExplicitAuthFlows` as found; empty where the client had the default. */
  readonly previousFlows: readonly string[];
  /** ISO 8601: start of the execution that switched the client. */
  readonly switchedAt: string;
  readonly executionId: string;
};

/** Without a record: migrating, no hold. */
export const NEVER_CUT_OVER: CutoverState = {
  desiredPhase: 'migrating',
  clients: [],
  hold: false,
  forced: false,
};

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

type Item = Readonly<Record<string, unknown>>;

/** Attribute by attribute; a wrong one is named, its value is not. */
const reader = (item: Item, key: string) => {
  const refuse = (name: string): never => {
    throw new MigrationError(
      'LedgerRecordInvalid',
      `The record ${key} of the ledger table has no or another ${name} than version ${CUTOVER_VERSION} writes. Deploy the version that wrote it, or repair the record by hand.`,
    );
  };
  const text = (name: string): string => {
    const value = fieldOf(item[name], 'S');
    return typeof value === 'string' && value !== '' ? value : refuse(name);
  };
  const time = (name: string): string => {
    const value = text(name);
    return Number.isNaN(Date.parse(value)) ? refuse(name) : value;
  };
  const flag = (name: string): boolean => {
    const value = fieldOf(item[name], 'BOOL');
    return typeof value === 'boolean' ? value : refuse(name);
  };
  const texts = (name: string, values: unknown): readonly string[] =>
    Array.isArray(values) && values.every((value) => typeof value === 'string') ? values : refuse(name);
  if (fieldOf(item.version, 'N') !== String(CUTOVER_VERSION)) refuse('version');
  return { refuse, text, time, flag, texts };
};

/**
 * @param item as DynamoDB's API spells it; nothing where there is no record
 * @throws {MigrationError} `LedgerRecordInvalid`, naming record and attribute
 */
export const readCutoverState = (item: Item | undefined): CutoverState => {
  if (item === undefined) return NEVER_CUT_OVER;
  const { refuse, text, time, flag, texts } = reader(item, CUTOVER_STATE_KEY);
  const desiredPhase = PHASES.find((phase) => phase === text('desiredPhase')) ?? refuse('desiredPhase');
  return {
    desiredPhase,
    clients: item.clients === undefined ? [] : texts('clients', fieldOf(item.clients, 'SS')),
    hold: flag('hold'),
    forced: flag('forced'),
    changedAt: time('changedAt'),
    executionId: text('executionId'),
    ...(item.reason === undefined ? {} : { reason: text('reason') }),
  };
};

/** @throws {MigrationError} `LedgerRecordInvalid`, naming record and attribute */
export const readCutoverClient = (item: Item): CutoverClientRecord => {
  const id = fieldOf(item.id, 'S');
  const { refuse, text, time, texts } = reader(item, typeof id === 'string' ? id : 'without id');
  const flows = fieldOf(item.previousFlows, 'L');
  return {
    clientId: text('clientId'),
    previousFlows: Array.isArray(flows)
      ? texts(
          'previousFlows',
          flows.map((flow) => fieldOf(flow, 'S')),
        )
      : refuse('previousFlows'),
    switchedAt: time('switchedAt'),
    executionId: text('executionId'),
  };
};

/** To be put with `attribute_not_exists(id)`: the first record stays. */
export const cutoverClientItem = ({
  clientId,
  previousFlows,
  switchedAt,
  executionId,
}: CutoverClientRecord): Record<string, AttributeValue> =>
  toItem({
    id: cutoverClientKey(clientId),
    version: CUTOVER_VERSION,
    clientId,
    previousFlows,
    switchedAt,
    executionId,
  });
