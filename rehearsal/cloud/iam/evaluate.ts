/** What a set of statements says about one request: an explicit deny wins, then an allow, then nothing. */

import { matchesWildcard, parseArn } from '../arn.ts';
import type { AccessRequest, Principal } from '../service.ts';
import { type ConditionContext, explainCondition } from './conditions.ts';
import type { PrincipalPattern, StatementRule } from './policy-document.ts';

/** A decision always says why, in words that can be shown to an operator. */
export type Decision = { readonly allowed: boolean; readonly reason: string };

export type Verdict = {
  readonly effect: 'allow' | 'deny' | 'none';
  /** Which statement decided, or, where none did, the first thing that failed in the statement that came closest. */
  readonly reason: string;
};

export type Evaluation = {
  readonly request: AccessRequest;
  readonly principal: Principal;
  readonly context: ConditionContext;
};

/** How far a statement fits, in this order: action, resource, principal, conditions. */
type Fit = { readonly depth: number; readonly failure?: string };

/** The verdict of `statements`; a trust policy has no resources and an identity policy no principals, and neither is asked for them. */
export const evaluate = (statements: readonly StatementRule[], evaluation: Evaluation): Verdict => {
  const fits = statements.map((statement) => ({ statement, fit: fitOf(statement, evaluation) }));
  const matching = fits.filter(({ fit }) => fit.failure === undefined);
  const deny = matching.find(({ statement }) => statement.effect === 'Deny');
  if (deny) return { effect: 'deny', reason: `explicitly denied by ${deny.statement.label}` };
  const allow = matching.find(({ statement }) => statement.effect === 'Allow');
  if (allow) return { effect: 'allow', reason: `allowed by ${allow.statement.label}` };
  return { effect: 'none', reason: nearestMiss(fits) };
};

const nearestMiss = (fits: readonly { statement: StatementRule; fit: Fit }[]): string => {
  const allows = fits.filter(({ statement }) => statement.effect === 'Allow');
  const nearest = allows.toSorted((a, b) => b.fit.depth - a.fit.depth)[0];
  if (nearest === undefined) return 'there is no statement that allows anything';
  if (nearest.fit.depth === 0) return 'no statement names the action';
  return `${nearest.statement.label} does not apply: ${nearest.fit.failure}`;
};

const fitOf = (statement: StatementRule, { request, principal, context }: Evaluation): Fit => {
  if (
    !statement.actions.some((action) => matchesWildcard(action.toLowerCase(), request.action.toLowerCase()))
  ) {
    return { depth: 0, failure: 'it names other actions' };
  }
  const { resources, principals } = statement;
  if (resources.length > 0 && !resources.some((resource) => matchesWildcard(resource, request.resource))) {
    return { depth: 1, failure: `it names other resources (${resources.join(', ')})` };
  }
  if (principals.length > 0 && !principals.some((pattern) => matchesPrincipal(pattern, principal))) {
    return {
      depth: 2,
      failure: `it names other principals (${principals.map(({ value }) => value).join(', ')})`,
    };
  }
  const broken = statement.conditions.find((condition) => !condition.test(context));
  if (broken) return { depth: 3, failure: explainCondition(broken, context) };
  return { depth: 4 };
};

/** Whether a `Principal` entry means the caller: an account (its root ARN or number) means everybody in it. */
export const matchesPrincipal = (pattern: PrincipalPattern, principal: Principal): boolean => {
  if (principal.kind === 'anonymous') return false;
  if (principal.kind === 'service') return pattern.type === 'Service' && pattern.value === principal.service;
  if (pattern.type !== 'AWS') return false;
  return (
    pattern.value === '*' || namesAccount(pattern, principal.accountId) || namesCaller(pattern, principal)
  );
};

/** Whether the entry is the caller itself, by its own ARN or its role's, rather than its whole account. */
export const namesCaller = (pattern: PrincipalPattern, principal: Principal): boolean => {
  if (principal.kind === 'user') return pattern.value === principal.arn;
  return (
    principal.kind === 'role' && (pattern.value === principal.arn || pattern.value === principal.roleArn)
  );
};

const namesAccount = ({ value }: PrincipalPattern, accountId: string): boolean => {
  const arn = parseArn(value);
  return value === accountId || (arn?.accountId === accountId && arn.resource === 'root');
};
