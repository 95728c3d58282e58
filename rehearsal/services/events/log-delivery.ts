/** A rule's target that is a log group: each event becomes one log event, as far as a resource policy allows it. */

import { createHash } from 'node:crypto';
import { parseArn } from '../../cloud/arn.ts';
import type { ObservedRequest } from '../../cloud/recorder.ts';
import { NotModelled, type Scope } from '../../cloud/service.ts';
import type { EventsDeps } from './events.ts';
import type { LogResourcePolicies } from './log-resource-policies.ts';
import type { CloudEvent } from './put-events.ts';

export type LogTarget = Scope & { readonly groupName: string };

const SERVICE = 'events.amazonaws.com';
const ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents'] as const;

/** @throws {NotModelled} for what is not a log group of the rule's own account and region. */
export const readLogTarget = (targetArn: string, { accountId, region }: Scope): LogTarget => {
  const arn = parseArn(targetArn);
  const groupName = /^log-group:([^:]+)(:\*)?$/.exec(arn?.resource ?? '')?.[1];
  if (arn?.service !== 'logs' || !groupName) throw new NotModelled(`the rule target ${targetArn}`);
  if (arn.accountId !== accountId || arn.region !== region) {
    throw new NotModelled(`the rule target ${targetArn}: a log group of another account or region`);
  }
  return { accountId, region, groupName };
};

/**
 * Stores the event and records it in the audit stream. The sender is not told of a failure, as on AWS; here it is in the
 * requests. @returns whether it was stored
 */
export const deliverToLogGroup = (
  event: CloudEvent,
  target: LogTarget,
  ruleArn: string,
  policies: LogResourcePolicies,
  { logs, recorder, clock }: EventsDeps,
): boolean => {
  const { accountId: account, region, groupName } = target;
  const stream = logStreamOf(ruleArn);
  const resource = `arn:aws:logs:${region}:${account}:log-group:${groupName}:log-stream:${stream}`;
  const refusal =
    findDenial(policies, target, ruleArn, resource) ??
    (logs.findGroup(target, groupName) ? undefined : missingGroup(groupName));
  if (refusal) {
    const time = new Date(clock.now()).toISOString();
    const observed = { principal: SERVICE, resource, ...refusal, status: 400, durationMs: 0 };
    recorder.record('requests', { time, account, region, ...observed });
    return false;
  }
  logs.write(target, groupName, stream, JSON.stringify(event));
  recorder.record('audit', { ...event, logGroup: groupName });
  return true;
};

type Refusal = Pick<ObservedRequest, 'action' | 'decision'> & {
  readonly reason: string;
  readonly errorType: string;
};

const findDenial = (
  policies: LogResourcePolicies,
  target: LogTarget,
  sourceArn: string,
  resource: string,
): Refusal | undefined => {
  for (const action of ACTIONS) {
    const { allowed, reason } = policies.authorize(target, { service: SERVICE, sourceArn, action, resource });
    if (!allowed) return { action, decision: 'denied', reason, errorType: 'AccessDeniedException' };
  }
  return undefined;
};

const missingGroup = (groupName: string): Refusal => ({
  action: 'logs:PutLogEvents',
  decision: 'allowed',
  reason: `The rule's log group ${groupName} does not exist.`,
  errorType: 'ResourceNotFoundException',
});

/** One stream a rule; AWS names its streams by made-up ids. */
const logStreamOf = (ruleArn: string): string => {
  const hash = createHash('sha256').update(ruleArn).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join('-');
};
