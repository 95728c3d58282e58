/**
 * The contract of the `reconcile` task: what an execution is started with, checked strictly, and what reconcile-user
 * answers. Ids and names only: both are logged by Step Functions as they are.
 */
import { MigrationError } from './errors.ts';
import type { LedgerOrigin } from './ledger.ts';
import type { SecondFactorFate } from './second-factor.ts';

/** Target groups are given by whoever let the user in; absent where nobody could say. */
export type ReconcileInput = {
  readonly task: 'reconcile';
  readonly sourceSub: string;
  readonly groups?: readonly string[];
};

/** The answer of reconcile-user. Times in ISO 8601. */
export type Reconciliation = {
  readonly sourceSub: string;
  readonly targetSub: string;
  /** When the Lambda saw the target user. */
  readonly seenAt: string;
  readonly origin: LedgerOrigin;
  /** Told again, because the audit trail may have missed it at the sign-in. */
  readonly secondFactor: SecondFactorFate;
  /** Names of what this run wrote. */
  readonly changed: Changed;
  /** Names of what should have been written and could not be: immutable, refused by the schema, missing in the target. */
  readonly notApplied: { readonly attributes: readonly string[]; readonly groups: readonly string[] };
  /** Every target group the user was ever put into. */
  readonly groups: readonly string[];
  readonly disabledAtSource: boolean;
  /** The ledger says all of this already: nothing to record, nothing to tell. */
  readonly onRecord: boolean;
};

/**
 * What the machine reads of it. Its context names no trace (Developer Guide "Context object", 2026-11), the Lambda's
 * environment does: the trace that the execution is part of. `none` where there is none: a field that JSONPath reads
 * must be there.
 */
export type ReconcileAnswer = Reconciliation & { readonly traceId: string };

export type Changed = {
  readonly attributes: readonly string[];
  readonly groups: readonly string[];
  readonly mfa: readonly string[];
  readonly account: readonly string[];
};

export const ACCEPTED_INPUT =
  '{"task":"reconcile","sourceSub":"<sub of the source user>","groups":["<name of a target group>"]}, groups may be left out';

// Developer Guide "Working with user attributes", 2026-11: sub is a UUID.
const SUB = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

// API reference "AdminAddUserToGroup", 2026-11: GroupName `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`, 1 to 128 characters; 100 groups
// a user (Developer Guide "Quotas").
const GROUP = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;
const MOST_GROUPS = 100;

const FIELDS = ['task', 'sourceSub', 'groups'];

const isGroups = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length <= MOST_GROUPS &&
  value.every((name) => typeof name === 'string' && GROUP.test(name));

/** Field names come from whoever started the execution: only what looks like a name is repeated. */
const shown = (name: string): string => (/^\w{1,40}$/.test(name) ? name : 'of another name');

const problemsOf = (input: Readonly<Record<string, unknown>>): string[] => {
  const { task, sourceSub, groups } = input;
  return [
    ...(task === 'reconcile' ? [] : ['task must be "reconcile"']),
    ...(typeof sourceSub === 'string' && SUB.test(sourceSub) ? [] : ['sourceSub must be a UUID']),
    ...(groups === undefined || isGroups(groups)
      ? []
      : [`groups must be a list of at most ${MOST_GROUPS} group names`]),
    ...Object.keys(input)
      .filter((name) => !FIELDS.includes(name))
      .map((name) => `the field ${shown(name)} is not known`),
  ];
};

/** @throws {MigrationError} `InvalidInput`: every wrong field at once, no values, and what is accepted */
export const readReconcileInput = (input: unknown): ReconcileInput => {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  const problems = isObject ? problemsOf({ ...input }) : ['it must be an object'];
  if (problems.length > 0) {
    throw new MigrationError(
      'InvalidInput',
      `The input is wrong: ${problems.join('; ')}. Accepted: ${ACCEPTED_INPUT}.`,
    );
  }
  return input as ReconcileInput;
};
