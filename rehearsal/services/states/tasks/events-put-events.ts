/**
 * `arn:aws:states:::events:putEvents`: `Detail` is an object, the ARNs of execution and machine are added to
 * `Resources`, and an entry that fails, fails the state. Developer Guide "Add EventBridge events", 2026-11.
 */

import { jsonRequest } from '../../../cloud/signed-request.ts';
import { type AslObject, isObject } from '../asl/asl.ts';
import { sdkMetadata, type TaskContext, type TaskType } from './integrations.ts';

export const eventsPutEvents: TaskType = {
  integration: 'EventBridge',
  service: 'events',
  resourceType: 'events',
  resource: 'putEvents',
  traced: { name: 'EventBridge', operation: 'PutEvents' },
  parameters: ['Entries'],
  required: ['Entries'],
  request: ({ Entries }, context) =>
    jsonRequest(
      'AWSEvents.PutEvents',
      { Entries: asList(Entries).map((entry) => wireEntry(entry, context)) },
      '1.1',
    ),
  result: (answer) => {
    const output = JSON.parse(answer.body) as AslObject;
    if (output.FailedEntryCount !== 0) return { error: 'EventBridge.FailedEntry', cause: answer.body };
    return { ...output, ...sdkMetadata(answer) };
  },
};

const asList = (entries: unknown): readonly unknown[] => (Array.isArray(entries) ? entries : []);

const wireEntry = (entry: unknown, { executionArn, stateMachineArn }: TaskContext): AslObject => {
  const { Detail: detail, Resources: resources, Time: time, ...rest } = isObject(entry) ? entry : {};
  return {
    ...rest,
    ...(detail !== undefined && { Detail: typeof detail === 'string' ? detail : JSON.stringify(detail) }),
    // ISO 8601 in a definition, seconds since the epoch on the wire.
    ...(time !== undefined && { Time: Date.parse(String(time)) / 1000 }),
    Resources: [...asList(resources), executionArn, stateMachineArn],
  };
};
