/** `arn:aws:states:::lambda:invoke`: the function's answer comes back as `Payload`; its errors under their own names. */

import type { ServiceAnswer } from '../../../cloud/signed-request.ts';
import { type AslObject, isObject } from '../asl/asl.ts';
import { sdkMetadata, type TaskFailure, type TaskType } from './integrations.ts';

export const lambdaInvoke: TaskType = {
  integration: 'Lambda',
  service: 'lambda',
  resourceType: 'lambda',
  resource: 'invoke',
  traced: { name: 'Lambda', operation: 'Invoke' },
  parameters: ['FunctionName', 'Payload', 'Qualifier'],
  required: ['FunctionName'],
  request: ({ FunctionName, Payload = {}, Qualifier }) => ({
    method: 'POST',
    path: `/2015-03-31/functions/${encodeURIComponent(String(FunctionName))}/invocations`,
    query: typeof Qualifier === 'string' ? { Qualifier } : {},
    headers: { 'content-type': 'application/octet-stream' },
    body: JSON.stringify(Payload),
  }),
  result: (answer) => (answer.headers.get('x-amz-function-error') ? functionError(answer) : invoked(answer)),
};

const invoked = (answer: ServiceAnswer): AslObject => ({
  ExecutedVersion: answer.headers.get('x-amz-executed-version') ?? '$LATEST',
  Payload: answer.body === '' ? null : (JSON.parse(answer.body) as unknown),
  ...sdkMetadata(answer),
  StatusCode: answer.status,
});

/** The error is named by `errorType`; the cause is the whole answer. Developer Guide "Error handling", Lambda, 2026-11. */
const functionError = ({ body }: ServiceAnswer): TaskFailure => {
  const payload: unknown = JSON.parse(body);
  const type = isObject(payload) ? payload.errorType : undefined;
  return { error: typeof type === 'string' ? type : 'Lambda.Unknown', cause: body };
};
