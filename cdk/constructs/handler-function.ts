/** One Lambda of functions/ with its log group and its role: the same runtime, tracing and silence for all of them. */
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as Lambda, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '#core/metrics.ts';
import type { Migration } from '#core/migration.ts';
import { lambdaArn, roleArn } from '#core/names.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { handlerCode } from './handler-code.ts';
import { createLogGroup } from './log-group.ts';
import { interfacePermissions, networkOf } from './migration-network.ts';

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

/** Creates `Logs`, `Role` and `Lambda` below `scope`, the Lambda in the network that the configuration asks for. */
export const createHandlerFunction = (scope: Construct, props: HandlerFunctionProps): Lambda => {
  const { migration, handler, functionName, description } = props;
  const logGroup = createLogGroup(scope, 'Logs', {
    migration,
    logGroupName: `/aws/lambda/${functionName}`,
    retentionDays: migration.config.logs.retentionDays,
    // No state of any user.
    kept: false,
  });
  const role = createRole(scope, props);
  logGroup.grantWrite(role);
  const network = networkOf(scope, migration);
  if (network !== undefined) {
    const { config } = migration;
    for (const statement of interfacePermissions(lambdaArn(config.target, functionName)))
      role.addToPolicy(statement);
    network.admit(roleArn(config.target, functionName), [
      ...props.permissions,
      ...telemetryPermissions(logGroup),
    ]);
  }
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
    ...network?.placement,
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

/** What the library lets the role do beside: for the endpoints of a VPC, whether or not Lambda's own network carries it. */
const telemetryPermissions = ({ logGroupArn }: LogGroup): readonly PolicyStatement[] => [
  new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroupArn] }),
  new PolicyStatement({ actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], resources: ['*'] }),
];

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
