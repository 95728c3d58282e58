/**
 * The local Amazon Cognito user pools: the service the gateway serves, and the doors a rehearsal has beside it, for
 * deployment, seeding and reading what was stored and sent. Its observable behaviour: cognito-idp.md.
 */
import type { Recorder } from '../../cloud/recorder.ts';
import type { Clock, Scope, Service } from '../../cloud/service.ts';
import { Challenges } from './challenges.ts';
import { completeClientSettings } from './client-settings.ts';
import { invalidParameter, resourceNotFound } from './errors.ts';
import { GeneratedIds } from './generated-ids.ts';
import { addGroup, type GroupInput } from './groups.ts';
import { structure } from './input-fields.ts';
import { splitLater, withLater } from './later-settings.ts';
import { Mailbox, type Message } from './mailbox.ts';
import { applyMfaConfig, MFA_CONFIG_FIELDS, type MfaConfigInput } from './mfa-config.ts';
import type { Needs } from './needs.ts';
import { createOperations } from './operations.ts';
import { type Pool, Pools } from './pool.ts';
import { newClient, newPool, readClientInput, type UserPoolClientInput } from './pool-creation.ts';
import { withMetrics } from './pool-metrics.ts';
import {
  completeSettings,
  POOL_SETTING_FIELDS,
  POOL_SETTINGS_NOT_MODELLED,
  type PoolSettings,
  type UserPoolInput,
} from './pool-settings.ts';
import { type ListedUser, listedUser, type SeedUser, seedUsers } from './seeding.ts';
import { Tokens } from './tokens.ts';
import { type InvokeTrigger, TRIGGER_LIMIT_MS, Triggers } from './triggers.ts';
import { clientView } from './views.ts';

export type { InvokeTrigger, ListedUser, Message, SeedUser, UserPoolClientInput, UserPoolInput };

export type CognitoIdpOptions = {
  readonly clock: Clock;
  /** Hears of sign-ins, as CloudWatch does. */
  readonly recorder: Pick<Recorder, 'record'>;
  /** Pool ids, client ids, subs and codes follow from it. */
  readonly seed: number;
  readonly invokeTrigger: InvokeTrigger;
  /** @default 5000, AWS's limit */
  readonly triggerLimitMs?: number;
  /** Whether PreSignUp runs for a migrated user: not known of AWS. @default false */
  readonly preSignUpAfterMigration?: boolean;
  /** Whether `PreventUserExistenceErrors: ENABLED` hides a required reset at sign-in: documented for imported users. @default true */
  readonly maskResetRequired?: boolean;
};

export class CognitoIdp {
  readonly service: Service;
  private readonly needs: Needs;
  private readonly later = { client: new Set<string>(), pool: new Set<string>() };

  constructor(options: CognitoIdpOptions) {
    const { clock, recorder } = options;
    this.needs = {
      clock,
      metrics: { recorder, clock },
      laterSettings: this.later,
      ids: new GeneratedIds(options.seed),
      pools: new Pools(),
      challenges: new Challenges(clock),
      tokens: new Tokens(clock),
      mailbox: new Mailbox(clock),
      triggers: new Triggers(options.invokeTrigger, options.triggerLimitMs ?? TRIGGER_LIMIT_MS),
      openQuestions: {
        preSignUpAfterMigration: options.preSignUpAfterMigration ?? false,
        maskResetRequired: options.maskResetRequired ?? true,
      },
    };
    this.service = {
      name: 'cognito-idp',
      protocol: 'awsJson1_1',
      target: 'AWSCognitoIdentityProviderService',
      operations: withMetrics(createOperations(this.needs), this.needs),
    };
  }

  /**
   * A pool from CreateUserPool's fields or from a description of an existing one.
   * @param options.id the id of the pool it stands for. @default - generated
   */
  createUserPool(
    scope: Scope,
    description: UserPoolInput | object,
    options: { readonly id?: string } = {},
  ): { id: string; arn: string } {
    const { pools, ids, clock } = this.needs;
    if (options.id !== undefined && pools.find(options.id) !== undefined) {
      throw invalidParameter(`User pool ${options.id} already exists.`);
    }
    const { known, later } = splitLater(description, this.later.pool);
    const pool = newPool(scope, known as object, ids, clock.now(), options.id);
    pool.settings = withLater(pool.settings, later);
    pools.add(pool);
    return { id: pool.id, arn: pool.arn };
  }

  /** Replaces the pool's settings; what is not named goes back to its default. Sign-in options and schema stay. */
  updateUserPool(poolId: string, settings: PoolSettings | object): void {
    const pool = this.pool(poolId);
    const { known, later } = splitLater(settings, this.later.pool);
    const input = structure(POOL_SETTING_FIELDS, POOL_SETTINGS_NOT_MODELLED)(known, '');
    pool.settings = withLater(completeSettings(input, pool.settings.PoolName ?? poolId), later);
    pool.modified = this.needs.clock.now();
  }

  /** Replaces the pool's second factors, as templates do by `EnabledMfas`. */
  setUserPoolMfaConfig(poolId: string, config: MfaConfigInput | object): void {
    applyMfaConfig(this.pool(poolId), structure(MFA_CONFIG_FIELDS)(config, ''));
  }

  /**
   * Lets app clients or pools have settings that AWS has added since and no SDK knows: whatever updates one of them has
   * to send them along, or they are gone. A dot leads into a structure.
   */
  addLaterSettings(kind: 'client' | 'pool', ...names: readonly string[]): void {
    for (const name of names) this.later[kind].add(name);
  }

  /** @throws {ServiceError} while the pool's `DeletionProtection` is `ACTIVE`, or it has a domain. */
  deleteUserPool(poolId: string): void {
    const pool = this.pool(poolId);
    if (pool.settings.DeletionProtection === 'ACTIVE') {
      throw invalidParameter(`User pool ${poolId} cannot be deleted while DeletionProtection is ACTIVE.`);
    }
    if (pool.domains.Domain !== undefined || pool.domains.CustomDomain !== undefined) {
      // Text as seen from AWS.
      throw invalidParameter(
        'User pool cannot be deleted. It has a domain configured that should be deleted first.',
      );
    }
    this.needs.pools.remove(pool);
  }

  /** @param options.clientId the id of the client it stands for. @default - generated */
  createUserPoolClient(
    scope: Scope,
    description: UserPoolClientInput | object,
    options: { readonly clientId?: string } = {},
  ): { clientId: string; clientSecret?: string } {
    const { pools, ids, clock } = this.needs;
    const { known, later } = splitLater(description, this.later.client);
    const input = readClientInput(known as object);
    const pool = pools.get(input.UserPoolId, scope);
    const client = newClient(pool, input, ids, clock.now(), options.clientId);
    client.settings = withLater(client.settings, later);
    pool.clients.set(client.clientId, client);
    return {
      clientId: client.clientId,
      ...(client.secret !== undefined && { clientSecret: client.secret }),
    };
  }

  /** Replaces the client's settings; what is not named goes back to its default. The secret stays. */
  updateUserPoolClient(clientId: string, description: UserPoolClientInput | object): void {
    const { known, later } = splitLater(description, this.later.client);
    const { UserPoolId, GenerateSecret, ClientSecret, ...given } = readClientInput(known as object);
    const pool = this.pool(UserPoolId);
    const client = this.needs.pools.clientOf(pool, clientId);
    const settings = completeClientSettings(given, pool.schema, client.settings.ClientName ?? clientId);
    client.settings = withLater(settings, later);
    client.modified = this.needs.clock.now();
  }

  deleteUserPoolClient(poolId: string, clientId: string): void {
    const pool = this.pool(poolId);
    this.needs.pools.clientOf(pool, clientId);
    pool.clients.delete(clientId);
  }

  createGroup(poolId: string, group: GroupInput): void {
    addGroup(this.pool(poolId), group, this.needs.clock.now());
  }

  /** Users as existing before the rehearsal: no trigger runs, nothing is sent; groups they name are created. */
  seedUsers(poolId: string, users: readonly SeedUser[]): void {
    seedUsers(this.pool(poolId), users, this.needs.clock);
  }

  /** Every user in order of creation, in the form of `list-users` with second factors and groups. */
  describeUsers(poolId: string): readonly ListedUser[] {
    return [...this.pool(poolId).users.values()].map(listedUser);
  }

  /** Every app client as DescribeUserPoolClient shows it, in order of creation. */
  describeClients(poolId: string): readonly Readonly<Record<string, unknown>>[] {
    return [...this.pool(poolId).clients.values()].map(clientView);
  }

  /** Id of the pool that the app client belongs to; undefined for an unknown one. */
  poolOfClient(clientId: string): string | undefined {
    return this.needs.pools.ofClient(clientId)?.id;
  }

  /** Everything that was sent to users of the pool, codes in clear: the mailbox and phone of a scenario. */
  messages(poolId: string): readonly Message[] {
    return this.needs.mailbox.messages(this.pool(poolId).id);
  }

  /** What the user's authenticator app holds. */
  totpSecret(poolId: string, username: string): string | undefined {
    return this.pool(poolId).users.find(username)?.totpSecret;
  }

  /** The key set that signs this service's tokens, for applications that verify them. */
  jwks(): { readonly keys: readonly object[] } {
    return this.needs.tokens.jwks();
  }

  private pool(poolId: string): Pool {
    const pool = this.needs.pools.find(poolId);
    if (pool === undefined) throw resourceNotFound(`User pool ${poolId} does not exist.`);
    return pool;
  }
}
