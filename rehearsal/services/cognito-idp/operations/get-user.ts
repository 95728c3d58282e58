/** GetUser: a signed-in user reads their own profile, as far as their app client may read. */
import type { Operation } from '../../../cloud/service.ts';
import { readableAttributes } from '../client-settings.ts';
import { unsigned } from '../declare-operation.ts';
import { accessToken, required } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { attributePairs } from '../user.ts';
import { mfaView } from '../views.ts';

export const getUser = ({ pools, tokens }: Pick<Needs, 'pools' | 'tokens'>): Operation =>
  unsigned((input) => tokens.peek(input.AccessToken)?.pool.scope, {
    name: 'GetUser',
    fields: { AccessToken: required(accessToken) },
    handle: (input) => {
      const { pool, user, clientId } = tokens.sessionOfAccessToken(input.AccessToken);
      const readable = ['sub', ...readableAttributes(pools.clientOf(pool, clientId).settings)];
      return {
        Username: user.username,
        UserAttributes: attributePairs(user).filter(({ Name }) => readable.includes(Name)),
        ...mfaView(user),
      };
    },
  });
