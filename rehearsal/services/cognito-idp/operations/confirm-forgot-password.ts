/** ConfirmForgotPassword: the code from the message sets a new password and confirms the user. */
import type { Operation } from '../../../cloud/service.ts';
import { unsigned } from '../declare-operation.ts';
import { codeMismatch, expiredCode } from '../errors.ts';
import {
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
import { checkSecretHash } from '../secret-hash.ts';
import { userAttributesOf } from '../sign-in.ts';
import { setPermanentPassword } from '../user.ts';
import { unknownAtCodeConfirmation } from '../user-existence.ts';

export const confirmForgotPassword = (needs: Pick<Needs, 'pools' | 'clock' | 'triggers'>): Operation =>
  unsigned((input) => needs.pools.scopeOfClient(input.ClientId), {
    name: 'ConfirmForgotPassword',
    fields: {
      ClientId: required(clientId),
      Username: required(username),
      ConfirmationCode: required(text({ min: 1, max: 2048, pattern: /^[\S]+$/ })),
      Password: required(password),
      SecretHash: optional(text({ min: 1, max: 128 })),
      UserContextData: optional(threatProtectionContext),
      ClientMetadata: optional(textMap),
    },
    notModelled: ['AnalyticsMetadata'],
    handle: async (input) => {
      const { pool, client } = needs.pools.client(input.ClientId);
      const user = pool.users.find(input.Username);
      checkSecretHash(client, input.SecretHash, [input.Username, user?.username ?? input.Username]);
      if (user === undefined || !user.enabled) throw unknownAtCodeConfirmation(client);
      const sent = user.passwordReset;
      if (sent === undefined || sent.expires <= needs.clock.now()) throw expiredCode();
      if (sent.code !== input.ConfirmationCode) {
        throw codeMismatch('Invalid verification code provided, please try again.');
      }
      checkPasswordPolicy(pool, input.Password);
      setPermanentPassword(user, input.Password);
      user.modified = needs.clock.now();
      await needs.triggers.call(pool, 'PostConfirmation', {
        source: 'PostConfirmation_ConfirmForgotPassword',
        userName: user.username,
        clientId: client.clientId,
        request: { userAttributes: userAttributesOf(user), clientMetadata: input.ClientMetadata ?? null },
        response: {},
      });
    },
  });
