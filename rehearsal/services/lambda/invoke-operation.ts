/** Lambda's Invoke as an API operation: restJson1, synchronous only. */

import {
  NotModelled,
  type Operation,
  type RequestContext,
  type Scope,
  type Service,
  ServiceError,
} from '../../cloud/service.ts';
import { functionArnFor } from './function-arn.ts';
import type { InvokeResult } from './invocation.ts';
import { INVOKE_ACTION } from './resource-policy.ts';

type Input = {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly InvocationType?: string;
  readonly LogType?: string;
  readonly ClientContext?: string;
  readonly Payload: string;
};

type Run = (
  functionArn: string,
  payload: unknown,
  context: RequestContext,
) => Promise<InvokeResult & { version: string }>;

/** API version in the path. */
const VERSION = '2015-03-31';

/** The service; `run` invokes without asking IAM again: the gateway has. */
export const lambdaService = (run: Run): Service => ({
  name: 'lambda',
  protocol: 'restJson1',
  target: VERSION,
  operations: { Invoke: invokeOperation(run) },
});

const invokeOperation = (run: Run): Operation<Input> => ({
  access: {
    kind: 'signed',
    requests: (input, scope) => [{ action: INVOKE_ACTION, resource: arnOf(input, scope) }],
  },
  http: {
    method: 'POST',
    path: `/${VERSION}/functions/{FunctionName}/invocations`,
    query: { Qualifier: 'Qualifier' },
    headers: {
      'x-amz-invocation-type': 'InvocationType',
      'x-amz-log-type': 'LogType',
      'x-amz-client-context': 'ClientContext',
    },
    payload: 'Payload',
    answerHeaders: { FunctionError: 'x-amz-function-error', ExecutedVersion: 'x-amz-executed-version' },
    answerPayload: 'Payload',
  },
  handle: async (input, context) => {
    refuseUnknown(input);
    const payload = readPayload(input.Payload);
    const { payload: answer, functionError, version } = await run(arnOf(input, context), payload, context);
    const failure = functionError ? { FunctionError: 'Unhandled' } : {};
    return { ...failure, ExecutedVersion: version, Payload: JSON.stringify(answer) };
  },
});

const arnOf = ({ FunctionName, Qualifier }: Input, scope: Scope) =>
  functionArnFor(FunctionName, Qualifier, scope);

const refuseUnknown = ({
  InvocationType = 'RequestResponse',
  LogType = 'None',
  ClientContext,
}: Input): void => {
  if (InvocationType !== 'RequestResponse')
    throw new NotModelled(`lambda:Invoke with InvocationType ${InvocationType}`);
  if (LogType !== 'None') throw new NotModelled(`lambda:Invoke with LogType ${LogType}`);
  if (ClientContext !== undefined) throw new NotModelled('lambda:Invoke with ClientContext');
};

/** Any JSON; nothing is an empty object. The error never repeats the payload. */
const readPayload = (payload: string): unknown => {
  if (payload === '') return {};
  try {
    return JSON.parse(payload);
  } catch {
    throw new ServiceError(
      'InvalidRequestContentException',
      'Could not parse request body into json; send JSON.',
    );
  }
};
