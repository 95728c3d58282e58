/** RevokeToken: ends the sign-in behind a refresh token. Needs no IAM; revoking twice is no error. */
import { type Operation, ServiceError } from '../../../cloud/service.ts';
import { unsigned } from '../declare-operation.ts';
import { clientId, optional, required, text } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const revokeToken = ({ pools, tokens }: Pick<Needs, 'pools' | 'tokens'>): Operation =>
  unsigned((input) => pools.scopeOfClient(input.ClientId), {
    name: 'RevokeToken',
    fields: {
      Token: required(text({ min: 1 })),
      ClientId: required(clientId),
      ClientSecret: optional(text({ min: 1 })),
    },
    notModelled: ['RevokeAssociatedSessions'],
    handle: (input) => {
      const { client } = pools.client(input.ClientId);
      if (client.settings.EnableTokenRevocation === false) {
        throw new ServiceError(
          'UnsupportedOperationException',
          'Token revocation is not enabled for this client.',
        );
      }
      const session = tokens.findRefreshToken(input.Token);
      const foreign = session !== undefined && session.clientId !== client.clientId;
      if (client.secret !== input.ClientSecret || foreign) {
        throw new ServiceError('UnauthorizedException', 'The client is not authorized to revoke this token.');
      }
      if (session === undefined) {
        throw new ServiceError('UnsupportedTokenTypeException', 'Only refresh tokens can be revoked.');
      }
      session.revoked = true;
    },
  });
