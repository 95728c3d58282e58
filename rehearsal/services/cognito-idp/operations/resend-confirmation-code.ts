/** ResendConfirmationCode: a new code for a sign-up that is not confirmed. */
import type { Operation } from '../../../cloud/service.ts';
import { unsigned } from '../declare-operation.ts';
import { invalidParameter, userNotFound } from '../errors.ts';
import {
  clientId,
  optional,
  required,
  text,
  textMap,
  threatProtectionContext,
  username,
} from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { checkSecretHash } from '../secret-hash.ts';
import { sendConfirmationCode } from '../sign-up-confirmation.ts';
import { masksExistence, simulatedDelivery, UNKNOWN_AT_RECOVERY } from '../user-existence.ts';

export const resendConfirmationCode = (
  needs: Pick<Needs, 'pools' | 'ids' | 'clock' | 'mailbox'>,
): Operation =>
  unsigned((input) => needs.pools.scopeOfClient(input.ClientId), {
    name: 'ResendConfirmationCode',
    fields: {
      ClientId: required(clientId),
      Username: required(username),
      SecretHash: optional(text({ min: 1, max: 128 })),
      UserContextData: optional(threatProtectionContext),
      ClientMetadata: optional(textMap),
    },
    notModelled: ['AnalyticsMetadata'],
    handle: (input) => {
      const { pool, client } = needs.pools.client(input.ClientId);
      const user = pool.users.find(input.Username);
      checkSecretHash(client, input.SecretHash, [input.Username, user?.username ?? input.Username]);
      if (user === undefined || !user.enabled) {
        if (!masksExistence(client)) throw userNotFound(UNKNOWN_AT_RECOVERY);
        return { CodeDeliveryDetails: simulatedDelivery(pool, input.Username) };
      }
      if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
      const delivery = sendConfirmationCode(needs, pool, user);
      if (delivery === undefined) throw invalidParameter('Auto verification not turned on.');
      return { CodeDeliveryDetails: delivery };
    },
  });
