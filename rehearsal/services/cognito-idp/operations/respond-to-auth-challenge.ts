/** RespondToAuthChallenge: a client answers what a sign-in still asks for. */
import type { Operation } from '../../../cloud/service.ts';
import { answerChallenge, CHALLENGE_NAMES } from '../auth-response.ts';
import { unsigned } from '../declare-operation.ts';
import {
  clientId,
  oneOf,
  optional,
  required,
  session,
  textMap,
  threatProtectionContext,
} from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const respondToAuthChallenge = (needs: Needs): Operation =>
  unsigned((input) => needs.pools.scopeOfClient(input.ClientId), {
    name: 'RespondToAuthChallenge',
    fields: {
      ClientId: required(clientId),
      ChallengeName: required(oneOf(CHALLENGE_NAMES)),
      Session: optional(session),
      ChallengeResponses: optional(textMap),
      ClientMetadata: optional(textMap),
      UserContextData: optional(threatProtectionContext),
    },
    notModelled: ['AnalyticsMetadata'],
    handle: (input) => {
      const { client } = needs.pools.client(input.ClientId);
      return answerChallenge(needs)(
        client,
        input.ChallengeName,
        input.Session,
        input.ChallengeResponses ?? {},
        input.ClientMetadata,
      );
    },
  });
