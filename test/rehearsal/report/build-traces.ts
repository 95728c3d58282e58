// Segments as X-Ray's collector gets them of one migrated sign-in, part by part, and what the accounts store of it.
import type { Observation } from '#rehearsal/report/observation.ts';
import {
  executionOf,
  ledgerItem,
  letInEvent,
  migrated,
  observation,
  reconciledEvent,
  sourceUser,
  targetUser,
} from './build-observation.ts';

export type Document = Readonly<Record<string, unknown>>;

const SOURCE = { account: '111111111111', region: 'eu-west-1' };
const TARGET = { account: '222222222222', region: 'us-east-1' };

export const traceIdOf = (sub: string): string =>
  `1-65500000-${Buffer.from(sub).toString('hex').padEnd(24, '0')}`;

export const executionArnOf = (sub: string): string => String(executionOf(sub).arn);

const call = (name: string, operation: string, by: typeof SOURCE) => ({
  name,
  namespace: 'aws',
  annotations: by,
  aws: { operation, region: by.region, account_id: by.account },
});

/** The service's segment of a function, its own, and what the function traces; just started, with what that takes. */
const lambda = (name: string, parent: string | undefined, calls: Readonly<Record<string, Document>>) => ({
  [`${name} service`]: {
    ...(parent === undefined ? {} : { parent }),
    name: `cognito-migration-${name}`,
    origin: 'AWS::Lambda',
  },
  [`${name} function`]: {
    parent: `${name} service`,
    name: `cognito-migration-${name}`,
    origin: 'AWS::Lambda::Function',
    subsegments: [
      { id: `${name} init`, name: 'Init' },
      { id: `${name} time`, name: 'Invocation' },
    ],
  },
  [`${name} role`]: { parent: `${name} function`, ...call('STS', 'AssumeRole', TARGET) },
  [`${name} own`]: { parent: `${name} function`, name: `## ${name}` },
  ...Object.fromEntries(
    Object.entries(calls).map(([key, document]) => [key, { parent: `${name} own`, ...document }]),
  ),
});

const step = (name: string, service: string, operation: string) => ({
  id: `${name} state`,
  name,
  subsegments: [
    { id: `${name} call`, name: service, namespace: 'aws', aws: { operation, account_id: TARGET.account } },
  ],
});

const PARTS: Readonly<Record<string, Document>> = {
  ...lambda('migrate-user', undefined, {
    check: call('CognitoIdentityProvider', 'AdminInitiateAuth', SOURCE),
    read: call('CognitoIdentityProvider', 'AdminGetUser', SOURCE),
    ledger: call('DynamoDB', 'GetItem', TARGET),
    told: call('EventBridge', 'PutEvents', TARGET),
    start: call('SFN', 'StartExecution', TARGET),
  }),
  machine: {
    parent: 'start',
    name: 'cognito-migration-post-migration',
    origin: 'AWS::StepFunctions::StateMachine',
    subsegments: [
      step('ReconcileUser', 'Lambda', 'Invoke'),
      step('AuditReconciled', 'EventBridge', 'PutEvents'),
    ],
  },
  ...lambda('reconcile-user', 'ReconcileUser call', {
    'source read': call('CognitoIdentityProvider', 'AdminGetUser', SOURCE),
    'target read': call('CognitoIdentityProvider', 'AdminGetUser', TARGET),
  }),
};

export type Change = (name: string, part: Document) => Document | undefined;

/** Every part of one sign-in's trace as a document of its own, after `change`; undefined takes one away. */
export const segmentsOf = (sub: string, change: Change = (_, part) => part): readonly Document[] =>
  Object.entries(PARTS).flatMap(([name, part]) => {
    const changed = change(name, part);
    if (changed === undefined) return [];
    const { parent, ...document } = changed;
    return {
      account: TARGET.account,
      region: TARGET.region,
      trace_id: traceIdOf(sub),
      id: name,
      ...(parent === undefined ? {} : { parent_id: parent }),
      start_time: 1,
      end_time: 2,
      ...document,
      ...(name === 'machine' ? { aws: { execution_arn: executionArnOf(sub) } } : {}),
    };
  });

const eventsOf = (sub: string): readonly Document[] => {
  const told = letInEvent(sub);
  return [
    { ...told, detail: { ...told.detail, traceId: traceIdOf(sub) } },
    reconciledEvent(sub, { traceId: traceIdOf(sub) }),
  ];
};

/** Users who each migrated once, with everything that belongs to it. */
export const tracedRun = (subs: readonly string[], change: Partial<Observation> = {}): Observation => {
  const users = subs.map((sub) => sourceUser(sub));
  return observation(users, {
    attempts: subs.map((sub) => migrated(sub)),
    target: users.map((user) => targetUser(user)),
    stored: {
      ledger: subs.map((sub) => ledgerItem(sub)),
      audit: subs.flatMap(eventsOf),
      executions: subs.map((sub) => executionOf(sub)),
    },
    segments: subs.flatMap((sub) => segmentsOf(sub)),
    ...change,
  });
};
