/** How the operator of the target account asks AWS: by its own clients, and by signed requests where there is none. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SFNClientConfig } from '@aws-sdk/client-sfn';
import { migrationNames } from '#core/names.ts';
import { jsonRequest, sendSigned } from '../cloud/signed-request.ts';
import type { World } from './world.ts';

type Client = { readonly destroy: () => void };

export type Access = {
  /** For clients of the SDK. */
  readonly configuration: Required<Pick<SFNClientConfig, 'endpoint' | 'region' | 'credentials'>> & {
    readonly maxAttempts: number;
  };
  /** `target` as in `Logs_20140328.FilterLogEvents`. @throws {Error} with code and message of a refusal */
  readonly call: (
    service: keyof typeof JSON_VERSION,
    target: string,
    input: unknown,
  ) => Promise<Readonly<Record<string, unknown>>>;
};

/** How long one request may take, in milliseconds. */
const LIMIT_MS = 10_000;

const JSON_VERSION = { 'cognito-idp': '1.1', events: '1.1', logs: '1.1', sqs: '1.0' } as const;

export const createAccess = ({ cloud, target }: World): Access => {
  const { accountId, region } = target;
  const { accessKeyId, secretAccessKey } = cloud.operator(accountId);
  const credentials = { accessKeyId, secretAccessKey };
  return {
    configuration: { endpoint: cloud.url, region, credentials, maxAttempts: 1 },
    call: async (service, operation, input) => {
      const request = jsonRequest(operation, input, JSON_VERSION[service]);
      const signal = AbortSignal.timeout(LIMIT_MS);
      const signing = { endpoint: cloud.url, credentials, service, region, signal };
      const { status, body } = await sendSigned(request, signing);
      const answer = JSON.parse(body) as Readonly<Record<string, unknown>>;
      if (status >= 300) throw new Error(`${operation}: ${String(answer.__type)}: ${String(answer.message)}`);
      return answer;
    },
  };
};

/** Works with a client and closes it. */
export const using = async <Used extends Client, Result>(
  client: Used,
  work: (client: Used) => Promise<Result>,
): Promise<Result> => {
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
};

const LOOK_AGAIN_MS = 250;

/** Looks again and again until there is something, or until the user wants to stop. */
export const lookUntil = async <Seen>(
  look: () => Promise<Seen>,
  isThere: (seen: Seen) => boolean,
  stopping: AbortSignal,
): Promise<Seen> => {
  for (;;) {
    const seen = await look();
    if (isThere(seen) || stopping.aborted) return seen;
    await sleep(LOOK_AGAIN_MS);
  }
};

const MACHINE = /^(.+)-post-migration$/;

/** What the stacks call things: the prefix is read from the machine's ARN, which is an output. */
export const namesIn = ({ postMigrationArn }: Pick<World, 'postMigrationArn'>) =>
  migrationNames(MACHINE.exec(postMigrationArn.split(':').at(-1) ?? '')?.[1] ?? '');
