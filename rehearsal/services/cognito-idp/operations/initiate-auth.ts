/** InitiateAuth: a client without AWS credentials begins a sign-in. */
import type { Operation } from '../../../cloud/service.ts';
import { AUTH_FLOWS, beginAuth } from '../auth-request.ts';
import { unsigned } from '../declare-operation.ts';
import { clientId, oneOf, optional, required, textMap, threatProtectionContext } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const initiateAuth = (needs: Needs): Operation =>
  unsigned((input) => needs.pools.scopeOfClient(input.ClientId), {
    name: 'InitiateAuth',
    fields: {
      AuthFlow: required(oneOf(AUTH_FLOWS)),
      ClientId: required(clientId),
      AuthParameters: optional(textMap),
      ClientMetadata: optional(textMap),
      UserContextData: optional(threatProtectionContext),
    },
    notModelled: ['AnalyticsMetadata', 'Session'],
    handle: (input) => {
      const { pool, client } = needs.pools.client(input.ClientId);
      const signIn = { pool, client, clientMetadata: input.ClientMetadata };
      return beginAuth(needs)('public', signIn, input.AuthFlow, input.AuthParameters ?? {});
    },
  });
