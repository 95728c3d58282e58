/** AdminCreateUser: a user with a temporary password, or the invitation once more. */
import { type Operation, ServiceError } from '../../../cloud/service.ts';
import { type Attributes, attributeMap, checkNewUser } from '../attribute-rules.ts';
import { signed } from '../declare-operation.ts';
import { usernameExists } from '../errors.ts';
import {
  attributeList,
  flag,
  listOf,
  oneOf,
  optional,
  password as passwordField,
  required,
  textMap,
  username,
  userPoolId,
} from '../input-fields.ts';
import type { Medium } from '../mailbox.ts';
import type { Needs } from '../needs.ts';
import { checkPasswordPolicy } from '../password-policy.ts';
import type { Pool } from '../pool.ts';
import { passwordPolicyOf } from '../pool-settings.ts';
import { askPreSignUp, withAutoVerified } from '../pre-sign-up.ts';
import { newUser, type User } from '../user.ts';
import { newIdentity } from '../user-names.ts';
import { userView } from '../views.ts';

const DAY_MS = 86_400_000;

export const adminCreateUser = (needs: Needs): Operation =>
  signed({
    name: 'AdminCreateUser',
    fields: {
      UserPoolId: required(userPoolId),
      Username: required(username),
      UserAttributes: optional(attributeList),
      ValidationData: optional(attributeList),
      TemporaryPassword: optional(passwordField),
      ForceAliasCreation: optional(flag),
      MessageAction: optional(oneOf(['RESEND', 'SUPPRESS'])),
      DesiredDeliveryMediums: optional(listOf(oneOf(['SMS', 'EMAIL']))),
      ClientMetadata: optional(textMap),
    },
    handle: async (input, scope) => {
      const pool = needs.pools.get(input.UserPoolId, scope);
      // Default medium: SMS. API reference "AdminCreateUser", 2026-11.
      const mediums = input.DesiredDeliveryMediums ?? ['SMS'];
      const temporary = temporaryPassword(needs, pool, input.TemporaryPassword);
      if (input.MessageAction === 'RESEND') {
        const user = invited(needs.pools.user(pool, input.Username));
        setTemporary(needs, pool, user, temporary);
        invite(needs, pool, user, mediums);
        return { User: userView(user) };
      }
      refuseTaken(pool, input.Username);
      const identity = newIdentity(pool, needs.ids, input.Username, attributeMap(input.UserAttributes ?? []));
      checkNewUser(pool.schema, identity.attributes);
      const answer = await askPreSignUp(needs, pool, {
        source: 'PreSignUp_AdminCreateUser',
        userName: identity.username,
        clientId: undefined,
        attributes: identity.attributes,
        validationData: Object.fromEntries(attributeMap(input.ValidationData ?? [])),
        clientMetadata: input.ClientMetadata,
      });
      refuseTaken(pool, input.Username);
      const attributes = withAutoVerified(identity.attributes, answer);
      if (input.ForceAliasCreation === true) takeAliases(pool, attributes);
      const user = newUser({ ...identity, attributes }, 'FORCE_CHANGE_PASSWORD', needs.clock.now());
      setTemporary(needs, pool, user, temporary);
      pool.users.add(user);
      if (input.MessageAction !== 'SUPPRESS') invite(needs, pool, user, mediums);
      return { User: userView(user) };
    },
  });

const refuseTaken = (pool: Pool, login: string): void => {
  if (pool.users.find(login) !== undefined) throw usernameExists('User account already exists');
};

/** ForceAliasCreation moves verified aliases to the new user. */
const takeAliases = (pool: Pool, attributes: Attributes): void => {
  for (const [attribute, owner] of pool.users.conflicts(attributes)) {
    if (pool.users.names.aliasAttributes.includes(attribute)) pool.users.releaseAlias(owner, attribute);
  }
};

const temporaryPassword = ({ ids }: Pick<Needs, 'ids'>, pool: Pool, given: string | undefined): string => {
  const password = given ?? ids.temporaryPassword(passwordPolicyOf(pool.settings).MinimumLength ?? 8);
  checkPasswordPolicy(pool, password);
  return password;
};

const setTemporary = ({ clock }: Pick<Needs, 'clock'>, pool: Pool, user: User, password: string): void => {
  const days = passwordPolicyOf(pool.settings).TemporaryPasswordValidityDays ?? 7;
  user.password = password;
  user.temporaryPasswordExpires = clock.now() + days * DAY_MS;
};

const invited = (user: User): User => {
  if (user.status === 'FORCE_CHANGE_PASSWORD') return user;
  throw new ServiceError(
    'UnsupportedUserStateException',
    `Resend not possible. The user's status is ${user.status}, not FORCE_CHANGE_PASSWORD.`,
  );
};

const invite = (
  { mailbox }: Pick<Needs, 'mailbox'>,
  pool: Pool,
  user: User,
  mediums: readonly Medium[],
): void => {
  for (const medium of mediums) {
    mailbox.send(pool, user, medium, { code: user.password ?? '', purpose: 'invitation' });
  }
};
