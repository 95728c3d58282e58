/** GlobalSignOut: a user ends every sign-in of their own. */
import type { Operation } from '../../../cloud/service.ts';
import { unsigned } from '../declare-operation.ts';
import { accessToken, required } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const globalSignOut = ({ tokens }: Pick<Needs, 'tokens'>): Operation =>
  unsigned((input) => tokens.peek(input.AccessToken)?.pool.scope, {
    name: 'GlobalSignOut',
    fields: { AccessToken: required(accessToken) },
    handle: (input) => tokens.signOut(tokens.sessionOfAccessToken(input.AccessToken).user),
  });
