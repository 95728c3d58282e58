/**
 * IAM of all local accounts: roles with their policies, users, sessions and their keys, and the one place that
 * decides whether a principal may do something. See iam.md.
 */

import { assumedRoleArn, parseArn } from './arn.ts';
import { type AccessKey, type AccessKeys, createAccessKeys } from './iam/access-keys.ts';
import type { ConditionContext } from './iam/conditions.ts';
import { type Decision, evaluate, namesCaller, type Verdict } from './iam/evaluate.ts';
import { MANAGED_POLICIES } from './iam/managed-policies.ts';
import { type PolicyDocument, readPolicy, type StatementRule } from './iam/policy-document.ts';
import {
  type AccessRequest,
  type Clock,
  type Credentials,
  NotModelled,
  type Principal,
  type Scope,
  ServiceError,
} from './service.ts';

export type { Decision } from './iam/evaluate.ts';
export type { PolicyDocument, Statement } from './iam/policy-document.ts';

export type RoleDescription = {
  readonly accountId: string;
  readonly name: string;
  readonly arn: string;
  readonly trustPolicy: PolicyDocument;
  readonly maxSessionSeconds: number;
};

/** On whose behalf a service acts: what `aws:SourceArn` and `aws:SourceAccount` are in a trust or resource policy. */
export type ActingFor = { readonly arn: string; readonly accountId: string };

type Role = {
  readonly description: RoleDescription;
  readonly trust: readonly StatementRule[];
  readonly policies: Map<string, readonly StatementRule[]>;
};

type Conditions = Readonly<Record<string, string>>;
type Signer = Principal & { kind: 'role' | 'user' };

const ASSUME_ROLE = 'sts:AssumeRole';

export class Iam {
  readonly #roles = new Map<string, Role>();
  readonly #keys: AccessKeys;

  /** @param clock on which sessions end */
  constructor(clock: Clock = { now: Date.now }) {
    this.#keys = createAccessKeys(clock);
  }

  /** Creates the role, or gives it another trust policy; its policies stay. @throws {NotModelled} see iam.md. */
  putRole(description: RoleDescription): void {
    const trust = readPolicy(description.trustPolicy, 'trust', `trust policy of ${description.name}`);
    const policies =
      this.#roles.get(description.arn)?.policies ?? new Map<string, readonly StatementRule[]>();
    this.#roles.set(description.arn, { description, trust, policies });
  }

  /** With its policies. Sessions of it that still run are refused everything. */
  deleteRole(roleArn: string): void {
    this.#roles.delete(roleArn);
  }

  putRolePolicy(roleArn: string, policyName: string, document: PolicyDocument): void {
    const role = this.#role(roleArn);
    role.policies.set(
      policyName,
      readPolicy(document, 'identity', `policy ${policyName} of ${role.description.name}`),
    );
  }

  /** @throws {NotModelled} for a managed policy whose content is not known here. */
  attachManagedPolicy(roleArn: string, policyArn: string): void {
    const document = MANAGED_POLICIES.get(policyArn);
    if (!document) throw new NotModelled(`the managed policy ${policyArn} (attached to ${roleArn})`);
    this.putRolePolicy(roleArn, policyArn, document);
  }

  /**
   * Takes one action away from a role: statements that name it allow it no more, whatever else they allow. For
   * scenarios, until the returned function gives it back. @throws {Error} where no statement names it.
   */
  withdraw(roleArn: string, action: string): () => void {
    const { policies } = this.#role(roleArn);
    const before = [...policies];
    if (!before.some(([, rules]) => rules.some(({ actions }) => actions.includes(action))))
      throw new Error(`No policy of ${roleArn} names ${action}, so it cannot be taken away.`);
    const without = (rule: StatementRule) => ({
      ...rule,
      actions: rule.actions.filter((one) => one !== action),
    });
    for (const [name, rules] of before) policies.set(name, rules.map(without));
    return () => {
      for (const [name, rules] of before) policies.set(name, rules);
    };
  }

  /** The role, or undefined where there is none of that ARN. */
  findRole(roleArn: string): RoleDescription | undefined {
    return this.#roles.get(roleArn)?.description;
  }

  /** Whose key this is, expired or not. */
  findKey(accessKeyId: string): AccessKey | undefined {
    return this.#keys.find(accessKeyId);
  }

  /** Keys of the IAM user `operator`, who may do everything in the account. Each call gives new keys. */
  createOperator(accountId: string): Credentials {
    return this.#keys.issueForUser({
      kind: 'user',
      accountId,
      arn: `arn:aws:iam::${accountId}:user/operator`,
    });
  }

  /**
   * Keys for a service that acts with a role, such as Lambda with an execution role.
   * @throws {ServiceError} `AccessDenied` when the role does not exist or does not trust the service.
   */
  assumeAsService(
    roleArn: string,
    servicePrincipal: string,
    sessionName: string,
    actingFor?: ActingFor,
  ): Credentials {
    const principal: Principal = { kind: 'service', service: servicePrincipal };
    const verdict = this.#trustVerdict(principal, roleArn, actingForConditions(actingFor));
    if (verdict.effect !== 'allow') {
      throw new ServiceError(
        'AccessDenied',
        `${servicePrincipal} cannot assume ${roleArn}: ${verdict.reason}`,
        403,
      );
    }
    return this.issueSession(roleArn, sessionName, this.#role(roleArn).description.maxSessionSeconds);
  }

  /** Keys of a session, without asking anybody. @throws {ServiceError} `NoSuchEntity` where the role does not exist. */
  issueSession(roleArn: string, sessionName: string, seconds: number): Credentials {
    const { accountId } = this.#role(roleArn).description;
    const arn = assumedRoleArn(roleArn, sessionName);
    return this.#keys.issueForSession({ kind: 'role', accountId, arn, roleArn }, seconds);
  }

  /** What identity policies say. Another account's resource is refused: it has no policy of its own that could allow it. */
  authorize(principal: Principal, request: AccessRequest, scope: Scope): Decision {
    if (principal.kind === 'anonymous' || principal.kind === 'service') return notSigned(request);
    const owner = parseArn(request.resource)?.accountId;
    if (owner !== undefined && owner !== '' && owner !== principal.accountId) {
      return denied(
        `no resource-based policy allows the ${request.action} action: the resource belongs to account ${owner}`,
      );
    }
    const context = contextOf(principal, request.conditions, scope.region);
    return identityDecision(this.#identityVerdict(principal, request, context), request);
  }

  /**
   * Whether the principal may assume the role: its own policies and the role's trust policy both have to allow it.
   * In the same account a trust policy that names the caller itself is enough. IAM User Guide "Policy evaluation logic", 2026-11.
   */
  authorizeAssumeRole(principal: Principal, roleArn: string, conditions: Conditions): Decision {
    const request = { action: ASSUME_ROLE, resource: roleArn, conditions };
    if (principal.kind === 'anonymous' || principal.kind === 'service') return notSigned(request);
    const trust = this.#trustVerdict(principal, roleArn, conditions);
    if (trust.effect === 'deny')
      return denied(`a resource-based policy has an explicit deny: ${trust.reason}`);
    const identity = this.#identityVerdict(principal, request, contextOf(principal, conditions));
    const direct = identity.effect === 'none' && this.#trustsDirectly(principal, roleArn, conditions);
    if (identity.effect !== 'allow' && !direct) return identityDecision(identity, request);
    if (trust.effect === 'allow') return { allowed: true, reason: trust.reason };
    return denied(`no resource-based policy allows the ${ASSUME_ROLE} action: ${trust.reason}`);
  }

  #identityVerdict(principal: Signer, request: AccessRequest, context: ConditionContext): Verdict {
    if (principal.kind === 'user')
      return { effect: 'allow', reason: 'the operator may do everything in the account' };
    const role = this.#roles.get(principal.roleArn);
    if (!role) return { effect: 'none', reason: 'the role was deleted' };
    return evaluate([...role.policies.values()].flat(), { request, principal, context });
  }

  #trustVerdict(
    principal: Principal,
    roleArn: string,
    conditions: Conditions,
    only?: (rule: StatementRule) => boolean,
  ) {
    const role = this.#roles.get(roleArn);
    if (!role) return { effect: 'none', reason: 'the role does not exist' } as const;
    const statements = only ? role.trust.filter(only) : role.trust;
    const request = { action: ASSUME_ROLE, resource: roleArn };
    return evaluate(statements, { request, principal, context: contextOf(principal, conditions) });
  }

  /** Whether a statement of the role's own account names the caller itself, not just its account, and applies. */
  #trustsDirectly(principal: Signer, roleArn: string, conditions: Conditions): boolean {
    if (parseArn(roleArn)?.accountId !== principal.accountId) return false;
    const naming = ({ principals }: StatementRule) =>
      principals.some((pattern) => namesCaller(pattern, principal));
    return this.#trustVerdict(principal, roleArn, conditions, naming).effect === 'allow';
  }

  #role(roleArn: string): Role {
    const role = this.#roles.get(roleArn);
    if (!role) throw new ServiceError('NoSuchEntity', `The role ${roleArn} cannot be found.`, 404);
    return role;
  }
}

/** In the words of AWS's own refusals. IAM User Guide "Access denied error message examples", 2026-11. */
const identityDecision = ({ effect, reason }: Verdict, { action }: AccessRequest): Decision => {
  if (effect === 'allow') return { allowed: true, reason };
  if (effect === 'deny') return denied(`an identity-based policy has an explicit deny: ${reason}`);
  return denied(`no identity-based policy allows the ${action} action: ${reason}`);
};

const denied = (reason: string): Decision => ({ allowed: false, reason });
const notSigned = ({ action }: AccessRequest) => denied(`the ${action} action needs a signed request`);

const actingForConditions = (actingFor: ActingFor | undefined): Record<string, string> =>
  actingFor ? { 'aws:SourceArn': actingFor.arn, 'aws:SourceAccount': actingFor.accountId } : {};

/** The global keys of a request and what the service adds. `aws:PrincipalArn` of a session is its role's ARN. */
const contextOf = (
  principal: Principal,
  conditions: AccessRequest['conditions'] = {},
  region?: string,
): ConditionContext => {
  const context = new Map<string, readonly string[]>([['aws:securetransport', ['true']]]);
  if (region !== undefined) context.set('aws:requestedregion', [region]);
  if (principal.kind === 'role' || principal.kind === 'user') {
    context.set('aws:principalaccount', [principal.accountId]);
    context.set('aws:principalarn', [principal.kind === 'role' ? principal.roleArn : principal.arn]);
  }
  for (const [key, value] of Object.entries(conditions)) {
    context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return context;
};
