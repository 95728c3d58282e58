/** ConfirmSignUp: the code from the message confirms the user and verifies the address it was sent to. */
import type { Operation } from '../../../cloud/service.ts';
import { unsigned } from '../declare-operation.ts';
import { codeMismatch, expiredCode, notAuthorized } from '../errors.ts';
import {
  clientId,
  flag,
  optional,
  required,
  text,
  textMap,
  threatProtectionContext,
  username,
} from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { checkSecretHash } from '../secret-hash.ts';
import { confirmUser, verifyByCode } from '../sign-up-confirmation.ts';
import { unknownAtCodeConfirmation } from '../user-existence.ts';

export const confirmSignUp = (needs: Pick<Needs, 'pools' | 'clock' | 'triggers'>): Operation =>
  unsigned((input) => needs.pools.scopeOfClient(input.ClientId), {
    name: 'ConfirmSignUp',
    fields: {
      ClientId: required(clientId),
      Username: required(username),
      ConfirmationCode: required(text({ min: 1, max: 2048, pattern: /^[\S]+$/ })),
      SecretHash: optional(text({ min: 1, max: 128 })),
      ForceAliasCreation: optional(flag),
      UserContextData: optional(threatProtectionContext),
      ClientMetadata: optional(textMap),
    },
    notModelled: ['AnalyticsMetadata', 'Session'],
    handle: async (input) => {
      const { pool, client } = needs.pools.client(input.ClientId);
      const user = pool.users.find(input.Username);
      checkSecretHash(client, input.SecretHash, [input.Username, user?.username ?? input.Username]);
      if (user === undefined) throw unknownAtCodeConfirmation(client);
      if (user.status !== 'UNCONFIRMED') {
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      }
      const sent = user.confirmation;
      if (sent === undefined || sent.expires <= needs.clock.now()) throw expiredCode();
      if (sent.code !== input.ConfirmationCode) {
        throw codeMismatch('Invalid verification code provided, please try again.');
      }
      verifyByCode(pool, user, input.ForceAliasCreation === true);
      await confirmUser(needs, pool, client, user, input.ClientMetadata);
    },
  });
