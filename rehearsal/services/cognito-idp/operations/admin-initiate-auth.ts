/** AdminInitiateAuth: a server with AWS credentials begins a sign-in for a user. */
import type { Operation } from '../../../cloud/service.ts';
import { AUTH_FLOWS, beginAuth } from '../auth-request.ts';
import { signed } from '../declare-operation.ts';
import {
  clientId,
  oneOf,
  optional,
  required,
  textMap,
  threatProtectionContext,
  userPoolId,
} from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const adminInitiateAuth = (needs: Needs): Operation =>
  signed({
    name: 'AdminInitiateAuth',
    fields: {
      UserPoolId: required(userPoolId),
      ClientId: required(clientId),
      AuthFlow: required(oneOf(AUTH_FLOWS)),
      AuthParameters: optional(textMap),
      ClientMetadata: optional(textMap),
      ContextData: optional(threatProtectionContext),
    },
    notModelled: ['AnalyticsMetadata', 'Session'],
    handle: (input, scope) => {
      const pool = needs.pools.get(input.UserPoolId, scope);
      const client = needs.pools.clientOf(pool, input.ClientId);
      const signIn = { pool, client, clientMetadata: input.ClientMetadata };
      return beginAuth(needs)('admin', signIn, input.AuthFlow, input.AuthParameters ?? {});
    },
  });
