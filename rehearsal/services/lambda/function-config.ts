/** What a function is made of, and which of it Lambda would refuse. */

import { NotModelled, ServiceError } from '../../cloud/service.ts';

export type FunctionInput = {
  readonly functionName: string;
  readonly runtime: string;
  readonly handler: string;
  /** Holds the module that `handler` names. Copied: later changes to it do not matter. */
  readonly codeDirectory: string;
  readonly timeoutSeconds: number;
  /** Told to the function; not enforced. */
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly logGroupName: string;
  readonly tracing: 'Active' | 'PassThrough';
  /** At most this many invocations at once, over all versions. @default - no limit */
  readonly reservedConcurrency?: number;
};

/** The one runtime there is. */
const RUNTIME = 'nodejs24.x';

// Ranges: Lambda Developer Guide "Lambda quotas", 2026-11.
const LONGEST_TIMEOUT_SECONDS = 900;
const [LEAST_MEMORY_MB, MOST_MEMORY_MB] = [128, 10_240];
const ENVIRONMENT_LIMIT_BYTES = 4096;

/** Set by Lambda alone. Developer Guide "Defined runtime environment variables", 2026-11. */
const RESERVED_VARIABLES = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/** @throws {ServiceError} `InvalidParameterValueException`, naming value and remedy. @throws {NotModelled} for another runtime. */
export const checkFunction = (fn: FunctionInput): void => {
  const { functionName, runtime, timeoutSeconds, memoryMb, environment } = fn;
  if (runtime !== RUNTIME)
    throw new NotModelled(`the runtime ${runtime} (of ${functionName}); use ${RUNTIME}`);
  if (!/^[\w-]{1,64}$/.test(functionName))
    refuse(`Function name ${functionName} is not 1 to 64 letters, digits, - or _`);
  if (!isWhole(timeoutSeconds, 1, LONGEST_TIMEOUT_SECONDS)) {
    refuse(`${functionName} has a timeout of ${timeoutSeconds} s; use 1 to ${LONGEST_TIMEOUT_SECONDS}`);
  }
  if (!isWhole(memoryMb, LEAST_MEMORY_MB, MOST_MEMORY_MB)) {
    refuse(`${functionName} has ${memoryMb} MB; use ${LEAST_MEMORY_MB} to ${MOST_MEMORY_MB}`);
  }
  checkEnvironment(functionName, environment);
};

const checkEnvironment = (functionName: string, environment: FunctionInput['environment']): void => {
  const reserved = Object.keys(environment).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0)
    refuse(`${functionName} sets ${reserved.join(', ')}, which Lambda reserves; remove it`);
  const size = Object.entries(environment).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name + value),
    0,
  );
  if (size > ENVIRONMENT_LIMIT_BYTES) {
    refuse(
      `${functionName} has ${size} bytes of environment variables; use at most ${ENVIRONMENT_LIMIT_BYTES}`,
    );
  }
};

const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

const refuse = (message: string): never => {
  throw new ServiceError('InvalidParameterValueException', `${message}.`);
};
