/**
 * CloudWatch Logs resource policies: which AWS services may write to an account's log groups. EventBridge has no role
 * for a log group target; without such a policy its events are lost.
 */

import { evaluate } from '../../cloud/iam/evaluate.ts';
import { type PolicyDocument, readPolicy, type StatementRule } from '../../cloud/iam/policy-document.ts';
import type { Decision } from '../../cloud/iam.ts';
import { type Scope, ServiceError } from '../../cloud/service.ts';

/** CloudWatch Logs quotas: resource policies per region, and the size of one. User Guide "Quotas", 2026-11. */
const POLICIES_PER_REGION = 10;
const POLICY_LENGTH = 5120;

/** A service that wants to write, and on whose behalf. */
export type LogWriter = {
  readonly service: string;
  readonly sourceArn: string;
  readonly action: 'logs:CreateLogStream' | 'logs:PutLogEvents';
  /** ARN of the log stream. */
  readonly resource: string;
};

export class LogResourcePolicies {
  readonly #policies = new Map<string, Map<string, readonly StatementRule[]>>();

  /** Creates or replaces a policy. @throws {ServiceError} for one that is too long, too many, or no JSON. @throws {NotModelled} */
  put(scope: Scope, name: string, document: string): void {
    const policies = this.#in(scope);
    if (document.length > POLICY_LENGTH)
      throw invalid(`Resource policy ${name} has more than ${POLICY_LENGTH} characters.`);
    if (!policies.has(name) && policies.size >= POLICIES_PER_REGION) {
      const message = `Resource limit exceeded: ${POLICIES_PER_REGION} resource policies in a region.`;
      throw new ServiceError('LimitExceededException', message);
    }
    policies.set(name, readPolicy(parse(name, document), 'resource', `log resource policy ${name}`));
  }

  remove(scope: Scope, name: string): void {
    this.#in(scope).delete(name);
  }

  /** Takes a policy away; the answer gives it back. */
  withdraw(scope: Scope, name: string): () => void {
    const policies = this.#in(scope);
    const rules = policies.get(name);
    policies.delete(name);
    return () => void (rules && policies.set(name, rules));
  }

  /** Whether the service may write there, with the reason. */
  authorize(scope: Scope, { service, sourceArn, action, resource }: LogWriter): Decision {
    const rules = [...this.#in(scope).values()].flat();
    const context = new Map([
      ['aws:sourcearn', [sourceArn]],
      ['aws:sourceaccount', [scope.accountId]],
    ]);
    const principal = { kind: 'service', service } as const;
    const { effect, reason } = evaluate(rules, { request: { action, resource }, principal, context });
    if (effect === 'allow') return { allowed: true, reason };
    return { allowed: false, reason: `no log resource policy allows the ${action} action: ${reason}` };
  }

  #in({ accountId, region }: Scope): Map<string, readonly StatementRule[]> {
    const key = `${accountId}/${region}`;
    const policies = this.#policies.get(key) ?? new Map<string, readonly StatementRule[]>();
    this.#policies.set(key, policies);
    return policies;
  }
}

const parse = (name: string, document: string): PolicyDocument => {
  try {
    return JSON.parse(document) as PolicyDocument;
  } catch {
    throw invalid(`Resource policy ${name} is not JSON.`);
  }
};

const invalid = (message: string) => new ServiceError('InvalidParameterException', message);
