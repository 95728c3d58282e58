/** The log stream of one sandbox: lines go to the function's log group as far as its role may write there. */

import { randomBytes } from 'node:crypto';
import type { LambdaDeps, Permission, PublishedFunction } from './platform.ts';

/** `2026/01/31/[$LATEST]` and 32 hex digits: one stream for each sandbox. */
export const newLogStream = (now: number, version: string): string => {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${version}]${randomBytes(16).toString('hex')}`;
};

/** Writes one line; without permission it is lost, as in Lambda, and the denial is on record. */
export const functionLog = (
  { logs }: LambdaDeps,
  { config, scope }: PublishedFunction,
  stream: string,
  { allows }: Permission,
): ((line: string) => void) => {
  const group = config.logGroupName;
  const groupArn = `arn:aws:logs:${scope.region}:${scope.accountId}:log-group:${group}`;
  const resource = `${groupArn}:log-stream:${stream}`;
  return (line) => {
    if (!logs.findGroup(scope, group)) {
      if (!allows({ action: 'logs:CreateLogGroup', resource: groupArn })) return;
      logs.putLogGroup(scope, { name: group });
    }
    if (!allows({ action: 'logs:CreateLogStream', resource })) return;
    if (!allows({ action: 'logs:PutLogEvents', resource })) return;
    logs.write(scope, group, stream, line.replaceAll('\r', '\n'));
  };
};
