/** GetTokensFromRefreshToken: the refresh that also rotates. */
import type { Operation } from '../../../cloud/service.ts';
import { unsigned } from '../declare-operation.ts';
import { notAuthorized } from '../errors.ts';
import { clientId, optional, required, text } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { exchangeRefreshToken } from '../refresh.ts';

export const getTokensFromRefreshToken = (needs: Pick<Needs, 'pools' | 'tokens' | 'triggers'>): Operation =>
  unsigned((input) => needs.pools.scopeOfClient(input.ClientId), {
    name: 'GetTokensFromRefreshToken',
    fields: {
      RefreshToken: required(text({ min: 1 })),
      ClientId: required(clientId),
      ClientSecret: optional(text({ min: 1 })),
    },
    notModelled: ['DeviceKey', 'ClientMetadata'],
    handle: (input) => {
      const { pool, client } = needs.pools.client(input.ClientId);
      if (client.secret !== input.ClientSecret) throw notAuthorized('Client secret is wrong or missing.');
      return exchangeRefreshToken(needs)(pool, client, input.RefreshToken);
    },
  });
