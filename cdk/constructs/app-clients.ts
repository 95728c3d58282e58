/** The app clients of the target pool: which flows the phase allows, what their users may read and write. */
import { CfnUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { AppClientConfig, Phase } from '#core/config.ts';
import { outputName } from '#core/config-rules.ts';
import type { Migration } from '#core/migration.ts';
import { isCognitoOwned, isCustom, isDeveloperOnly, STANDARD_NAMES } from '#core/standard-attributes.ts';
import { type AttributeSchema, SOURCE_SUB_ATTRIBUTE } from '#core/trigger-settings.ts';
import { referenceTo, standsIn, type TargetUserPool } from './pool-reference.ts';

export type AppClientsProps = {
  readonly migration: Migration;
  /** The pool that users move to. */
  readonly userPool: TargetUserPool;
};

/** One client per entry of `appClients`, in that order; those that an attached pool has already stay as they are. */
export class AppClients extends Construct {
  /** `outputName` is the part after `AppClientId` in the stack's outputs. */
  readonly clients: readonly { readonly outputName: string; readonly clientId: string }[];

  constructor(scope: Construct, id: string, { migration, userPool }: AppClientsProps) {
    super(scope, id);
    this.clients = migration.config.appClients.map((client) => ({
      outputName: outputName(client.name),
      clientId: client.clientId ?? this.#createClient(client, migration, userPool).ref,
    }));
  }

  #createClient(
    client: AppClientConfig,
    { config, pools }: Migration,
    userPool: TargetUserPool,
  ): CfnUserPoolClient {
    const created = new CfnUserPoolClient(this, outputName(client.name), {
      userPoolId: referenceTo(userPool).id,
      clientName: client.name,
      generateSecret: client.generateSecret,
      explicitAuthFlows: [...FLOWS[config.phase]],
      readAttributes: readAttributes(client, pools.target.schema),
      writeAttributes: writeAttributes(client, pools.target.schema),
      ...tokenLives(client),
      enableTokenRevocation: true,
      // LEGACY, the default, tells strangers which users exist. Developer Guide "Managing user existence errors", 2026-11
      preventUserExistenceErrors: 'ENABLED',
      allowedOAuthFlowsUserPoolClient: false,
      supportedIdentityProviders: ['COGNITO'],
    });
    // It reads the source sub, which an attached pool may not have before.
    standsIn(userPool, created);
    return created;
  }
}

/** SRP from the first day: migrated users need not send a password again, and the cutover needs no new app build. */
const FLOWS: Readonly<Record<Phase, readonly string[]>> = {
  migrating: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  'srp-only': ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
};

const everyName = (schema: readonly AttributeSchema[]): string[] => [
  ...new Set([...STANDARD_NAMES, ...schema.map(({ name }) => name)]),
];

/** Explicit, because the default's treatment of custom attributes is documented in two ways; always with the source `sub`. */
const readAttributes = (client: AppClientConfig, schema: readonly AttributeSchema[]): string[] => {
  const readable = everyName(schema).filter(
    (name) => name !== 'sub' && name !== 'identities' && !isDeveloperOnly(name),
  );
  return [...new Set([...(client.readAttributes ?? readable), SOURCE_SUB_ATTRIBUTE])].sort();
};

/**
 * Without `custom:source_sub`, whatever the configuration says. By default no custom attribute at all: what the
 * source's clients could not write (a tenant, a role) must not become writable by moving.
 */
const writeAttributes = (client: AppClientConfig, schema: readonly AttributeSchema[]): string[] => {
  const immutable = new Set(
    schema.filter(({ mutable, required }) => !mutable && !required).map(({ name }) => name),
  );
  const standard = everyName(schema).filter((name) => !isCustom(name) && !immutable.has(name));
  return (client.writeAttributes ?? standard)
    .filter((name) => !isCognitoOwned(name) && name !== SOURCE_SUB_ATTRIBUTE)
    .sort();
};

const tokenLives = ({ tokenValidity }: AppClientConfig) => ({
  accessTokenValidity: tokenValidity.accessMinutes,
  idTokenValidity: tokenValidity.idMinutes,
  refreshTokenValidity: tokenValidity.refreshDays,
  tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'days' },
});
