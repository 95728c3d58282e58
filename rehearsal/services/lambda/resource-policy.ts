/** The resource policy of a function, a version or an alias: which services may invoke it, and on whose behalf. */

import { evaluate, type Verdict } from '../../cloud/iam/evaluate.ts';
import { readPolicy, type StatementRule } from '../../cloud/iam/policy-document.ts';
import { NotModelled, type Principal } from '../../cloud/service.ts';

export type InvokePermission = {
  readonly action: string;
  /** Service principal, such as `cognito-idp.amazonaws.com`. */
  readonly principal: string;
  /** May hold wildcards: AWS turns it into an `ArnLike`. API Reference "AddPermission", 2026-11. */
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
};

export const INVOKE_ACTION = 'lambda:InvokeFunction';

/** The statement that AddPermission makes of it. @throws {NotModelled} for principals that are no service. */
export const permissionRules = (
  { action, principal, sourceArn, sourceAccount }: InvokePermission,
  resource: string,
): readonly StatementRule[] => {
  if (!principal.endsWith('.amazonaws.com'))
    throw new NotModelled(`a Lambda permission for the principal ${principal}`);
  if (action !== INVOKE_ACTION)
    throw new NotModelled(`a Lambda permission for ${action}; use ${INVOKE_ACTION}`);
  const Condition = {
    ...(sourceArn !== undefined && { ArnLike: { 'aws:SourceArn': sourceArn } }),
    ...(sourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': sourceAccount } }),
  };
  const Statement = {
    Effect: 'Allow',
    Action: action,
    Principal: { Service: principal },
    Resource: resource,
    Condition,
  };
  return readPolicy({ Statement }, 'resource', `resource policy of ${resource}`);
};

/** Whether a service that acts for `sourceArn` in `sourceAccount` may invoke `resource`. */
export const evaluateInvoke = (
  rules: readonly StatementRule[],
  principal: Principal,
  resource: string,
  source: { readonly sourceArn?: string | undefined; readonly sourceAccount?: string | undefined },
): Verdict => {
  const context = new Map<string, readonly string[]>();
  if (source.sourceArn !== undefined) context.set('aws:sourcearn', [source.sourceArn]);
  if (source.sourceAccount !== undefined) context.set('aws:sourceaccount', [source.sourceAccount]);
  return evaluate(rules, { request: { action: INVOKE_ACTION, resource }, principal, context });
};
