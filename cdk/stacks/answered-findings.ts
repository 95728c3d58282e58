/**
 * What cdk-nag's AWS Solutions rules find in the target stack and why it is so: one reason for each finding, at the resource that has it.
 * The other stacks have no findings. A test holds this list to what the rules find, in every mode.
 */
import { type Stack, Token, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { readAslDefinition } from '../constructs/asl-definition.ts';

type Answer = {
  /** Without the pack's name before it. */
  readonly rule: string;
  /** Path below the stack. */
  readonly at: string;
  readonly reason: string;
};

/** Records the answers in the constructs' metadata, where every run of cdk-nag finds them. Resources that a mode does not have are passed over. */
export const answerFindings = (stack: Stack, migration: Migration): void => {
  for (const { rule, at, reason } of answers(stack, migration)) {
    const resource = find(stack, at);
    if (resource !== undefined) Validations.of(resource).acknowledge({ id: `AwsSolutions-${rule}`, reason });
  }
};

const find = (stack: Stack, path: string): IConstruct | undefined =>
  path.split('/').reduce<IConstruct | undefined>((at, id) => at?.node.tryFindChild(id), stack);

const answers = (stack: Stack, migration: Migration): readonly Answer[] => [
  ...ofLambdas(migration),
  ...ofMachines(stack, migration),
  ...ofSweep(stack),
  ...ofPool(migration),
  ...ofSchedules(migration),
];

const ANY_RESOURCE = 'IAM5[Resource::*]';

/** By place of the Lambda in the stack. */
const LAMBDAS = {
  MigrateUser: 'migrateUser',
  'MigrateUser/SignUpGuard': 'guardSignUp',
  'PostMigration/ReconcileUser': 'reconcileUser',
  'Sweep/SweepShard': 'sweepShard',
  'Sweep/SummarizeSweep': 'summarizeSweep',
  'Cutover/AssessCutover': 'assessCutover',
  'Cutover/SwitchAuthFlow': 'switchAuthFlow',
  'TargetPool/AttachTriggers': 'attachTriggers',
} as const;

/** All that stands on any resource in a Lambda's role. */
const ofLambdas = ({ names, network }: Migration): Answer[] =>
  Object.entries(LAMBDAS).map(([at, name]) => ({
    rule: ANY_RESOURCE,
    at: `${at}/Role/DefaultPolicy/Resource`,
    reason: [
      `${names[name]} sends its traces: xray:PutTraceSegments and xray:PutTelemetryRecords know no resources`,
      ...(name === 'assessCutover'
        ? ['it reads metrics: cloudwatch:GetMetricData knows no resources either']
        : []),
      ...(network.mode === 'public'
        ? []
        : [
            'Lambda makes its network interfaces, which have no name before; the code itself is denied those actions',
          ]),
    ].join('; '),
  }));

const MACHINES = {
  'PostMigration/Workflow': 'postMigration',
  'Sweep/Workflow': 'sweep',
  'Cutover/Workflow': 'cutover',
} as const;

const ofMachines = (stack: Stack, { names }: Migration): Answer[] => [
  ...Object.entries(MACHINES).map(([at, name]) => ({
    rule: ANY_RESOURCE,
    at: `${at}/Role/DefaultPolicy/Resource`,
    reason: `${names[name]} sends its traces and sets up the delivery of its log: the actions of X-Ray and of log delivery know no resources`,
  })),
  ...[':*', `/${mapLabel()}:*`].map((executions) => ({
    rule: `IAM5[Resource::arn:${partitionIn(stack)}:states:${stack.region}:${stack.account}:execution:${names.sweep}${executions}]`,
    at: 'Sweep/Workflow/Role/DefaultPolicy/Resource',
    reason: `${names.sweep} watches, stops and redrives the executions of its own distributed Map, whose names Step Functions makes up`,
  })),
];

/** Of the Map whose executions have names of their own. */
const mapLabel = (): string => /"Label": "(\w+)"/.exec(readAslDefinition('sweep.asl.json').text)?.[1] ?? '';

/** As cdk-nag writes it. */
const partitionIn = ({ partition }: Stack): string =>
  Token.isUnresolved(partition) ? '<AWS::Partition>' : partition;

const ofSweep = (stack: Stack): Answer[] => {
  const bucket = find(stack, 'Sweep/Bucket/Resource');
  return bucket === undefined
    ? []
    : [
        {
          rule: `IAM5[Resource::<${logicalId(stack, bucket)}.Arn>/sweeps/*]`,
          at: 'Sweep/SweepShard/Role/DefaultPolicy/Resource',
          reason:
            'The sweep writes lists below one prefix of its bucket, under names that carry the id of the execution',
        },
        {
          rule: 'S1',
          at: 'Sweep/Bucket/Resource',
          reason:
            "Who read the lists of stragglers (ids and reasons) is CloudTrail's to say, by data events; server access logs would need a second bucket",
        },
      ];
};

const logicalId = (stack: Stack, construct: IConstruct): string =>
  stack.getLogicalId(construct as Parameters<Stack['getLogicalId']>[0]);

const ofPool = ({ config }: Migration): Answer[] => [
  {
    rule: 'COG2',
    at: 'TargetPool/Pool',
    reason: `The pool has the second factors of ${config.source.userPoolId}: demanding MFA would lock out users who have none; target.userPool.overrides.mfa changes it`,
  },
  {
    rule: 'COG8',
    at: 'TargetPool/Pool',
    reason: `The pool has the plan of ${config.source.userPoolId}; threat protection costs per user, so target.userPool.overrides.tier is the operator's to set`,
  },
  {
    rule: ANY_RESOURCE,
    at: 'TargetPool/SmsRole/Resource',
    reason:
      'Cognito sends SMS by sns:Publish to phone numbers, which are no resource that a policy could name',
  },
];

const ofSchedules = ({ names }: Migration): Answer[] =>
  [
    { at: 'Sweep', queue: names.sweepUndelivered },
    { at: 'Cutover', queue: names.cutoverUndelivered },
  ].map(({ at, queue }) => ({
    rule: 'SQS3',
    at: `${at}/BySchedule/Undelivered/Resource`,
    reason: `${queue} is itself the dead-letter queue, of an EventBridge schedule, which the rule does not know`,
  }));
