/** One Lambda of functions/ with its log group and its role: the same runtime, tracing and silence for all of them. */
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as Lambda, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '#core/metrics.ts';
import type { Migration } from '#core/migration.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { handlerCode } from './handler-code.ts';

export type HandlerFunctionProps = {
  readonly migration: Migration;
  /** Folder in `functions/`; also the service's name in logs and traces. */
  readonly handler: string;
  /** Literal name of the Lambda and of its role. */
  readonly functionName: string;
  readonly description: string;
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  /** @default - the migration's */
  readonly settings?: TriggerSettings;
  readonly environment: Readonly<Record<string, string>>;
  /** What it may do beside writing its log and sending traces. */
  readonly permissions: readonly PolicyStatement[];
  /** @default - the account's unreserved concurrency */
  readonly reservedConcurrency?: number | undefined;
};

/** Creates `Logs`, `Role` and `Lambda` below `scope`. */
export const createHandlerFunction = (scope: Construct, props: HandlerFunctionProps): Lambda => {
  const { migration, handler, functionName, description } = props;
  const logGroup = new LogGroup(scope, 'Logs', {
    logGroupName: `/aws/lambda/${functionName}`,
    retention: migration.config.logs.retentionDays,
    // No state of any user, and a kept group of this literal name would block the next deployment.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = createRole(scope, props);
  logGroup.grantWrite(role);
  return new Lambda(scope, 'Lambda', {
    functionName,
    description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: handlerCode(handler, props.settings ?? migration.settings),
    memorySize: props.memorySize,
    timeout: Duration.seconds(props.timeoutSeconds),
    tracing: Tracing.ACTIVE,
    role,
    logGroup,
    environment: { ...props.environment, ...powertools(handler) },
    ...(props.reservedConcurrency === undefined
      ? {}
      : { reservedConcurrentExecutions: props.reservedConcurrency }),
  });
};

/** A literal name, because account A's trust names it. No managed policies: what it may do stands here. */
const createRole = (scope: Construct, { functionName, handler, permissions }: HandlerFunctionProps): Role => {
  const role = new Role(scope, 'Role', {
    roleName: functionName,
    description: `Of the Lambda ${handler}`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  for (const statement of permissions) role.addToPolicy(statement);
  return role;
};

/** Events and answers hold a password or attributes: neither may reach a log or a trace. */
const powertools = (service: string): Record<string, string> => ({
  POWERTOOLS_SERVICE_NAME: service,
  POWERTOOLS_METRICS_NAMESPACE: METRIC_NAMESPACE,
  POWERTOOLS_LOG_LEVEL: 'INFO',
  POWERTOOLS_LOGGER_LOG_EVENT: 'false',
  POWERTOOLS_TRACER_CAPTURE_RESPONSE: 'false',
  // Calls are traced by the SDK clients, annotated with account and region; raw HTTPS subsegments would double them.
  POWERTOOLS_TRACER_CAPTURE_HTTPS_REQUESTS: 'false',
});
