/** SignUp: a user registers; the pool may ask the PreSignUp trigger, then sends a code. */
import type { Operation } from '../../../cloud/service.ts';
import { attributeMap, checkNewUser, checkWritable } from '../attribute-rules.ts';
import { unsigned } from '../declare-operation.ts';
import { invalidParameter, notAuthorized, usernameExists } from '../errors.ts';
import {
  attributeList,
  clientId,
  optional,
  password,
  required,
  text,
  textMap,
  threatProtectionContext,
  username,
} from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { checkPasswordPolicy } from '../password-policy.ts';
import type { Pool } from '../pool.ts';
import { askPreSignUp, withAutoVerified } from '../pre-sign-up.ts';
import { checkSecretHash } from '../secret-hash.ts';
import { confirmUser, sendConfirmationCode } from '../sign-up-confirmation.ts';
import { newUser } from '../user.ts';
import { newIdentity } from '../user-names.ts';

export const signUp = (needs: Needs): Operation =>
  unsigned((input) => needs.pools.scopeOfClient(input.ClientId), {
    name: 'SignUp',
    fields: {
      ClientId: required(clientId),
      Username: required(username),
      SecretHash: optional(text({ min: 1, max: 128 })),
      Password: optional(password),
      UserAttributes: optional(attributeList),
      ValidationData: optional(attributeList),
      UserContextData: optional(threatProtectionContext),
      ClientMetadata: optional(textMap),
    },
    notModelled: ['AnalyticsMetadata'],
    handle: async (input) => {
      const { pool, client } = needs.pools.client(input.ClientId);
      checkSecretHash(client, input.SecretHash, [input.Username]);
      if (pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true) {
        throw notAuthorized('SignUp is not permitted for this user pool');
      }
      // Passwordless sign-up needs one-time-code sign-in, which is not modelled.
      if (input.Password === undefined) throw invalidParameter('Missing required parameter Password');
      checkPasswordPolicy(pool, input.Password);
      const requested = attributeMap(input.UserAttributes ?? []);
      checkWritable(client, requested.keys());
      const identity = newIdentity(pool, needs.ids, input.Username, requested);
      checkNewUser(pool.schema, identity.attributes);
      refuseTaken(pool, input.Username);
      const answer = await askPreSignUp(needs, pool, {
        source: 'PreSignUp_SignUp',
        userName: identity.username,
        clientId: client.clientId,
        attributes: identity.attributes,
        validationData: Object.fromEntries(attributeMap(input.ValidationData ?? [])),
        clientMetadata: input.ClientMetadata,
      });
      refuseTaken(pool, input.Username);
      const attributes = withAutoVerified(identity.attributes, answer);
      const user = newUser({ ...identity, attributes }, 'UNCONFIRMED', needs.clock.now());
      user.password = input.Password;
      pool.users.add(user);
      if (answer.autoConfirmUser) await confirmUser(needs, pool, client, user, input.ClientMetadata);
      const delivery = answer.autoConfirmUser ? undefined : sendConfirmationCode(needs, pool, user);
      return {
        UserConfirmed: answer.autoConfirmUser,
        UserSub: user.sub,
        ...(delivery !== undefined && { CodeDeliveryDetails: delivery }),
      };
    },
  });

/** An alias in force is no obstacle here: it is the confirmation that fails then. */
const refuseTaken = (pool: Pool, login: string): void => {
  const owner = pool.users.find(login);
  if (owner === undefined) return;
  if (pool.users.names.usernameAttributes.length === 0) throw usernameExists('User already exists');
  const attribute = login.includes('@') ? 'email' : 'phone_number';
  throw usernameExists(`An account with the given ${attribute} already exists.`);
};
