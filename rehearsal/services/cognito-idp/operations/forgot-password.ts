/** ForgotPassword: sends a reset code; an unknown user is looked for by the migration trigger first. */
import type { Operation } from '../../../cloud/service.ts';
import { unsigned } from '../declare-operation.ts';
import { notAuthorized, userNotFound } from '../errors.ts';
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
import { noRecoveryMedium, refuseUnresettable, sendResetCode } from '../password-reset.ts';
import { checkSecretHash } from '../secret-hash.ts';
import { masksExistence, simulatedDelivery, UNKNOWN_AT_RECOVERY } from '../user-existence.ts';
import { migrateUser } from '../user-migration.ts';

export const forgotPassword = (needs: Needs): Operation =>
  unsigned((input) => needs.pools.scopeOfClient(input.ClientId), {
    name: 'ForgotPassword',
    fields: {
      ClientId: required(clientId),
      Username: required(username),
      SecretHash: optional(text({ min: 1, max: 128 })),
      UserContextData: optional(threatProtectionContext),
      ClientMetadata: optional(textMap),
    },
    notModelled: ['AnalyticsMetadata'],
    handle: async ({ ClientId, Username: login, SecretHash, ClientMetadata }) => {
      const { pool, client } = needs.pools.client(ClientId);
      const known = pool.users.find(login);
      checkSecretHash(client, SecretHash, [login, known?.username ?? login]);
      const user =
        known ??
        (await migrateUser(needs)({
          pool,
          client,
          login,
          source: 'UserMigration_ForgotPassword',
          clientMetadata: ClientMetadata,
        }));
      const masked = masksExistence(client);
      const simulated = { CodeDeliveryDetails: simulatedDelivery(pool, login) };
      if (user === undefined) {
        if (masked) return simulated;
        throw userNotFound(UNKNOWN_AT_RECOVERY);
      }
      if (!user.enabled) {
        if (masked) return simulated;
        throw notAuthorized('User is disabled.');
      }
      refuseUnresettable(user);
      const delivery = sendResetCode(needs, pool, user);
      if (delivery !== undefined) return { CodeDeliveryDetails: delivery };
      if (masked) return simulated;
      throw noRecoveryMedium();
    },
  });
