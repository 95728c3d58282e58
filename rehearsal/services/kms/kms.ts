/** KMS keys of all accounts: their policies, and which service may use them. Nothing is encrypted. See kms.md. */

import { createHash } from 'node:crypto';
import { evaluate } from '../../cloud/iam/evaluate.ts';
import { type PolicyDocument, readPolicy, type StatementRule } from '../../cloud/iam/policy-document.ts';
import type { Decision } from '../../cloud/iam.ts';
import { type Scope, ServiceError } from '../../cloud/service.ts';

export type Key = Scope & { readonly keyId: string; readonly arn: string };

type StoredKey = Key & { rules: readonly StatementRule[] };

/** A service that wants to use a key, and for what. Keys of `conditions` are condition keys. */
export type KeyUse = {
  /** By any of these names: a service may go by a regional one. */
  readonly services: readonly string[];
  readonly actions: readonly string[];
  readonly conditions: Readonly<Record<string, string>>;
};

export class Kms {
  readonly #keys = new Map<string, StoredKey>();
  /** Alias to key, both by ARN. */
  readonly #aliases = new Map<string, string>();

  /** @param seed what the key's id is made from @throws {NotModelled} for policies that cannot be judged here. */
  createKey({ accountId, region }: Scope, policy: PolicyDocument, seed: string): Key {
    const keyId = idFrom(`${accountId}/${region}/${seed}`);
    const arn = `arn:aws:kms:${region}:${accountId}:key/${keyId}`;
    const rules = readKeyPolicy(policy, accountId, keyId);
    this.#keys.set(arn, { accountId, region, keyId, arn, rules });
    return { accountId, region, keyId, arn };
  }

  putKeyPolicy(arn: string, policy: PolicyDocument): void {
    const key = this.#require(arn);
    key.rules = readKeyPolicy(policy, key.accountId, key.keyId);
  }

  scheduleDeletion(arn: string): void {
    this.#keys.delete(arn);
  }

  /** @param target id or ARN of a key of the same account and region @throws {ServiceError} */
  putAlias(scope: Scope, name: string, target: string): { readonly arn: string } {
    const { accountId, region } = scope;
    if (!/^alias\/(?!aws\/)[\w/-]{1,250}$/.test(name))
      throw new ServiceError('InvalidAliasNameException', `${name} must be alias/ and a name, not of aws/.`);
    const arn = `arn:aws:kms:${region}:${accountId}:${name}`;
    this.#aliases.set(arn, this.#require(target.startsWith('arn:') ? target : keyArn(scope, target)).arn);
    return { arn };
  }

  removeAlias({ accountId, region }: Scope, name: string): void {
    this.#aliases.delete(`arn:aws:kms:${region}:${accountId}:${name}`);
  }

  /** A key by its id, its ARN, or its alias with or without the ARN around it. */
  find(scope: Scope, name: string): Key | undefined {
    const arn = /^(arn:|alias\/)/.test(name) ? name : keyArn(scope, name);
    const alias = name.startsWith('alias/') ? `arn:aws:kms:${scope.region}:${scope.accountId}:${name}` : arn;
    return this.#keys.get(this.#aliases.get(alias) ?? arn);
  }

  /** Whether the key's policy lets the service do all of that; a service has no policies of its own. */
  authorize(arn: string, { services, actions, conditions }: KeyUse): Decision {
    const { rules } = this.#require(arn);
    const context = new Map(Object.entries(conditions).map(([key, value]) => [key.toLowerCase(), [value]]));
    for (const action of actions) {
      const verdicts = services.map((service) =>
        evaluate(rules, {
          request: { action, resource: arn },
          principal: { kind: 'service', service },
          context,
        }),
      );
      const refused = verdicts.find(({ effect }) => effect === 'deny') ?? verdicts[0];
      const allowed = !verdicts.some(({ effect }) => effect === 'deny') && verdicts.some(isAllow);
      if (!allowed) return { allowed, reason: `${action} by ${services[0]}: ${refused?.reason ?? ''}` };
    }
    return { allowed: true, reason: `the policy of ${arn} allows it` };
  }

  #require(arn: string): StoredKey {
    const key = this.#keys.get(arn);
    if (key) return key;
    throw new ServiceError('NotFoundException', `Key '${arn}' does not exist`);
  }
}

const isAllow = ({ effect }: { readonly effect: string }): boolean => effect === 'allow';

const keyArn = ({ accountId, region }: Scope, keyId: string): string =>
  `arn:aws:kms:${region}:${accountId}:key/${keyId}`;

/**
 * A key that its own account could not manage any more is refused. Developer Guide "Default key policy", 2026-11: only
 * the statement for the account itself is looked for here.
 */
const readKeyPolicy = (policy: PolicyDocument, accountId: string, keyId: string) => {
  const rules = readPolicy(policy, 'resource', `the policy of key ${keyId}`);
  const owner = { kind: 'user', accountId, arn: `arn:aws:iam::${accountId}:user/operator` } as const;
  const request = { action: 'kms:PutKeyPolicy', resource: `arn:aws:kms:*:${accountId}:key/${keyId}` };
  const { effect } = evaluate(rules, { request, principal: owner, context: new Map() });
  if (effect === 'allow') return rules;
  throw new ServiceError(
    'MalformedPolicyDocumentException',
    `The new key policy will not allow you to update the key policy in the future: nothing lets account ${accountId} do it.`,
  );
};

/** A UUID that follows from the text, so that two runs of one assembly have the same keys. */
const idFrom = (text: string): string => {
  const hash = createHash('sha256').update(text).digest('hex');
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => hash.slice(from, to))
    .join('-');
};
