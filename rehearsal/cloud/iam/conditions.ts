/** Condition blocks: which operators and keys are known, and what a condition says about one request. */

import { matchesArn, matchesWildcard } from '../arn.ts';
import { NotModelled } from '../service.ts';
import { textList } from './policy-text.ts';

/** What is known about one request, by lower-case condition key. A key that is absent is not in the map. */
export type ConditionContext = ReadonlyMap<string, readonly string[]>;

export type Condition = {
  readonly operator: string;
  /** As the policy writes it; keys are compared without regard to case. */
  readonly key: string;
  readonly expected: readonly string[];
  readonly test: (context: ConditionContext) => boolean;
};

/** Keys that something in the local cloud supplies. A policy with any other key would never be honoured, so it is refused. */
export const CONDITION_KEYS = [
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'aws:SourceArn',
  'aws:SourceAccount',
  'aws:SecureTransport',
  'aws:RequestedRegion',
  'kms:EncryptionContext:aws:logs:arn',
  'iam:PassedToService',
  // Of requests to EC2, which is not here: a policy may tell Lambda itself and its functions apart.
  'lambda:SourceFunctionArn',
  'sts:ExternalId',
  'sts:RoleSessionName',
] as const;

type Matcher = (expected: string, actual: string) => boolean;

const equalTexts: Matcher = (expected, actual) => expected === actual;
const equalIgnoringCase: Matcher = (expected, actual) => expected.toLowerCase() === actual.toLowerCase();

/** `ArnEquals` and `ArnLike` are the same thing to IAM. User Guide "Condition operators", 2026-11. */
const POSITIVE: Readonly<Record<string, Matcher>> = {
  StringEquals: equalTexts,
  StringEqualsIgnoreCase: equalIgnoringCase,
  StringLike: matchesWildcard,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: equalIgnoringCase,
};

const NEGATIVE: Readonly<Record<string, Matcher>> = {
  StringNotEquals: equalTexts,
  StringNotEqualsIgnoreCase: equalIgnoringCase,
  StringNotLike: matchesWildcard,
  ArnNotEquals: matchesArn,
  ArnNotLike: matchesArn,
};

const KNOWN_KEYS = new Set<string>(CONDITION_KEYS.map((key) => key.toLowerCase()));

/** @throws {NotModelled} for an operator or a key that is not known. */
export const readConditions = (
  block: Readonly<Record<string, unknown>>,
  label: string,
): readonly Condition[] =>
  Object.entries(block).flatMap(([operator, entries]) =>
    Object.entries(entries as Readonly<Record<string, unknown>>).map(([key, value]) => {
      if (!KNOWN_KEYS.has(key.toLowerCase())) throw new NotModelled(`condition key ${key} (in ${label})`);
      const values = Array.isArray(value) ? value : [value];
      const expected = textList(
        values.map((entry: unknown) => (typeof entry === 'boolean' ? String(entry) : entry)),
        `${label}, ${operator} ${key}`,
      );
      return { operator, key, expected, test: testOf(operator, key.toLowerCase(), expected, label) };
    }),
  );

/** A missing key fails a positive operator and fulfils a negated or an `IfExists` one. User Guide, as above. */
const testOf = (
  operator: string,
  key: string,
  expected: readonly string[],
  label: string,
): Condition['test'] => {
  if (operator === 'Null') return (context) => expected.includes(String(!context.has(key)));
  const optional = operator.endsWith('IfExists');
  const base = optional ? operator.slice(0, -'IfExists'.length) : operator;
  const [positive, negative] = [POSITIVE[base], NEGATIVE[base]];
  if (positive) return (context) => anyMatch(positive, expected, context.get(key)) ?? optional;
  if (negative) return (context) => !(anyMatch(negative, expected, context.get(key)) ?? false);
  throw new NotModelled(`condition operator ${operator} (in ${label})`);
};

const anyMatch = (matcher: Matcher, expected: readonly string[], actual: readonly string[] | undefined) =>
  actual?.some((value) => expected.some((pattern) => matcher(pattern, value)));

/** Keys whose values a reason leaves out. */
const UNSPOKEN = new Set(['sts:externalid']);

/** Why a condition did not hold, with what it wants and what the request has. */
export const explainCondition = (
  { operator, key, expected }: Condition,
  context: ConditionContext,
): string => {
  const actual = context.get(key.toLowerCase());
  if (UNSPOKEN.has(key.toLowerCase())) {
    return `its condition ${operator} ${key} does not hold (${actual ? 'another value was sent' : 'none was sent'})`;
  }
  const was = actual ? actual.join(', ') : 'absent';
  return `its condition ${operator} ${key} wants ${expected.join(' or ')}, and it is ${was}`;
};
