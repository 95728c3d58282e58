/**
 * The names under which errors reach Retry and Catch. A name that nothing here can raise is refused: its handler would
 * look right and never run.
 */

/** Raised by the engine or by every task. */
const STATES_ERRORS = ['States.ALL', 'States.TaskFailed', 'States.Timeout'] as const;

/** Raised by a Map Run only. Developer Guide "Tolerated failure threshold for Distributed Map state", 2026-11. */
export const TOO_MANY_FAILURES = 'States.ExceedToleratedFailureThreshold';
export const MAP_ERRORS: readonly string[] = [TOO_MANY_FAILURES];

/**
 * By integration: the exceptions it names as they are, and the name of all others. The optimized integrations use the
 * names of the AWS SDK for Java 1, which calls what it has no class for by the service's base exception.
 * Developer Guide "Error handling in Step Functions" and "Call DynamoDB", 2026-11; base names as seen in executions.
 */
export const INTEGRATION_ERRORS = {
  Lambda: {
    others: 'AWSLambdaException',
    named: [
      'ClientExecutionTimeoutException',
      'CodeStorageExceededException',
      'EC2ThrottledException',
      'InvalidParameterValueException',
      'InvalidRequestContentException',
      'RequestTooLargeException',
      'ResourceConflictException',
      'ResourceNotFoundException',
      'ResourceNotReadyException',
      'ServiceException',
      'TooManyRequestsException',
      'Unknown',
      'UnsupportedMediaTypeException',
    ],
  },
  DynamoDB: {
    others: 'AmazonDynamoDBException',
    named: [
      'ConditionalCheckFailedException',
      'InternalServerErrorException',
      'ItemCollectionSizeLimitExceededException',
      'ProvisionedThroughputExceededException',
      'ReplicatedWriteConflictException',
      'RequestLimitExceededException',
      'ResourceNotFoundException',
      'ThrottlingException',
      'TransactionConflictException',
    ],
  },
  EventBridge: {
    others: 'AmazonEventBridgeException',
    named: ['FailedEntry', 'InternalException', 'ResourceNotFoundException'],
  },
} as const satisfies Record<string, { others: string; named: readonly string[] }>;

export type Integration = keyof typeof INTEGRATION_ERRORS;

/** No answer came: the connection broke, or the name could not be resolved. */
const NO_ANSWER = 'SdkClientException';

/** Codes on the wire whose Java class has another name. */
const CLASS_NAMES: Readonly<Record<string, string>> = {
  InternalServerError: 'InternalServerErrorException',
  RequestLimitExceeded: 'RequestLimitExceededException',
};

/** The name under which a service's refusal reaches the state: `DynamoDB.ConditionalCheckFailedException`. */
export const serviceErrorName = (integration: Integration, code: string): string => {
  const { named, others } = INTEGRATION_ERRORS[integration];
  const className = CLASS_NAMES[code] ?? code;
  return `${integration}.${(named as readonly string[]).includes(className) ? className : others}`;
};

export const noAnswerName = (integration: Integration): string => `${integration}.${NO_ANSWER}`;

/** Names that Lambda's platform gives to what is not an error of the handler. See lambda.md. */
const PLATFORM_ERRORS = ['Sandbox.Timedout', 'Runtime.ExitError', 'Function.ResponseSizeTooLarge'];

/** A handler's own error: its `name`, without a dot. */
const HANDLER_ERROR = /^[A-Za-z]\w*$/;

/** Whether something in the rehearsal can raise an error of this name. */
export const canBeRaised = (name: string): boolean =>
  (STATES_ERRORS as readonly string[]).includes(name) ||
  PLATFORM_ERRORS.includes(name) ||
  HANDLER_ERROR.test(name) ||
  isIntegrationError(name);

const isIntegrationError = (name: string): boolean => {
  const [integration = '', error = ''] = name.split('.');
  const known = Object.hasOwn(INTEGRATION_ERRORS, integration)
    ? INTEGRATION_ERRORS[integration as Integration]
    : undefined;
  if (!known) return false;
  // Which of the two names AWS uses is not documented: a careful definition lists both.
  return [...known.named, known.others, NO_ANSWER, ...Object.keys(CLASS_NAMES)].includes(error);
};
