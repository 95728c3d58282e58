/** The environment variables of a sandbox: the template's, Lambda's own, the role's keys, and nothing of ours but PATH. */

import type { Credentials } from '../../cloud/service.ts';
import type { PublishedFunction } from './platform.ts';

export type EnvironmentParts = {
  readonly published: PublishedFunction;
  readonly credentials: Credentials;
  readonly logStream: string;
  /** URL of the gateway. */
  readonly endpoint: string;
  /** `host:port` of the X-Ray daemon. */
  readonly daemonAddress: string;
  readonly initialization: 'on-demand' | 'provisioned-concurrency';
};

/** Names: Lambda Developer Guide "Defined runtime environment variables", 2026-11. */
export const executionEnvironment = (parts: EnvironmentParts): Readonly<Record<string, string>> => {
  const { config, scope, version, taskRoot } = parts.published;
  const { credentials, daemonAddress } = parts;
  const [daemonHost = '', daemonPort = ''] = daemonAddress.split(':');
  return {
    PATH: process.env.PATH ?? '',
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    ...config.environment,
    _HANDLER: config.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: scope.region,
    AWS_DEFAULT_REGION: scope.region,
    AWS_LAMBDA_FUNCTION_NAME: config.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: config.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: parts.logStream,
    AWS_LAMBDA_INITIALIZATION_TYPE: parts.initialization,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    AWS_ENDPOINT_URL: parts.endpoint,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: daemonAddress,
    _AWS_XRAY_DAEMON_ADDRESS: daemonHost,
    _AWS_XRAY_DAEMON_PORT: daemonPort,
  };
};
