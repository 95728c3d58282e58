/** Which secret a request means: by complete ARN, by ARN without the last six characters, or by name. */

import { parseArn } from '../../cloud/arn.ts';
import { NotModelled, type Scope, ServiceError } from '../../cloud/service.ts';

export type SecretRequest = {
  /** As asked for; for a name, the ARN that it would have without the six characters. */
  readonly arn: string;
  /** What to look for where no secret has that ARN; absent where the ARN was complete. */
  readonly name?: string;
  readonly versionId?: string;
};

/** Secrets Manager adds a hyphen and six characters to every name. Developer Guide "Secret ARN", 2026-11. */
const COMPLETE = /^arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:([\w/+=.@-]+)-[A-Za-z0-9]{6}$/;

/** The name of the secret that a complete ARN names. */
export const nameInArn = (arn: string): string | undefined => COMPLETE.exec(arn)?.[1];

/**
 * @param optional members beside `SecretId`
 * @throws {ServiceError} `ValidationException` without a `SecretId`, `ResourceNotFoundException` for one of another region
 * @throws {NotModelled} for other members, other versions than the current one, and secrets of other accounts
 */
export const readSecretRequest = (
  operation: string,
  optional: readonly string[],
  input: unknown,
  scope: Scope,
): SecretRequest => {
  const members = input as Readonly<Record<string, unknown>>;
  const others = Object.keys(members).filter((name) => name !== 'SecretId' && !optional.includes(name));
  if (others.length > 0)
    throw new NotModelled(`the member ${others.join(', ')} of secretsmanager:${operation}`);
  const { SecretId: id, VersionStage: stage, VersionId: versionId } = members;
  if (typeof id !== 'string' || id === '' || id.length > 2048) throw invalid('secretId');
  if (stage !== undefined && stage !== 'AWSCURRENT')
    throw new NotModelled('versions of a secret other than the current one');
  if (versionId !== undefined && typeof versionId !== 'string') throw invalid('versionId');
  return { ...meaning(id, scope), ...(versionId !== undefined && { versionId }) };
};

const invalid = (member: string) =>
  new ServiceError(
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must be a text of 1 to 2048 characters`,
  );

const meaning = (id: string, { accountId, region }: Scope): SecretRequest => {
  const arn = parseArn(id);
  if (arn === undefined)
    return { arn: `arn:aws:secretsmanager:${region}:${accountId}:secret:${id}`, name: id };
  if (arn.accountId !== accountId)
    throw new NotModelled('secrets of another account, which their resource policies would share');
  if (arn.region !== region) return { arn: id };
  return COMPLETE.test(id) ? { arn: id } : { arn: id, name: arn.resource.replace(/^secret:/, '') };
};
