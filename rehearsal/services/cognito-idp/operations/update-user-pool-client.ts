/** UpdateUserPoolClient: replaces all of a client's settings; what is not named goes back to its default. */
import type { Operation } from '../../../cloud/service.ts';
import { CLIENT_SETTING_FIELDS, completeClientSettings } from '../client-settings.ts';
import { signed } from '../declare-operation.ts';
import { clientId, required, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { clientView } from '../views.ts';

export const updateUserPoolClient = ({ pools, clock }: Pick<Needs, 'pools' | 'clock'>): Operation =>
  signed({
    name: 'UpdateUserPoolClient',
    fields: { UserPoolId: required(userPoolId), ClientId: required(clientId), ...CLIENT_SETTING_FIELDS },
    handle: ({ UserPoolId, ClientId, ...input }, scope) => {
      const pool = pools.get(UserPoolId, scope);
      const client = pools.clientOf(pool, ClientId);
      client.settings = completeClientSettings(input, pool.schema, client.settings.ClientName ?? '');
      client.modified = clock.now();
      return { UserPoolClient: clientView(client) };
    },
  });
