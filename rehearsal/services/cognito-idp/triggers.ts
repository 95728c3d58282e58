/**
 * Cognito's calls to Lambda triggers: the event around a request, the five-second limit, the repeated call, and how
 * failures reach the client. Developer Guide "Customizing user pool workflows with Lambda triggers", 2026-11.
 */
import { NotModelled, ServiceError } from '../../cloud/service.ts';
import type { Pool } from './pool.ts';
import type { TriggerName } from './pool-settings.ts';

export type TriggerRequest = {
  readonly functionArn: string;
  /** The pool's ARN and account, which a function's permission names. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
  readonly payload: unknown;
};
export type TriggerAnswer = {
  readonly payload: unknown;
  readonly functionError?: { readonly errorType: string; readonly errorMessage: string };
};
/** Invokes a Lambda function as Cognito. Rejects when the call itself fails, such as without permission. */
export type InvokeTrigger = (request: TriggerRequest) => Promise<TriggerAnswer>;

export type TriggerCall = {
  readonly source: string;
  readonly userName: string;
  readonly clientId: string | undefined;
  readonly request: Readonly<Record<string, unknown>>;
  /** The empty answer the event carries; AWS sends its members as nulls. */
  readonly response: Readonly<Record<string, unknown>>;
};

// The call is not made again when Invoke fails; when the time is up "Cognito may retry the call". The number is no
// longer documented (three, until 2026-03) and reports show a second and third call while the first still runs.
const ATTEMPTS = 3;
export const TRIGGER_LIMIT_MS = 5_000;

const LATE = Symbol('no answer in time');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a function's response may be besides an object. Text as seen from AWS. */
export const invalidLambdaResponse = (): ServiceError =>
  new ServiceError('InvalidLambdaResponseException', 'Unrecognizable lambda output');

/** Triggers whose events are built here. The others end a request that would call them. */
const MODELLED: readonly TriggerName[] = [
  'UserMigration',
  'PreSignUp',
  'PreAuthentication',
  'PostAuthentication',
  'PostConfirmation',
];

export class Triggers {
  private readonly invoke: InvokeTrigger;
  private readonly limitMs: number;

  constructor(invoke: InvokeTrigger, limitMs: number) {
    this.invoke = invoke;
    this.limitMs = limitMs;
  }

  isSet(pool: Pool, name: TriggerName): boolean {
    return pool.settings.LambdaConfig?.[name] !== undefined;
  }

  /** @throws {NotModelled} where AWS would now call a trigger that the local service cannot call. */
  refuse(pool: Pool, ...names: readonly TriggerName[]): void {
    for (const name of names)
      if (this.isSet(pool, name)) throw new NotModelled(`the Cognito trigger ${name}`);
  }

  /**
   * Calls a trigger that is set; undefined when it is not. The answer's `response`, checked to be an object only.
   * @throws {ServiceError} `UserLambdaValidationException` the function raised; `UnexpectedLambdaException` it could
   * not be called or was too slow; `InvalidLambdaResponseException` its answer is no event.
   */
  async call(pool: Pool, name: TriggerName, call: TriggerCall): Promise<Record<string, unknown> | undefined> {
    const functionArn = pool.settings.LambdaConfig?.[name];
    if (functionArn === undefined) return undefined;
    if (typeof functionArn !== 'string' || !MODELLED.includes(name)) {
      throw new NotModelled(`the Cognito trigger ${name}`);
    }
    const answer = await this.invokeInTime(name, {
      functionArn,
      sourceArn: pool.arn,
      sourceAccount: pool.scope.accountId,
      payload: eventOf(pool, call),
    });
    if (answer.functionError !== undefined) {
      throw new ServiceError(
        'UserLambdaValidationException',
        `${name} failed with error ${answer.functionError.errorMessage}.`,
      );
    }
    if (!isRecord(answer.payload) || !isRecord(answer.payload.response)) throw invalidLambdaResponse();
    return answer.payload.response;
  }

  private async invokeInTime(name: TriggerName, request: TriggerRequest): Promise<TriggerAnswer> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const running = this.invoke({ ...request, payload: structuredClone(request.payload) });
      const answer = await within(this.limitMs, running).catch((error: unknown) => {
        throw notInvoked(name, error);
      });
      if (answer !== LATE) return answer;
    }
    throw new ServiceError(
      'UnexpectedLambdaException',
      `${name} invocation failed due to error Socket timeout while invoking Lambda function.`,
    );
  }
}

const notInvoked = (name: TriggerName, error: unknown): ServiceError => {
  if (error instanceof NotModelled) return error;
  const reason = error instanceof ServiceError ? error.code : 'ServiceException';
  return new ServiceError('UnexpectedLambdaException', `${name} invocation failed due to error ${reason}.`);
};

/** A late answer, or a late failure, is dropped. */
const within = async <T>(limitMs: number, running: Promise<T>): Promise<T | typeof LATE> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), limitMs);
  });
  try {
    return await Promise.race([running, limit]);
  } finally {
    clearTimeout(timer);
    running.catch(() => undefined);
  }
};

const eventOf = (pool: Pool, call: TriggerCall): object => ({
  version: '1',
  triggerSource: call.source,
  region: pool.scope.region,
  userPoolId: pool.id,
  userName: call.userName,
  callerContext: {
    awsSdkVersion: 'aws-sdk-unknown-unknown',
    // What AWS writes for operations without an app client.
    clientId: call.clientId ?? 'CLIENT_ID_NOT_APPLICABLE',
  },
  request: call.request,
  response: call.response,
});
