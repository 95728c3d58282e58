/**
 * The cutover's records in the ledger table: what is wanted, written by the state machine, and what each app client's
 * flows were before the first change, written by switch-auth-flow. Ids, names of flows and times only.
 */
import type { AttributeValue } from './attribute-value.ts';
import type { MigrationPhase } from './trigger-settings.ts';

/** Key of the one record that says what is wanted. */
export const CUTOVER_STATE_KEY = 'cutover#state';

/** Key of what one app client's flows were before its cutover. */
export const cutoverClientKey = (clientId: string): string => `cutover#client#${clientId}`;

/** The only version there is, of both kinds of records. */
export const CUTOVER_VERSION = 1;

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

/** What the table holds for one key, as DynamoDB's API spells it. */
export type CutoverItem = Readonly<Record<string, AttributeValue | { readonly SS: readonly string[] }>>;
