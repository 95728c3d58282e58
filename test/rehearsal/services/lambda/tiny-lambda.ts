/** A Lambda platform for tests: one account, one role, functions from source text. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Iam } from '#rehearsal/cloud/iam.ts';
import { createMovableClock } from '#rehearsal/cloud/movable-clock.ts';
import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import { type FunctionInput, type InvokeRequest, Lambda } from '#rehearsal/services/lambda/lambda.ts';
import { Logs } from '#rehearsal/services/logs/logs.ts';
import { XRay } from '#rehearsal/services/xray/xray.ts';

export const ACCOUNT = '222222222222';
export const REGION = 'us-east-1';
export const SCOPE = { accountId: ACCOUNT, region: REGION };
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`;
export const LOG_GROUP = '/aws/lambda/echo';
export const OPERATOR = {
  kind: 'user',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/operator`,
} as const;

const TRUST = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
};
const LOGS_POLICY = {
  Statement: {
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${LOG_GROUP}:*`,
  },
};
const XRAY_POLICY = { Statement: { Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' } };

export type TinyLambda = ReturnType<typeof startTinyLambda>;

/** By default the role may write logs and segments. */
export const startTinyLambda = ({ mayLog = true, mayTrace = true } = {}) => {
  const clock = createMovableClock();
  const [iam, recorder] = [new Iam(clock), createRecorder()];
  iam.putRole({ accountId: ACCOUNT, name: 'worker', arn: ROLE, trustPolicy: TRUST, maxSessionSeconds: 3600 });
  if (mayLog) iam.putRolePolicy(ROLE, 'logs', LOGS_POLICY);
  if (mayTrace) iam.putRolePolicy(ROLE, 'xray', XRAY_POLICY);
  const logs = new Logs({ recorder, clock });
  logs.putLogGroup(SCOPE, { name: LOG_GROUP });
  const xray = new XRay({ recorder, clock });
  const lambda = new Lambda({ iam, recorder, clock, logs, xray, endpoint: () => 'http://127.0.0.1:9' });
  return {
    clock,
    iam,
    recorder,
    lambda,
    /** Deploys `echo` from the text of its `index.js`; returns its ARN. */
    put: (source: string, changes: Partial<FunctionInput> = {}) =>
      lambda.putFunction(SCOPE, { ...ECHO, codeDirectory: writeCode({ 'index.js': source }), ...changes })
        .arn,
    /** Invokes as the operator. */
    invoke: (functionArn: string, payload: unknown, changes: Partial<InvokeRequest> = {}) =>
      lambda.invoke({ functionArn, payload, invoker: OPERATOR, ...changes }),
    lines: () => recorder.entries('logs').map(({ message }) => message),
    close: async () => {
      await lambda.close();
      xray.close();
      for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
    },
  };
};

const ECHO: Omit<FunctionInput, 'codeDirectory'> = {
  functionName: 'echo',
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  timeoutSeconds: 10,
  memoryMb: 256,
  environment: { COLOUR: 'blue' },
  roleArn: ROLE,
  logGroupName: LOG_GROUP,
  tracing: 'Active',
};

const directories: string[] = [];

/** A directory like an assembly's asset; removed when the platform closes. */
export const writeCode = (files: Readonly<Record<string, string>>): string => {
  const directory = mkdtempSync(join(tmpdir(), 'tiny-lambda-'));
  directories.push(directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
};
