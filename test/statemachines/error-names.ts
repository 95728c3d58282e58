/** The names that ErrorEquals may hold: ours, and those that AWS documents for the calls our machines make. */
import { readFileSync } from 'node:fs';

/** What any state may fail with. Developer Guide "Handling errors in Step Functions workflows", 2026-11 */
const STATES = [
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.IntrinsicFailure',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.ResultPathMatchFailure',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
];

/**
 * Developer Guide "Handle transient Lambda service exceptions", 2026-11. The last three are what Lambda itself reports of
 * a function that ran too long, died or answered too much.
 */
const LAMBDA = [
  'Lambda.AWSLambdaException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.SdkClientException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'Runtime.ExitError',
  'Function.ResponseSizeTooLarge',
];

/**
 * The errors of GetItem, PutItem and UpdateItem (DynamoDB API reference, 2026-11) with the integration's prefix. The
 * guide gives no list; the integration reports what it cannot name as AmazonDynamoDBException, the base class of AWS's
 * Java SDK, whose names end in Exception also where the API's do not: both spellings count.
 */
const DYNAMODB = [
  'DynamoDB.AmazonDynamoDBException',
  'DynamoDB.ConditionalCheckFailedException',
  'DynamoDB.InternalServerError',
  'DynamoDB.InternalServerErrorException',
  'DynamoDB.ItemCollectionSizeLimitExceededException',
  'DynamoDB.ProvisionedThroughputExceededException',
  'DynamoDB.ReplicatedWriteConflictException',
  'DynamoDB.RequestLimitExceeded',
  'DynamoDB.RequestLimitExceededException',
  'DynamoDB.ResourceNotFoundException',
  'DynamoDB.SdkClientException',
  'DynamoDB.ThrottlingException',
  'DynamoDB.TransactionConflictException',
];

/** `FailedEntry`: an answer with FailedEntryCount above zero. Developer Guide "Add EventBridge events", 2026-11 */
const EVENTBRIDGE = [
  'EventBridge.AmazonEventBridgeException',
  'EventBridge.FailedEntry',
  'EventBridge.InternalException',
  'EventBridge.ResourceNotFoundException',
  'EventBridge.SdkClientException',
];

/** The codes of core/errors.ts, read from the union that the compiler checks. */
const ours = (): string[] => {
  const text = readFileSync('core/errors.ts', 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const [, union = ''] = /export type \w*ErrorCode =([^;]*);/.exec(text) ?? [];
  return [...union.matchAll(/\| '(\w+)'/g)].map(([, code = '']) => code);
};

const BY_SERVICE: Readonly<Record<string, () => readonly string[]>> = {
  lambda: () => [...LAMBDA, ...ours()],
  dynamodb: () => DYNAMODB,
  events: () => EVENTBRIDGE,
};

/** What a state with this `Resource` can fail with; a state without one, as a Map, only with AWS's general names. */
export const errorsOf = (resource: unknown): readonly string[] => {
  const [, service = ''] = /^arn:aws:states:::(\w+):/.exec(String(resource)) ?? [];
  return [...STATES, ...(BY_SERVICE[service]?.() ?? [])];
};
