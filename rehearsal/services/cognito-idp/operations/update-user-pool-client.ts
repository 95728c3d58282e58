/** UpdateUserPoolClient: replaces all of a client's settings; what is not named goes back to its default. */
import type { Operation } from '../../../cloud/service.ts';
import { CLIENT_SETTING_FIELDS, completeClientSettings } from '../client-settings.ts';
import { signed } from '../declare-operation.ts';
import { clientId, required, userPoolId } from '../input-fields.ts';
import { withLater } from '../later-settings.ts';
import type { Needs } from '../needs.ts';
import { clientView } from '../views.ts';

export const updateUserPoolClient = ({
  pools,
  clock,
  laterSettings,
}: Pick<Needs, 'pools' | 'clock' | 'laterSettings'>): Operation =>
  signed({
    name: 'UpdateUserPoolClient',
    fields: { UserPoolId: required(userPoolId), ClientId: required(clientId), ...CLIENT_SETTING_FIELDS },
    later: laterSettings.client,
    handle: ({ UserPoolId, ClientId, ...input }, scope, later) => {
      const pool = pools.get(UserPoolId, scope);
      const client = pools.clientOf(pool, ClientId);
      const settings = completeClientSettings(input, pool.schema, client.settings.ClientName ?? '');
      client.settings = withLater(settings, later);
      client.modified = clock.now();
      return { UserPoolClient: clientView(client) };
    },
  });
