/**
 * Policy documents as templates write them, checked once when they are put and brought into one form. What the
 * evaluation does not know is refused here, by name: a policy that is read is a policy that is enforced.
 */

import { NotModelled } from '../service.ts';
import { type Condition, readConditions } from './conditions.ts';
import { malformed, textList } from './policy-text.ts';

export type Statement = {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | boolean | readonly string[]>>>
  >;
};

export type PolicyDocument = {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: Statement | readonly Statement[];
};

/** `identity` belongs to a role and names resources; `trust` and `resource` belong to a resource and name principals. */
export type PolicyKind = 'identity' | 'trust' | 'resource';

export type StatementRule = {
  /** Where the statement stands, for reasons: policy name and `Sid` or number. */
  readonly label: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** Empty in a trust policy: it is about the role it belongs to. */
  readonly resources: readonly string[];
  readonly principals: readonly PrincipalPattern[];
  readonly conditions: readonly Condition[];
};

export type PrincipalPattern = { readonly type: 'AWS' | 'Service'; readonly value: string };

const VERSION = '2012-10-17';
const STATEMENT_KEYS = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition']);

/**
 * The statements of a document in the form the evaluation reads.
 * @throws {ServiceError} `MalformedPolicyDocument`. @throws {NotModelled} for elements the evaluation does not know.
 */
export const readPolicy = (
  document: PolicyDocument,
  kind: PolicyKind,
  name: string,
): readonly StatementRule[] => {
  const { Version: version = VERSION, Statement: statements } = document;
  if (version !== VERSION) throw new NotModelled(`policy version ${version} (in ${name}); use ${VERSION}`);
  if (statements === undefined) throw malformed(name, 'has no Statement');
  const list = Array.isArray(statements) ? (statements as readonly Statement[]) : [statements as Statement];
  return list.map((statement, index) =>
    readStatement(statement, kind, `${name}, statement ${statement.Sid ?? index + 1}`),
  );
};

const readStatement = (statement: Statement, kind: PolicyKind, label: string): StatementRule => {
  const unknown = Object.keys(statement).filter((key) => !STATEMENT_KEYS.has(key));
  if (unknown.length > 0) throw new NotModelled(`policy element ${unknown.join(', ')} (in ${label})`);
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny')
    throw malformed(label, `has Effect ${effect}; use Allow or Deny`);
  return {
    label,
    effect,
    actions: readActions(statement.Action, label),
    resources: readResources(statement.Resource, kind, label),
    principals: readPrincipals(statement.Principal, kind, label),
    conditions: readConditions(statement.Condition ?? {}, label),
  };
};

const readActions = (value: unknown, label: string): readonly string[] => {
  const actions = textList(value, `${label}, Action`);
  const wrong = actions.find((action) => action !== '*' && !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/.test(action));
  if (wrong !== undefined) throw malformed(label, `has Action ${wrong}; use service:Action`);
  return actions;
};

const readResources = (value: unknown, kind: PolicyKind, label: string): readonly string[] => {
  if (kind === 'trust') {
    if (value !== undefined) throw malformed(label, 'has a Resource; a trust policy has none');
    return [];
  }
  const resources = textList(value, `${label}, Resource`);
  const wrong = resources.find((resource) => resource !== '*' && !resource.startsWith('arn:'));
  if (wrong !== undefined) throw malformed(label, `has Resource ${wrong}; use an ARN or *`);
  return resources;
};

const readPrincipals = (
  value: Statement['Principal'],
  kind: PolicyKind,
  label: string,
): readonly PrincipalPattern[] => {
  if (kind === 'identity') {
    if (value !== undefined) throw malformed(label, 'has a Principal; a policy of a role has none');
    return [];
  }
  if (value === undefined) throw malformed(label, 'has no Principal');
  if (value === '*') return [{ type: 'AWS', value: '*' }];
  return Object.entries(value).flatMap(([type, names]) => {
    if (type !== 'AWS' && type !== 'Service') throw new NotModelled(`principal type ${type} (in ${label})`);
    return textList(names, `${label}, Principal`).map((name) => ({ type, value: name }) as const);
  });
};
