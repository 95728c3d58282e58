/** Secrets Manager: texts under ARNs, read by those whom IAM lets. See secretsmanager.md. */

import { createHash } from 'node:crypto';
import {
  type Clock,
  NotModelled,
  type Operation,
  type Scope,
  type Service,
  ServiceError,
} from '../../cloud/service.ts';
import { nameInArn, readSecretRequest } from './secret-request.ts';

type Secret = {
  readonly arn: string;
  readonly name: string;
  readonly text: string;
  readonly versionId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly changedAt: number;
};

export class SecretsManager {
  readonly service: Service;
  readonly #clock: Clock;
  readonly #secrets = new Map<string, Secret>();
  #versions = 0;

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
    this.service = {
      name: 'secretsmanager',
      protocol: 'awsJson1_1',
      target: 'secretsmanager',
      operations: {
        GetSecretValue: this.#operation('GetSecretValue', ['VersionId', 'VersionStage'], currentValue),
        DescribeSecret: this.#operation('DescribeSecret', [], description),
      },
    };
  }

  /**
   * A secret as somebody stored it before the rehearsal, or a new value of one that is there.
   * @param secret.arn complete, with the six characters at its end
   * @throws {Error} for any other ARN
   */
  putSecret({ arn, text }: { readonly arn: string; readonly text: string }): void {
    const name = nameInArn(arn);
    if (name === undefined)
      throw new Error(
        `${arn} is not the complete ARN of a secret, which ends in a hyphen and six characters.`,
      );
    const now = this.#clock.now();
    this.#versions += 1;
    this.#secrets.set(arn, {
      arn,
      name,
      text,
      versionId: versionIdOf(arn, this.#versions),
      createdAt: this.#secrets.get(arn)?.createdAt ?? now,
      changedAt: now,
    });
  }

  #operation(name: string, optional: readonly string[], answer: (secret: Secret) => object): Operation {
    const find = (input: unknown, scope: Scope) => {
      const request = readSecretRequest(name, optional, input, scope);
      return { ...request, secret: this.#secrets.get(request.arn) ?? this.#named(request.name, scope) };
    };
    return {
      access: {
        kind: 'signed',
        requests: (input, scope) => {
          const { secret, arn } = find(input, scope);
          return [{ action: `secretsmanager:${name}`, resource: secret?.arn ?? arn }];
        },
      },
      handle: (input, scope) => {
        const { secret, versionId } = find(input, scope);
        if (secret === undefined) {
          // Text as seen from AWS, many Q&A threads.
          throw new ServiceError(
            'ResourceNotFoundException',
            "Secrets Manager can't find the specified secret.",
          );
        }
        if (versionId !== undefined && versionId !== secret.versionId)
          throw new NotModelled('versions of a secret other than the current one');
        return answer(secret);
      },
    };
  }

  #named(name: string | undefined, { accountId, region }: Scope): Secret | undefined {
    const owner = `:secretsmanager:${region}:${accountId}:`;
    return [...this.#secrets.values()].find((secret) => secret.name === name && secret.arn.includes(owner));
  }
}

const currentValue = ({ arn, name, text, versionId, changedAt }: Secret): object => ({
  ARN: arn,
  Name: name,
  SecretString: text,
  VersionId: versionId,
  VersionStages: ['AWSCURRENT'],
  CreatedDate: changedAt / 1000,
});

/** Never the value. */
const description = ({ arn, name, versionId, createdAt, changedAt }: Secret): object => ({
  ARN: arn,
  Name: name,
  CreatedDate: createdAt / 1000,
  LastChangedDate: changedAt / 1000,
  VersionIdsToStages: { [versionId]: ['AWSCURRENT'] },
});

/** In the form of a UUID, and the same in every run. */
const versionIdOf = (arn: string, count: number): string =>
  createHash('sha256')
    .update(`${arn}#${count}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
