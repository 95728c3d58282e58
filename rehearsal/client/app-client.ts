/**
 * An application that signs users in with the AWS SDK and the password flow, as a backend or a mobile app does.
 * Every call is recorded as the client saw it: no login, no secret.
 */
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Recorder } from '../cloud/recorder.ts';
import type { Clock } from '../cloud/service.ts';
import type { Answer, Credentials, Mailbox, Secrets } from './answer.ts';
import { type Call, observeCall, type Step } from './observe-call.ts';

export type AppClientOptions = {
  /** URL of the gateway. */
  readonly endpoint: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly mailbox: Mailbox;
  readonly secrets: Secrets;
};

export type AppClient = {
  readonly signIn: (credentials: Credentials) => Promise<Answer>;
  readonly close: () => void;
};

/** Challenges that a code answers, and the parameter that carries it. API reference "RespondToAuthChallenge". */
const CODE_PARAMETER: Readonly<Record<string, string>> = {
  SMS_MFA: 'SMS_MFA_CODE',
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA_CODE',
  EMAIL_OTP: 'EMAIL_OTP_CODE',
};

type Output = Pick<
  InitiateAuthCommandOutput,
  'AuthenticationResult' | 'ChallengeName' | 'ChallengeParameters' | 'Session'
>;
const keepTokens = ({ secrets }: AppClientOptions, { AuthenticationResult: tokens }: Output): void => {
  secrets.issued('access token', tokens?.AccessToken);
  secrets.issued('id token', tokens?.IdToken);
  secrets.issued('refresh token', tokens?.RefreshToken);
};

const call = async (
  options: AppClientOptions,
  of: Call,
  send: () => Promise<Output>,
): Promise<Step<Output>> => {
  const step = await observeCall(options, of, send, ({ ChallengeName }) => ChallengeName);
  if (step.output) keepTokens(options, step.output);
  return step;
};

/** The challenge that was answered before the tokens came. */
const provenBy = (
  first: Step<Output>,
  last: Step<Output>,
): Pick<Answer, 'secondFactorProven' | 'answered'> => {
  const answered = first.output?.ChallengeName;
  const secondFactorProven = first !== last && last.output?.AuthenticationResult !== undefined;
  return { secondFactorProven, ...(secondFactorProven && answered ? { answered } : {}) };
};

const answerOf = (first: Step<Output>, last: Step<Output>): Answer => ({
  flow: 'USER_PASSWORD_AUTH',
  status: last.output === undefined ? 'error' : last.output.ChallengeName ? 'challenge' : 'ok',
  ...(last.output?.ChallengeName ? { challenge: last.output.ChallengeName } : {}),
  ...last.error,
  ...provenBy(first, last),
  durationMs: first.durationMs,
});

/** The answer to a challenge, or undefined where the client has no code for it. */
const challengeAnswer = (
  { clientId, mailbox }: AppClientOptions,
  { sub, login }: Credentials,
  { ChallengeName, ChallengeParameters, Session }: Output,
): RespondToAuthChallengeCommand | undefined => {
  const parameter = CODE_PARAMETER[ChallengeName ?? ''];
  const code = parameter && ChallengeName ? mailbox.codeFor(ChallengeName, sub) : undefined;
  if (!parameter || !code || !ChallengeName) return undefined;
  const USERNAME = ChallengeParameters?.USER_ID_FOR_SRP ?? login;
  return new RespondToAuthChallengeCommand({
    ClientId: clientId,
    ChallengeName,
    Session,
    ChallengeResponses: { USERNAME, [parameter]: code },
  });
};

export const createAppClient = (options: AppClientOptions): AppClient => {
  const { endpoint, region, clientId } = options;
  // One attempt: what a retry would hide is what a rehearsal is for.
  const sdk = new CognitoIdentityProviderClient({ endpoint, region, maxAttempts: 1 });
  const initiate = ({ login, password }: Credentials) =>
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: login, PASSWORD: password },
    });
  const signIn = async (credentials: Credentials): Promise<Answer> => {
    const { sub } = credentials;
    const first = await call(options, { operation: 'InitiateAuth', flow: 'USER_PASSWORD_AUTH', sub }, () =>
      sdk.send(initiate(credentials)),
    );
    const command = first.output?.ChallengeName && challengeAnswer(options, credentials, first.output);
    if (!command) return answerOf(first, first);
    const last = await call(options, { operation: 'RespondToAuthChallenge', sub }, () => sdk.send(command));
    return answerOf(first, last);
  };
  return { signIn, close: () => sdk.destroy() };
};
