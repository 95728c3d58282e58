/** A source app client that the configuration brings along: what an assembly says of it, and its stand-in with a made-up secret. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS_FILE, TRIGGER_ENVIRONMENT, type TriggerSettings } from '#core/trigger-settings.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { readAssembly } from '../deploy/assembly.ts';
import type { TemplateResource } from '../deploy/template.ts';
import type { PoolAddress } from '../input/records.ts';

export type BroughtClient = {
  readonly clientId: string;
  /** Secret of account B that holds the client's secret; absent for a client without one. */
  readonly secretArn?: string;
};

/** What is at a path of names inside a document. */
const at = (document: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    document,
  );

/** A client of the migration's own is a parameter of the template; one that is brought along stands there as it is. */
const clientIdOf = ({ Properties }: TemplateResource): string[] => {
  const id = at(Properties, 'Environment', 'Variables', TRIGGER_ENVIRONMENT.sourceClientId);
  return typeof id === 'string' ? [id] : [];
};

/** Not every Lambda is told of the secret: only those that check passwords. */
const secretArnOf = (directory: string): string | undefined =>
  readdirSync(directory)
    .map((name) => join(directory, name, SETTINGS_FILE))
    .filter(existsSync)
    .map((file): TriggerSettings => JSON.parse(readFileSync(file, 'utf8')))
    .find(({ source }) => source.clientSecretArn !== undefined)?.source.clientSecretArn;

/** The client that the assembly takes for granted, or undefined where it creates one of its own. */
export const readBroughtClient = (assembly: string): BroughtClient | undefined => {
  const [clientId] = readAssembly(assembly)
    .flatMap(({ template }) => Object.values(template.Resources))
    .flatMap(clientIdOf);
  if (clientId === undefined) return undefined;
  const secretArn = secretArnOf(assembly);
  return { clientId, ...(secretArn !== undefined && { secretArn }) };
};

/**
 * Puts the client into the source pool, with the one flow it must have, and its secret into account B.
 * @returns the made-up secret, which must be found nowhere
 */
export const createBroughtClient = (
  { cognito, secretsManager }: Cloud,
  { accountId, region, userPoolId }: PoolAddress,
  { clientId, secretArn }: BroughtClient,
): string | undefined => {
  const { clientSecret } = cognito.createUserPoolClient(
    { accountId, region },
    {
      UserPoolId: userPoolId,
      ClientName: 'brought-along',
      GenerateSecret: secretArn !== undefined,
      // Cognito demands the refresh flow beside it, unless tokens rotate.
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    },
    { clientId },
  );
  if (secretArn !== undefined && clientSecret !== undefined)
    secretsManager.putSecret({ arn: secretArn, text: clientSecret });
  return clientSecret;
};
