/** An application's "forgot your password?": asks for a code, reads it where it arrives, and sets a new password. */
import {
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Credentials } from './answer.ts';
import type { AppClientOptions } from './app-client.ts';
import { observeCall, type Step } from './observe-call.ts';

/** What asking for a code came to. */
export type CodeRequest = {
  /** Where Cognito says that a code is going: the same for a user who does not exist. */
  readonly announced?: string;
  /** A code is there, in the mailbox or on the phone. */
  readonly arrived: boolean;
  readonly errorType?: string;
  readonly message?: string;
};

export type RecoveryClient = {
  readonly askForCode: (user: Pick<Credentials, 'sub' | 'login'>) => Promise<CodeRequest>;
  /**
   * Sets the password with the newest code that arrived.
   * @returns the error in words, or undefined when it is set
   */
  readonly setPassword: (user: Credentials) => Promise<string | undefined>;
  readonly close: () => void;
};

const wordsOf = ({ error }: Step<unknown>): string | undefined =>
  error && `${error.errorType}: ${error.message}`;

/** @param codeOf the newest code that was sent to the user with that source `sub`, if any */
export const createRecoveryClient = (
  options: Omit<AppClientOptions, 'mailbox' | 'secrets'>,
  codeOf: (sub: string) => string | undefined,
): RecoveryClient => {
  const { endpoint, region, clientId: ClientId } = options;
  const sdk = new CognitoIdentityProviderClient({ endpoint, region, maxAttempts: 1 });
  const askForCode = async ({ sub, login }: Pick<Credentials, 'sub' | 'login'>): Promise<CodeRequest> => {
    const command = new ForgotPasswordCommand({ ClientId, Username: login });
    const before = codeOf(sub);
    const { output, error } = await observeCall(options, { operation: 'ForgotPassword', sub }, () =>
      sdk.send(command),
    );
    const announced = output?.CodeDeliveryDetails?.DeliveryMedium;
    const code = codeOf(sub);
    return { ...(announced && { announced }), arrived: code !== undefined && code !== before, ...error };
  };
  const setPassword = async ({ sub, login, password }: Credentials): Promise<string | undefined> => {
    const code = codeOf(sub);
    if (code === undefined) return 'no code arrived';
    const command = new ConfirmForgotPasswordCommand({
      ClientId,
      Username: login,
      ConfirmationCode: code,
      Password: password,
    });
    return wordsOf(
      await observeCall(options, { operation: 'ConfirmForgotPassword', sub }, () => sdk.send(command)),
    );
  };
  return { askForCode, setPassword, close: () => sdk.destroy() };
};
