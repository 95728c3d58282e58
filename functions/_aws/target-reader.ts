/** Reads users of a pool in account B with the Lambda's own role. What reads and nothing else stays free of the writes. */
import {
  AdminGetUserCommand,
  type AdminGetUserCommandOutput,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { TargetUser } from '#core/drift.ts';
import { MigrationError } from '#core/errors.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { endpointOverride, type Transport } from './endpoint.ts';
import { isUserNotFound, toTargetError } from './error-translation.ts';
import { instrument } from './instrument.ts';
import { readUserAnswer } from './source-answers.ts';

export type TargetClientOptions = {
  readonly target: Pick<TriggerSettings['target'], 'accountId' | 'region'>;
  /** How often one request is sent at most; the SDK waits between its attempts. */
  readonly maxAttempts: number;
  readonly transport: Transport;
  readonly variables: Readonly<Record<string, string | undefined>>;
};

/** @throws {MigrationError} `EndpointRefused` */
export const createTargetClient = (options: TargetClientOptions): CognitoIdentityProviderClient => {
  const { target, maxAttempts, transport, variables } = options;
  const endpoint = endpointOverride('COGNITO_IDENTITY_PROVIDER', variables);
  return instrument(
    new CognitoIdentityProviderClient({
      region: target.region,
      maxAttempts,
      requestHandler: transport,
      ...(endpoint ? { endpoint } : {}),
    }),
    { name: 'CognitoIdentityProvider', accountId: target.accountId, region: target.region },
  );
};

/** Creation itself takes more than one write; what comes later than this is somebody's change. */
const CREATION_MS = 5_000;

const isTouched = ({ UserCreateDate, UserLastModifiedDate }: AdminGetUserCommandOutput): boolean =>
  UserCreateDate === undefined ||
  UserLastModifiedDate === undefined ||
  UserLastModifiedDate.getTime() - UserCreateDate.getTime() > CREATION_MS;

const toTargetUser = (answer: AdminGetUserCommandOutput): TargetUser => {
  const read = readUserAnswer(answer);
  if (read.kind === 'found') return { ...read.user, touched: isTouched(answer) };
  throw new MigrationError('TargetUnavailable', 'The target pool answered a user that cannot be judged.');
};

/** Wherever a call fails, the error says only which one and AWS's name for it. */
export const translated =
  <Arguments extends readonly unknown[], Answer>(
    what: string,
    call: (...parameters: Arguments) => Promise<Answer>,
  ) =>
  async (...parameters: Arguments): Promise<Answer> => {
    try {
      return await call(...parameters);
    } catch (error) {
      throw toTargetError(what, error);
    }
  };

/** Rejects with `TargetUnavailable`, or with `TargetRefused` where trying again changes nothing. */
export type ReadUser = (
  userPoolId: string,
  /** Username, `sub` or alias. */
  name: string,
  signal: AbortSignal,
) => Promise<TargetUser | undefined>;

export const createReadUser = (client: CognitoIdentityProviderClient): ReadUser =>
  translated('the user', async (UserPoolId, Username, abortSignal) => {
    try {
      const command = new AdminGetUserCommand({ UserPoolId, Username });
      return toTargetUser(await client.send(command, { abortSignal }));
    } catch (error) {
      if (isUserNotFound(error)) return undefined;
      throw error;
    }
  });

/** For a Lambda that may read users of the target and do nothing else. @throws {MigrationError} `EndpointRefused` */
export const createTargetReader = (options: TargetClientOptions): { readonly readUser: ReadUser } => ({
  readUser: createReadUser(createTargetClient(options)),
});
