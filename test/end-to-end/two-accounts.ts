/** Both accounts of a synthesized migration, a client in front of the target, and what the accounts saw of it. */
import {
  CognitoIdentityProviderClient,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Answer, errorOf } from '#rehearsal/client/answer.ts';
import { type AppClient, createAppClient } from '#rehearsal/client/app-client.ts';
import type { Marked } from '#rehearsal/cloud/canaries.ts';
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { STREAM_NAMES } from '#rehearsal/cloud/recorder.ts';
import type { SeededUser, UserRecord } from '#rehearsal/input/records.ts';
import { findSecrets, secretsOf } from '#rehearsal/report/find-secrets.ts';
import { buildWorld, ledgerOf, usersOf, type World } from '#rehearsal/scenarios/world.ts';
import type { SynthesizedMigration } from './synthesized-migration.ts';

/** Waits of the state machines, as a part of what they are: a user whom Cognito refused is waited for in vain. */
const RETRY_TIME_SCALE = 0.02;

export type TwoAccounts = {
  readonly cloud: Cloud;
  readonly world: World;
  readonly signIn: (login: string, password: string) => Promise<Answer>;
  /** `EMAIL email`, or the error in words. */
  readonly forgotPassword: (login: string) => Promise<string>;
  readonly targetUsers: () => readonly UserRecord[];
  /** Passwords, tokens and personal values that stand anywhere in what was observed, by kind and stream. */
  readonly leaks: (
    others?: readonly Marked[],
  ) => readonly { readonly kind: string; readonly where: string }[];
  readonly close: () => Promise<void>;
};

/** What a client was told: `ok`, the challenge, or `Type: text`. */
export const told = ({ status, challenge, errorType, message }: Answer): string =>
  errorType === undefined ? (challenge ?? status) : `${errorType}: ${message}`;

export const INCORRECT = 'NotAuthorizedException: Incorrect username or password.';
export const FAILED =
  'UserLambdaValidationException: UserMigration failed with error The request could not be completed. Please try again later.';

const createForgot = ({ cloud, target }: World) => {
  const { region, clientId: ClientId } = target;
  const sdk = new CognitoIdentityProviderClient({ endpoint: cloud.url, region, maxAttempts: 1 });
  const forgotPassword = async (Username: string): Promise<string> => {
    try {
      const answer = await sdk.send(new ForgotPasswordCommand({ ClientId, Username }));
      const { DeliveryMedium, AttributeName } = answer.CodeDeliveryDetails ?? {};
      return `${DeliveryMedium} ${AttributeName}`;
    } catch (error) {
      const { errorType, message } = errorOf(error);
      return `${errorType}: ${message}`;
    }
  };
  return { forgotPassword, close: () => sdk.destroy() };
};

const everythingSeen = ({ recorder }: Cloud): Record<string, string> =>
  Object.fromEntries(STREAM_NAMES.map((name) => [name, JSON.stringify(recorder.entries(name))]));

const clientOf = ({ cloud, target }: World, tokens: Marked[]): AppClient =>
  createAppClient({
    endpoint: cloud.url,
    ...target,
    recorder: cloud.recorder,
    clock: cloud.clock,
    mailbox: { codeFor: () => undefined },
    secrets: { issued: (kind, value) => void (value && tokens.push({ kind, value })) },
  });

const standUp = (world: World, users: readonly SeededUser[]): TwoAccounts => {
  const { cloud, target } = world;
  const tokens: Marked[] = [];
  const client = clientOf(world, tokens);
  const forgot = createForgot(world);
  return {
    cloud,
    world,
    signIn: (login, password) => client.signIn({ sub: '', login, password }),
    forgotPassword: forgot.forgotPassword,
    targetUsers: () => usersOf(world, target),
    leaks: (others = []) =>
      findSecrets(everythingSeen(cloud), [...tokens, ...users.flatMap(secretsOf), ...others]),
    close: async () => {
      client.close();
      forgot.close();
      await cloud.close();
    },
  };
};

/** A cloud with the source seeded and the assembly deployed. Whoever opens it closes it. */
export const openAccounts = async (
  { assembly, settings, input }: SynthesizedMigration,
  users: readonly SeededUser[],
): Promise<TwoAccounts> => {
  const cloud = await createCloud({ seed: 1, retryTimeScale: RETRY_TIME_SCALE });
  try {
    return standUp(await buildWorld(cloud, { ...input, users }, assembly, settings), users);
  } catch (error) {
    await cloud.close();
    throw error;
  }
};

/** A call of the trigger: its own role ends with its name, and in account A the session has it. */
const nameOf = ({ action, principal }: { readonly action: string; readonly principal: string }): string =>
  action.startsWith('cognito-idp:') && principal.endsWith('-migrate-user')
    ? `${action} in the target`
    : action;

/** What the trigger asked AWS for since that many requests were recorded, in either account, sorted: two leave at once. */
export const triggerCalls = ({ recorder }: Cloud, since = 0): string[] =>
  recorder
    .entries('requests')
    .slice(since)
    .filter(({ principal }) => principal.endsWith('/migrate-user') || principal.endsWith('-migrate-user'))
    .map(nameOf)
    .toSorted();

/** How often Cognito invoked the trigger. */
export const invocations = ({ recorder }: Cloud): number =>
  recorder
    .entries('requests')
    .filter(
      ({ action, resource }) => action === 'lambda:InvokeFunction' && resource.endsWith('-migrate-user'),
    ).length;

/** The ledger as it is now, as plain values. */
export const recordsOf = ({ world }: TwoAccounts): ReturnType<typeof ledgerOf> => ledgerOf(world);
