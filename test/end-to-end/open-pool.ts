/** Both accounts with a target that is open to self sign-up, and an application that lets people sign up in it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { errorOf } from '#rehearsal/client/answer.ts';
import type { Marked } from '#rehearsal/cloud/canaries.ts';
import { createCloud } from '#rehearsal/cloud/cloud.ts';
import { STREAM_NAMES } from '#rehearsal/cloud/recorder.ts';
import { synthesize } from '#rehearsal/deploy/synthesize.ts';
import { readAssemblySettings } from '#rehearsal/input/assembly-settings.ts';
import { SAMPLE_POOL } from '#rehearsal/input/load-input.ts';
import { type PoolDescription, parsePoolArn, type SeededUser } from '#rehearsal/input/records.ts';
import { findSecrets, secretsOf } from '#rehearsal/report/find-secrets.ts';
import { buildWorld, usersOf, type World } from '#rehearsal/scenarios/world.ts';
import { PASSWORD } from '../rehearsal/services/cognito-idp/local-pool.ts';
import type { SynthesizedMigration } from './synthesized-migration.ts';

export type OpenMigration = SynthesizedMigration;
type Fields = Readonly<Record<string, unknown>>;

const EXAMPLE = fileURLToPath(new URL('../../cdk/config/example.json', import.meta.url));
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const write = (file: string, content: unknown): string => {
  writeFileSync(file, JSON.stringify(content));
  return file;
};

/** The example with `target.selfSignUp`. @param pool changes to the sample pool; undefined takes a field away */
export const synthesizeOpenPool = async (
  pool: Fields = {},
  policies: Fields = {},
): Promise<OpenMigration> => {
  const directory = mkdtempSync(join(tmpdir(), 'open-pool-'));
  const description: PoolDescription = { ...readJson(SAMPLE_POOL).UserPool, ...pool };
  const address = parsePoolArn(description.Arn);
  if (address === undefined) throw new Error('the sample pool has no ARN');
  const poolFile = write(join(directory, 'pool.json'), { UserPool: description });
  const { $schema: _, ...example } = readJson(EXAMPLE);
  const target = { ...example.target, userPool: { like: poolFile }, selfSignUp: { enabled: true } };
  const config = write(join(directory, 'config.json'), { ...example, target, policies });
  const assembly = join(directory, 'cdk.out');
  await synthesize({ config, outdir: assembly });
  return {
    assembly,
    settings: readAssemblySettings(assembly),
    input: { kind: 'export', poolFile, pool: description, address },
    remove: () => rmSync(directory, { recursive: true }),
  };
};

export type OpenPool = {
  readonly world: World;
  /** `ok`, or `Type: text`. */
  readonly signUp: (
    login: string,
    attributes?: Readonly<Record<string, string>>,
    clientId?: string,
  ) => Promise<string>;
  /** With the code that was sent to the user. */
  readonly confirm: (login: string, address: string) => Promise<string>;
  readonly signIn: (login: string) => Promise<string>;
  /** Usernames and statuses in the target. */
  readonly users: () => readonly string[];
  /** What the guard said of each sign-up, from its log. */
  readonly verdicts: () => readonly string[];
  /** How often Cognito called the guard. */
  readonly guarded: () => number;
  readonly leaks: (others: readonly Marked[]) => ReturnType<typeof findSecrets>;
  readonly close: () => Promise<void>;
};

const inWords = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work();
    return 'ok';
  } catch (error) {
    const { errorType, message } = errorOf(error);
    return `${errorType}: ${message}`;
  }
};

/** As an application without a server has it: unsigned requests to the first app client. */
const clientOf = ({ cloud, target }: World) => {
  const sdk = new CognitoIdentityProviderClient({
    endpoint: cloud.url,
    region: target.region,
    maxAttempts: 1,
  });
  const codeFor = (address: string) =>
    cloud.cognito.messages(target.userPoolId).findLast(({ destination }) => destination === address)?.code;
  return {
    signUp: (
      login: string,
      attributes: Readonly<Record<string, string>> = {},
      ClientId = target.clientId,
    ) => {
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
      const command = new SignUpCommand({ ClientId, Username: login, Password: PASSWORD, UserAttributes });
      return inWords(() => sdk.send(command));
    },
    confirm: (Username: string, address: string) => {
      const ConfirmationCode = codeFor(address) ?? 'none-sent';
      const command = new ConfirmSignUpCommand({ ClientId: target.clientId, Username, ConfirmationCode });
      return inWords(() => sdk.send(command));
    },
    signIn: (USERNAME: string) => {
      const AuthParameters = { USERNAME, PASSWORD };
      const AuthFlow = 'USER_PASSWORD_AUTH';
      const command = new InitiateAuthCommand({ ClientId: target.clientId, AuthFlow, AuthParameters });
      return inWords(() => sdk.send(command));
    },
    close: () => sdk.destroy(),
  };
};

const openWorld = (world: World, users: readonly SeededUser[]): OpenPool => {
  const { cloud, target } = world;
  const { recorder } = cloud;
  const { close, ...client } = clientOf(world);
  return {
    world,
    ...client,
    users: () => usersOf(world, target).map(({ Username, UserStatus }) => `${Username} ${UserStatus}`),
    verdicts: () =>
      recorder
        .entries('logs')
        .filter(({ message }) => message.startsWith('{'))
        .map(({ message }) => JSON.parse(message))
        .filter((line) => line.service === 'guard-sign-up' && line.message === 'sign-up')
        .map(({ kind, reason }) => reason ?? kind),
    guarded: () =>
      recorder
        .entries('requests')
        .filter(
          ({ action, resource }) => action === 'lambda:InvokeFunction' && resource.endsWith('-guard-sign-up'),
        ).length,
    leaks: (others) => {
      const seen = STREAM_NAMES.map((name) => [name, JSON.stringify(recorder.entries(name))]);
      return findSecrets(Object.fromEntries(seen), [...users.flatMap(secretsOf), ...others]);
    },
    close: async () => {
      close();
      await cloud.close();
    },
  };
};

/** @param preSignUpAfterMigration whether Cognito also asks PreSignUp about migrating users, which AWS leaves open */
export const openPool = async (
  { assembly, settings, input }: OpenMigration,
  users: readonly SeededUser[],
  preSignUpAfterMigration = false,
): Promise<OpenPool> => {
  const cloud = await createCloud({ seed: 1, retryTimeScale: 0.02, preSignUpAfterMigration });
  try {
    return openWorld(await buildWorld(cloud, { ...input, users }, assembly, settings), users);
  } catch (error) {
    await cloud.close();
    throw error;
  }
};
