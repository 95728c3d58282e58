/** `arn:aws:states:::dynamodb:getItem|putItem|updateItem`: parameters and answer are the API's own. */

import { jsonRequest } from '../../../cloud/signed-request.ts';
import type { AslObject } from '../asl/asl.ts';
import { sdkMetadata, type TaskType } from './integrations.ts';

const WRITE = [
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValues',
];

const dynamodbItem = (
  resource: string,
  operation: string,
  required: readonly string[],
  optional: readonly string[],
): TaskType => ({
  integration: 'DynamoDB',
  service: 'dynamodb',
  resourceType: 'dynamodb',
  resource,
  traced: { name: 'DynamoDB', operation },
  parameters: [...required, ...optional],
  required,
  request: (parameters) => jsonRequest(`DynamoDB_20120810.${operation}`, parameters),
  result: (answer) => ({ ...(JSON.parse(answer.body) as AslObject), ...sdkMetadata(answer) }),
});

export const dynamodbGetItem = dynamodbItem(
  'getItem',
  'GetItem',
  ['TableName', 'Key'],
  ['ConsistentRead', 'ExpressionAttributeNames', 'ProjectionExpression'],
);
export const dynamodbPutItem = dynamodbItem('putItem', 'PutItem', ['TableName', 'Item'], WRITE);
export const dynamodbUpdateItem = dynamodbItem(
  'updateItem',
  'UpdateItem',
  ['TableName', 'Key'],
  [...WRITE, 'UpdateExpression'],
);
