/** A small machine that keeps the contract, and for every rule one that breaks it and no other rule's business. */
import type { AslObject } from '#cdk/constructs/asl-definition.ts';

/** `definition` and how the stack deploys it: as Express, with the one placeholder `Fn`, unless it says otherwise. */
export type Deployment = {
  readonly definition: AslObject;
  readonly placeholders?: readonly string[];
  readonly type?: 'EXPRESS' | 'STANDARD';
  readonly deployed?: boolean;
};

export type Breach = Deployment & {
  /** Beginning of the name of the rule that must notice. */
  readonly rule: string;
  readonly says: RegExp;
};

const RETRY = {
  ErrorEquals: ['SettingsInvalid', 'Lambda.ServiceException'],
  IntervalSeconds: 1,
  MaxAttempts: 3,
  BackoffRate: 2,
  JitterStrategy: 'FULL',
};
const CATCH = { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Failed' };

const task = (patch: object = {}): AslObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: `\${Fn}`, 'Payload.$': '$' },
  TimeoutSeconds: 20,
  Retry: [RETRY],
  Catch: [CATCH],
  Next: 'Done',
  ...patch,
});

const machine = (states: object = {}): AslObject => ({
  StartAt: 'Work',
  States: { Work: task(), Failed: { Type: 'Fail', Error: 'Failed' }, Done: { Type: 'Succeed' }, ...states },
});

const withTask = (patch: object): AslObject => machine({ Work: task(patch) });
const withRetry = (patch: object): AslObject => withTask({ Retry: [{ ...RETRY, ...patch }] });
const without = (field: string): AslObject =>
  machine({ Work: Object.fromEntries(Object.entries(task()).filter(([name]) => name !== field)) });

const loop = {
  Type: 'Choice',
  Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Work' }],
  Default: 'Done',
};
const nested = (type: 'Map' | 'Parallel', inner: AslObject): object =>
  type === 'Map'
    ? { Type: 'Map', ItemProcessor: inner, Next: 'Done' }
    : { Type: 'Parallel', Branches: [inner], Next: 'Done' };
const branch = (name: string): AslObject => ({
  StartAt: name,
  States: { [name]: { Type: 'Pass', End: true } },
});

/** A distributed Map whose children call the Lambda once, and again where it says so. */
const distributed = (patch: object = {}, child: object = {}, config: object = {}): AslObject => ({
  StartAt: 'Work',
  States: {
    Work: {
      ...nested('Map', {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS', ...config },
        StartAt: 'Child',
        States: {
          Child: task({ Catch: [{ ...CATCH, Next: 'ChildFailed' }], Next: 'More', ...child }),
          More: {
            ...loop,
            Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Child' }],
            Default: 'ChildDone',
          },
          ChildDone: { Type: 'Succeed' },
          ChildFailed: { Type: 'Fail', Error: 'Failed' },
        },
      }),
      Label: 'Children',
      ...patch,
    },
    Done: { Type: 'Succeed' },
  },
});

export const SOUND: Deployment = { definition: machine() };

/** The same for a machine with a distributed Map. */
export const SOUND_MAP: Deployment = { definition: distributed(), type: 'STANDARD' };

export const BREACHES: readonly Breach[] = [
  {
    rule: 'asl-validator',
    definition: withTask({ Next: 'Nowhere' }),
    says: /Nowhere/,
  },
  { rule: 'asl-validator', definition: { States: {} }, says: /StartAt/ },
  {
    rule: 'the rehearsal runs all of it',
    definition: withTask({ HeartbeatSeconds: 5 }),
    says: /HeartbeatSeconds/,
  },
  {
    rule: 'every state can be reached',
    definition: machine({ Stranded: { Type: 'Succeed' } }),
    says: /^Stranded is never reached/,
  },
  {
    rule: 'every state can be reached',
    definition: machine({
      Work: nested('Parallel', {
        StartAt: 'A',
        States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } },
      }),
      Failed: undefined,
    }),
    says: /^B is never reached/,
  },
  {
    rule: 'state names are unique',
    definition: machine({ Work: nested('Map', branch('Done')) }),
    says: /^Done is used twice/,
  },
  { rule: 'a machine of the stack', definition: machine(), deployed: false, says: /no machine of the stack/ },
  { rule: 'every placeholder', definition: machine(), placeholders: [], says: /^\$\{Fn\} is not filled/ },
  {
    rule: 'every placeholder',
    definition: machine(),
    placeholders: ['Fn', 'Table'],
    says: /^\$\{Table\} is surplus/,
  },
  // 4 calls of 74 s, and 1 + 2 + 4 s between them.
  { rule: 'an Express machine', definition: withTask({ TimeoutSeconds: 74 }), says: /it may take 303 s/ },
  // 4 calls of 20 s, and 7 s between them.
  {
    rule: 'an Express machine',
    definition: { ...machine(), TimeoutSeconds: 80 },
    says: /it may take 87 s/,
  },
  {
    rule: 'an Express machine',
    definition: withRetry({ MaxAttempts: 6, IntervalSeconds: 30, MaxDelaySeconds: 60 }),
    // 7 calls of 20 s; 30 s, then five times 60 s.
    says: /it may take 470 s/,
  },
  {
    rule: 'an Express machine',
    definition: machine({ Work: task({ Next: 'Wait' }), Wait: { Type: 'Wait', Seconds: 240, Next: 'Done' } }),
    says: /it may take 327 s/,
  },
  {
    rule: 'an Express machine',
    definition: machine({ Work: task({ Next: 'Again' }), Again: loop }),
    says: /Infinity/,
  },
  {
    rule: 'an Express machine',
    definition: machine({ Work: nested('Map', branch('Item')) }),
    says: /Infinity/,
  },
  {
    rule: 'an Express machine',
    definition: machine({
      Work: nested('Parallel', {
        StartAt: 'Slow',
        States: { Slow: task({ TimeoutSeconds: 90, Next: 'Ends' }), Ends: { Type: 'Succeed' } },
      }),
    }),
    says: /it may take 367 s/,
  },
  {
    rule: 'a child of a distributed Map',
    definition: distributed({}, {}, { ExecutionType: 'STANDARD' }),
    type: 'STANDARD',
    says: /^Work starts children of type STANDARD/,
  },
  // 4 calls of 74 s, and 1 + 2 + 4 s between them; the loop is not counted.
  {
    rule: 'a child of a distributed Map',
    definition: distributed({}, { TimeoutSeconds: 74 }),
    type: 'STANDARD',
    says: /^Work: one round may take 303 s/,
  },
  {
    rule: 'a child of a distributed Map',
    definition: distributed({ ToleratedFailurePercentage: 5 }),
    type: 'STANDARD',
    says: /^Work has a ToleratedFailurePercentage/,
  },
  {
    rule: 'every Task has a timeout',
    definition: without('TimeoutSeconds'),
    says: /^Work has no TimeoutSeconds/,
  },
  { rule: 'every Task is retried', definition: without('Retry'), says: /^Work is never retried/ },
  {
    rule: 'every Task is retried',
    definition: withTask({ Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 0 }] }),
    says: /^Work is never retried/,
  },
  ...[
    { IntervalSeconds: undefined },
    { MaxAttempts: undefined },
    { BackoffRate: 1 },
    { JitterStrategy: 'NONE' },
  ].map((patch) => ({
    rule: 'every Task is retried',
    definition: withRetry(patch),
    says: new RegExp(`^Work, retry of SettingsInvalid, .*: ${Object.keys(patch)[0]}`),
  })),
  { rule: 'every Task has a way on', definition: without('Catch'), says: /^Work has no Catch/ },
  {
    rule: 'every Task has a way on',
    definition: withTask({ Catch: [{ ...CATCH, ErrorEquals: ['States.TaskFailed'] }] }),
    says: /^Work has no Catch/,
  },
  {
    rule: 'States.ALL stands alone',
    definition: withTask({ Catch: [CATCH, { ...CATCH, ErrorEquals: ['States.Timeout'] }] }),
    says: /^Work, Catch\[0\]/,
  },
  {
    rule: 'States.ALL stands alone',
    definition: withRetry({ ErrorEquals: ['States.Timeout', 'States.ALL'] }),
    says: /^Work, Retry\[0\]/,
  },
  {
    rule: 'every ErrorEquals',
    definition: withRetry({ ErrorEquals: ['SettingsInvallid'] }),
    says: /^Work cannot fail with SettingsInvallid/,
  },
  {
    rule: 'every ErrorEquals',
    definition: withTask({
      Catch: [{ ...CATCH, ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'] }, CATCH],
    }),
    says: /^Work cannot fail with DynamoDB\.ConditionalCheckFailedException/,
  },
];
