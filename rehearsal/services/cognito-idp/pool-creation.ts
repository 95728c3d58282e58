/** Making pools and app clients from what a template, an API call or an export says about them. */
import type { Scope } from '../../cloud/service.ts';
import { CLIENT_SETTING_FIELDS, completeClientSettings } from './client-settings.ts';
import { userPoolArn } from './declare-operation.ts';
import { readDomains } from './domain.ts';
import { invalidParameter } from './errors.ts';
import type { GeneratedIds } from './generated-ids.ts';
import { flag, type InputOf, optional, required, structure, text, userPoolId } from './input-fields.ts';
import { NO_POOL_MFA } from './mfa.ts';
import type { Client, Pool } from './pool.ts';
import {
  completeSettings,
  POOL_CREATION_FIELDS,
  POOL_READ_ONLY_FIELDS,
  POOL_SETTINGS_NOT_MODELLED,
} from './pool-settings.ts';
import { newSchema } from './schema.ts';
import { UserDirectory } from './user-directory.ts';

/** A record without the named members: a description becomes a creation's input. */
const without = (input: object, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));

/**
 * A pool from CreateUserPool's fields, or from a whole description of one (`Name` for `PoolName`, `SchemaAttributes`
 * for `Schema`; its domains are taken, what else only a description has is left out).
 * @throws {ServiceError} for what the API would refuse. @throws {NotModelled} for fields that are not modelled.
 */
export const newPool = (
  scope: Scope,
  description: object,
  generated: GeneratedIds,
  now: number,
  id?: string,
): Pool => {
  const { Name, ...rest } = without(description, POOL_READ_ONLY_FIELDS);
  const given = Name === undefined ? rest : { PoolName: Name, ...rest };
  const input = structure(POOL_CREATION_FIELDS, POOL_SETTINGS_NOT_MODELLED)(given, '');
  const {
    AliasAttributes,
    UsernameAttributes,
    UsernameConfiguration,
    Schema,
    SchemaAttributes,
    ...settings
  } = input;
  if ((AliasAttributes ?? []).length > 0 && (UsernameAttributes ?? []).length > 0) {
    throw invalidParameter(
      'Only one of the aliasAttributes or usernameAttributes can be set in a user pool.',
    );
  }
  const poolId = id ?? generated.userPoolId(scope.region);
  return {
    id: poolId,
    arn: userPoolArn(scope, poolId),
    scope: { accountId: scope.accountId, region: scope.region },
    users: new UserDirectory({
      aliasAttributes: AliasAttributes ?? [],
      usernameAttributes: UsernameAttributes ?? [],
      // API and CloudFormation default: case-sensitive; the console's is not. API reference "CreateUserPool", 2026-11.
      caseSensitive: UsernameConfiguration?.CaseSensitive ?? true,
    }),
    clients: new Map(),
    groups: new Map(),
    schema: newSchema([...(Schema ?? []), ...(SchemaAttributes ?? [])]),
    settings: completeSettings(settings, poolId),
    mfa: NO_POOL_MFA,
    domains: readDomains(description),
    created: now,
    modified: now,
  };
};

export const CLIENT_CREATION_FIELDS = {
  ...CLIENT_SETTING_FIELDS,
  UserPoolId: required(userPoolId),
  GenerateSecret: optional(flag),
  ClientSecret: optional(text({ min: 24, max: 64, pattern: /^[\w+]+$/ })),
} as const;

export type UserPoolClientInput = InputOf<typeof CLIENT_CREATION_FIELDS>;

/** In a description of a client, not in a creation. */
const CLIENT_READ_ONLY_FIELDS = ['ClientId', 'ClientType', 'CreationDate', 'LastModifiedDate'];

export const readClientInput = (description: object): UserPoolClientInput =>
  structure(CLIENT_CREATION_FIELDS)(without(description, CLIENT_READ_ONLY_FIELDS), '');

/** A client of `pool`; its secret is the given one, or a new one when asked for. */
export const newClient = (
  pool: Pool,
  input: UserPoolClientInput,
  generated: GeneratedIds,
  now: number,
  clientId?: string,
): Client => {
  const { UserPoolId, GenerateSecret, ClientSecret, ...settings } = input;
  if (clientId !== undefined && pool.clients.has(clientId)) {
    throw invalidParameter(`User pool client ${clientId} already exists.`);
  }
  const id = clientId ?? generated.clientId();
  return {
    clientId: id,
    userPoolId: UserPoolId,
    secret: ClientSecret ?? (GenerateSecret === true ? generated.clientSecret() : undefined),
    settings: completeClientSettings(settings, pool.schema, id),
    created: now,
    modified: now,
  };
};
