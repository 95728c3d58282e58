/**
 * The user-migration trigger: the event for a user the pool does not know, and the user that its answer creates.
 * Developer Guide "Migrate user Lambda trigger", 2026-11; what is inferred is marked in cognito-idp.md.
 */

import { ServiceError } from '../../cloud/service.ts';
import { type Attributes, checkAttributes } from './attribute-rules.ts';
import { invalidParameter } from './errors.ts';
import { username as readUsername } from './input-fields.ts';
import type { Medium } from './mailbox.ts';
import { poolMethods } from './mfa.ts';
import type { Needs } from './needs.ts';
import type { Client, Pool } from './pool.ts';
import { askPreSignUp } from './pre-sign-up.ts';
import { invalidLambdaResponse } from './triggers.ts';
import { newUser, setPermanentPassword, type User } from './user.ts';
import { refuseAliasLikeUsername } from './user-names.ts';

export type MigrationAttempt = {
  readonly pool: Pool;
  readonly client: Client;
  readonly login: string;
  readonly source: 'UserMigration_Authentication' | 'UserMigration_ForgotPassword';
  /** Absent in the forgot-password flow. */
  readonly password?: string;
  /** `ClientMetadata` of InitiateAuth and AdminInitiateAuth. */
  readonly validationData?: Readonly<Record<string, string>> | undefined;
  /** `ClientMetadata` of ForgotPassword. */
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
};

type MigrationNeeds = Pick<Needs, 'triggers' | 'ids' | 'clock' | 'mailbox' | 'openQuestions'>;

/** The members of the answer that Cognito reads. */
type Answer = {
  readonly attributes: Attributes;
  readonly username: string | undefined;
  readonly confirmed: boolean;
  readonly suppressed: boolean;
  readonly mediums: readonly Medium[];
  readonly forceAliasCreation: boolean;
  readonly enableSmsMfa: boolean;
};

// "Exception migrating user in app client" is reported; its exception type is not established.
const notMigrated = (client: Client): ServiceError =>
  new ServiceError('UserNotFoundException', `Exception migrating user in app client ${client.clientId}.`);

/**
 * Asks the trigger for a user. Undefined: there is no trigger, or it answered with an empty response, so the user is
 * unknown. When another attempt has created the user meanwhile, that one user is the answer.
 * @throws {ServiceError} what the client hears when the trigger fails or its answer cannot be stored.
 */
export const migrateUser =
  (needs: MigrationNeeds) =>
  async (attempt: MigrationAttempt): Promise<User | undefined> => {
    const { pool, login } = attempt;
    const response = await needs.triggers.call(pool, 'UserMigration', {
      source: attempt.source,
      // A pool that does not tell letter cases apart has lower case in its trigger events.
      userName: pool.users.fold(login),
      clientId: attempt.client.clientId,
      request: {
        ...(attempt.password !== undefined && { password: attempt.password }),
        validationData: attempt.validationData ?? null,
        clientMetadata: attempt.clientMetadata ?? null,
      },
      response: {
        userAttributes: null,
        forceAliasCreation: null,
        enableSMSMFA: null,
        finalUserStatus: null,
        messageAction: null,
        desiredDeliveryMediums: null,
      },
    });
    const answer = response === undefined ? undefined : readAnswer(response);
    if (answer === undefined) return pool.users.find(login);
    if (needs.openQuestions.preSignUpAfterMigration) {
      await askPreSignUp(needs, pool, {
        source: 'PreSignUp_AdminCreateUser',
        userName: pool.users.fold(answer.username ?? login),
        clientId: attempt.client.clientId,
        attributes: answer.attributes,
        validationData: attempt.validationData,
        clientMetadata: attempt.clientMetadata,
      });
    }
    return pool.users.find(login) ?? createUser(needs, attempt, answer);
  };

/** @returns undefined for an empty response: no attributes, in whatever way they are missing. */
const readAnswer = (response: Readonly<Record<string, unknown>>): Answer | undefined => {
  const attributes = attributesOf(response.userAttributes);
  const username = attributes.get('username');
  attributes.delete('username');
  if (attributes.size === 0 && username === undefined) return undefined;
  return {
    attributes,
    username,
    confirmed: textOrNull(response.finalUserStatus) === 'CONFIRMED',
    suppressed: textOrNull(response.messageAction) === 'SUPPRESS',
    mediums: mediumsOf(response.desiredDeliveryMediums),
    forceAliasCreation: flagOrNull(response.forceAliasCreation),
    enableSmsMfa: flagOrNull(response.enableSMSMFA),
  };
};

const attributesOf = (value: unknown): Map<string, string> => {
  if (value === undefined || value === null) return new Map();
  if (typeof value !== 'object' || Array.isArray(value)) throw invalidLambdaResponse();
  const attributes = new Map<string, string>();
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry !== 'string') throw invalidLambdaResponse();
    attributes.set(name, entry);
  }
  return attributes;
};

const textOrNull = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalidLambdaResponse();
  return value;
};

const flagOrNull = (value: unknown): boolean => {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw invalidLambdaResponse();
  return value;
};

const mediumsOf = (value: unknown): readonly Medium[] => {
  // Default: SMS. Only the welcome message goes this way.
  if (value === undefined || value === null) return ['SMS'];
  if (!Array.isArray(value)) throw invalidLambdaResponse();
  return value.map((medium) => {
    if (medium !== 'SMS' && medium !== 'EMAIL') throw invalidLambdaResponse();
    return medium;
  });
};

const createUser = (needs: MigrationNeeds, attempt: MigrationAttempt, answer: Answer): User => {
  const { pool, client } = attempt;
  const identity = identityOf(needs, attempt, answer);
  for (const name of answer.attributes.keys()) {
    if (name === 'sub' || name === 'identities' || name.startsWith('cognito:')) throw notMigrated(client);
  }
  // Neither the password policy nor the required attributes are enforced on a migrated user (documented).
  checkAttributes(pool.schema, answer.attributes);
  checkSmsMfa(pool, answer);
  if (pool.users.find(identity.username) !== undefined) throw notMigrated(client);
  settleAliases(pool, client, answer);
  const user = newUser(identity, 'RESET_REQUIRED', needs.clock.now());
  if (answer.confirmed && attempt.password !== undefined) setPermanentPassword(user, attempt.password);
  if (answer.confirmed) user.status = 'CONFIRMED';
  if (answer.enableSmsMfa) user.mfa.add('SMS_MFA');
  pool.users.add(user);
  if (!answer.suppressed) {
    for (const medium of answer.mediums)
      needs.mailbox.send(pool, user, medium, { code: '', purpose: 'welcome' });
  }
  return user;
};

/** The answer's own username only where an alias was typed; what was typed has to be the user's in every case. */
const identityOf = (needs: MigrationNeeds, { pool, client, login }: MigrationAttempt, answer: Answer) => {
  const sub = needs.ids.uuid();
  const { attributes } = answer;
  const typed = pool.users.fold(login);
  const { usernameAttributes } = pool.users.names;
  const typedIsValueOf = (names: readonly string[]): boolean =>
    names.some((name) => pool.users.fold(attributes.get(name) ?? '') === typed);
  if (usernameAttributes.length > 0) {
    if (!typedIsValueOf(usernameAttributes)) throw notMigrated(client);
    return { username: sub, sub, attributes };
  }
  const username = pool.users.fold(readUsername(answer.username ?? login, 'username'));
  if (username !== typed && !typedIsValueOf(pool.users.names.aliasAttributes)) throw notMigrated(client);
  refuseAliasLikeUsername(pool, username);
  return { username, sub, attributes };
};

/** `enableSMSMFA` needs a pool that can send second factors by SMS, and a number (documented: else it fails). */
const checkSmsMfa = (pool: Pool, answer: Answer): void => {
  if (!answer.enableSmsMfa) return;
  if (!poolMethods(pool.settings, pool.mfa).includes('SMS_MFA')) {
    throw invalidParameter('SMS MFA is not enabled for this user pool.');
  }
  if (!answer.attributes.has('phone_number')) {
    throw invalidParameter('A phone number is required to enable SMS MFA.');
  }
};

/** An owned alias stops the migration, or changes hands when `forceAliasCreation` says so. */
const settleAliases = (pool: Pool, client: Client, answer: Answer): void => {
  const conflicts = pool.users.conflicts(answer.attributes);
  if (conflicts.size === 0) return;
  const isUsernameAttribute = (name: string) => pool.users.names.usernameAttributes.includes(name);
  if (!answer.forceAliasCreation || [...conflicts.keys()].some(isUsernameAttribute))
    throw notMigrated(client);
  for (const [attribute, owner] of conflicts) pool.users.releaseAlias(owner, attribute);
};
