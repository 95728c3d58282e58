/** AdminRespondToAuthChallenge: a server answers what a sign-in still asks for. */
import type { Operation } from '../../../cloud/service.ts';
import { answerChallenge, CHALLENGE_NAMES } from '../auth-response.ts';
import { signed } from '../declare-operation.ts';
import {
  clientId,
  oneOf,
  optional,
  required,
  session,
  textMap,
  threatProtectionContext,
  userPoolId,
} from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const adminRespondToAuthChallenge = (needs: Needs): Operation =>
  signed({
    name: 'AdminRespondToAuthChallenge',
    fields: {
      UserPoolId: required(userPoolId),
      ClientId: required(clientId),
      ChallengeName: required(oneOf(CHALLENGE_NAMES)),
      ChallengeResponses: optional(textMap),
      Session: optional(session),
      ClientMetadata: optional(textMap),
      ContextData: optional(threatProtectionContext),
    },
    notModelled: ['AnalyticsMetadata'],
    handle: (input, scope) => {
      const client = needs.pools.clientOf(needs.pools.get(input.UserPoolId, scope), input.ClientId);
      return answerChallenge(needs)(
        client,
        input.ChallengeName,
        input.Session,
        input.ChallengeResponses ?? {},
        input.ClientMetadata,
      );
    },
  });
