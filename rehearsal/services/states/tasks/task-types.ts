/** The task types by `Resource`. A resource that is not here is refused at deploy. */

import { dynamodbGetItem, dynamodbPutItem, dynamodbUpdateItem } from './dynamodb-item.ts';
import { eventsPutEvents } from './events-put-events.ts';
import type { TaskType } from './integrations.ts';
import { lambdaInvoke } from './lambda-invoke.ts';

const TYPES = [lambdaInvoke, dynamodbGetItem, dynamodbPutItem, dynamodbUpdateItem, eventsPutEvents];

export const TASK_TYPES: ReadonlyMap<string, TaskType> = new Map(
  TYPES.map((type) => [`arn:aws:states:::${type.resourceType}:${type.resource}`, type]),
);
