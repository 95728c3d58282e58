import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib/core';
import { AslMachine, type AslMachineProps } from '#cdk/constructs/asl-machine.ts';
import { grants, migration, only, resources, trust, unbundledApp } from './migration-builder.ts';

const PLAN = migration({ logs: { retentionDays: 30 } });

const BINDINGS = {
  Fn: {
    value: 'arn:aws:lambda:us-east-1:222222222222:function:work',
    arn: 'arn:aws:lambda:us-east-1:222222222222:function:work',
  },
  Table: { value: 'records', arn: 'arn:aws:dynamodb:us-east-1:222222222222:table/records' },
  Bus: { value: 'trail', arn: 'arn:aws:events:us-east-1:222222222222:event-bus/trail' },
};

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'asl-machine-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const file = (content: unknown): string => {
  const path = join(directory, 'work.asl.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  return path;
};

const call = (resource: string, parameters: object, more: object = {}) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::${resource}`,
  Parameters: parameters,
  End: true,
  ...more,
});
const invoke = (more: object = {}) => call('lambda:invoke', { FunctionName: `\${Fn}` }, more);

const machine = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });

const distributed = (more: object = {}) => ({
  Type: 'Map',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    ...machine({ Call: invoke() }),
  },
  End: true,
  ...more,
});

const synth = (definition: unknown, props: Partial<AslMachineProps> = {}, region = 'us-east-1'): Stack => {
  const stack = new Stack(unbundledApp(), 'Stack', { env: { account: '222222222222', region } });
  new AslMachine(stack, 'Work', {
    machineName: 'shop-work',
    definition: file(definition),
    type: 'EXPRESS',
    placeholders: { Fn: BINDINGS.Fn },
    migration: PLAN,
    ...props,
  });
  return stack;
};

/** What the machine may do beside logging and tracing. */
const callsGranted = (stack: Stack) => grants(stack).filter(({ Resource }) => Resource !== '*');

describe('a state machine from a file', () => {
  const stack = () => synth(machine({ Call: invoke() }));

  it('has its definition in the template, to the letter, with its placeholders beside it', () => {
    const { Properties } = only(stack(), 'AWS::StepFunctions::StateMachine');

    expect(Properties.DefinitionString).toBe(readFileSync(join(directory, 'work.asl.json'), 'utf8'));
    expect(Properties.DefinitionSubstitutions).toEqual({ Fn: BINDINGS.Fn.value });
  });

  it.each(['EXPRESS', 'STANDARD'] as const)('is as %s as the stack says', (type) => {
    expect(
      only(synth(machine({ Call: invoke() }), { type }), 'AWS::StepFunctions::StateMachine').Properties,
    ).toMatchObject({ StateMachineName: 'shop-work', StateMachineType: type });
  });

  it('logs everything with its data into a group of vended logs with the configured retention, and is traced', () => {
    const logs = only(stack(), 'AWS::Logs::LogGroup');
    expect(logs.Properties).toMatchObject({
      LogGroupName: '/aws/vendedlogs/states/shop-work',
      RetentionInDays: 30,
    });
    expect(logs.DeletionPolicy).toBe('Delete');
    expect(only(stack(), 'AWS::StepFunctions::StateMachine').Properties).toMatchObject({
      LoggingConfiguration: {
        Level: 'ALL',
        IncludeExecutionData: true,
        Destinations: [
          { CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } } },
        ],
      },
      TracingConfiguration: { Enabled: true },
    });
  });

  it('has a role of its name that Step Functions assumes for this machine only', () => {
    const role = only(stack(), 'AWS::IAM::Role');
    expect(role.Properties.RoleName).toBe('shop-work');
    expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(trust(role)).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'states.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '222222222222' },
          ArnEquals: { 'aws:SourceArn': 'arn:aws:states:us-east-1:222222222222:stateMachine:shop-work' },
        },
      },
    ]);
  });

  it('may on everything only what knows no resource: log delivery and traces', () => {
    const actions = grants(stack()).flatMap(({ Resource, Action }) => (Resource === '*' ? Action : []));
    expect(
      actions.filter((action) => !/^logs:\w*(LogDeliver|ResourcePolic|LogGroups)|^xray:/.test(action)),
    ).toEqual([]);
    expect(actions).toContain('logs:CreateLogDelivery');
    expect(actions).toContain('xray:PutTraceSegments');
  });

  it('is named in its own partition', () => {
    const { Properties } = only(
      synth(machine({ Call: invoke() }), {}, 'cn-north-1'),
      'AWS::StepFunctions::StateMachine',
    );
    expect(Properties.DefinitionString).toContain('"arn:aws-cn:states:::lambda:invoke"');
  });
});

describe('the role of a state machine', () => {
  const TABLE = `\${Table}`;
  const BUS = `\${Bus}`;

  it.each([
    ['lambda:invoke', { FunctionName: `\${Fn}` }, 'Fn', 'lambda:InvokeFunction'],
    ['dynamodb:getItem', { TableName: TABLE }, 'Table', 'dynamodb:GetItem'],
    ['dynamodb:putItem', { TableName: TABLE }, 'Table', 'dynamodb:PutItem'],
    ['dynamodb:updateItem', { TableName: TABLE }, 'Table', 'dynamodb:UpdateItem'],
    ['events:putEvents', { Entries: [{ EventBusName: BUS }] }, 'Bus', 'events:PutEvents'],
  ] as const)('may for %s exactly that, on what is called', (resource, parameters, placeholder, action) => {
    const placeholders = { [placeholder]: BINDINGS[placeholder] };
    const stack = synth(machine({ Call: call(resource, parameters) }), { placeholders });
    expect(callsGranted(stack)).toEqual([
      { Effect: 'Allow', Action: action, Resource: BINDINGS[placeholder].arn },
    ]);
  });

  it('may what nested states call, and twice the same call is one statement', () => {
    const update = call('dynamodb:updateItem', { TableName: TABLE });
    const definition = machine({
      Each: { Type: 'Map', ItemProcessor: machine({ Call: invoke(), Record: update }), Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [machine({ Again: invoke() }), machine({ Other: update })],
        End: true,
      },
    });
    const { Fn, Table } = BINDINGS;
    expect(callsGranted(synth(definition, { placeholders: { Fn, Table } }))).toEqual([
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: Fn.arn },
      { Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: Table.arn },
    ]);
  });
});

describe('the role of a machine with a distributed Map', () => {
  const EXECUTION = 'arn:aws:states:us-east-1:222222222222:execution:shop-work';

  it.each([
    ['under its label', { Label: 'Shards' }, `${EXECUTION}/Shards:*`],
    ['under any, where it has no label', {}, `${EXECUTION}/*:*`],
  ])('may start, watch, stop and redrive its own executions %s, and what they call', (_, patch, redriven) => {
    const stack = synth(machine({ Each: distributed(patch) }), { type: 'STANDARD' });
    expect(callsGranted(stack)).toEqual([
      {
        Effect: 'Allow',
        Action: 'states:StartExecution',
        Resource: 'arn:aws:states:us-east-1:222222222222:stateMachine:shop-work',
      },
      {
        Effect: 'Allow',
        Action: ['states:DescribeExecution', 'states:StopExecution'],
        Resource: `${EXECUTION}:*`,
      },
      { Effect: 'Allow', Action: 'states:RedriveExecution', Resource: redriven },
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: BINDINGS.Fn.arn },
    ]);
  });
});

describe('synthesis', () => {
  const refuses = (definition: unknown, props: Partial<AslMachineProps> = {}) =>
    expect(() => synth(definition, props));

  it('refuses a placeholder without a value and a value without a placeholder, with the file', () => {
    refuses(machine({ Call: invoke() }), { placeholders: { Bus: BINDINGS.Bus } }).toThrow(
      /work\.asl\.json does not fit its placeholders:\n {2}\$\{Fn\} has no value.*\n {2}\$\{Bus\} is given a value and not used/,
    );
  });

  it.each([
    [
      'an integration nobody has granted yet',
      { Resource: 'arn:aws:states:::sqs:sendMessage' },
      /state "Call": Resource "arn:aws:states:::sqs:sendMessage" is not known/,
    ],
    [
      'a function as Resource',
      { Resource: `\${Fn}` },
      /state "Call": Resource "\$\{Fn\}" is not known; .*lambda:invoke/,
    ],
    [
      'a job to wait for',
      { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' },
      /waitForTaskToken" is not known/,
    ],
    [
      'a function that the input names',
      { Parameters: { 'FunctionName.$': '$.fn', Payload: `\${Fn}` } },
      /state "Call": Parameters\.FunctionName must be one placeholder/,
    ],
    [
      'a literal beside a placeholder',
      { Parameters: { FunctionName: `\${Fn}:live` } },
      /state "Call": Parameters\.FunctionName must be one placeholder/,
    ],
    [
      'a role of its own',
      { Credentials: { RoleArn: 'arn:aws:iam::222222222222:role/other' } },
      /state "Call": Credentials/,
    ],
  ])('refuses %s, with file and state', (_, patch, message) => {
    const definition = machine({ Call: invoke(patch), Used: invoke() });
    refuses(definition).toThrow(/work\.asl\.json cannot be granted/);
    refuses(definition).toThrow(message);
  });

  it('refuses an event without a bus, which would go to the default one', () => {
    const entries = [{ EventBusName: `\${Bus}` }, { Source: 'x' }];
    refuses(machine({ Call: call('events:putEvents', { Entries: entries }) }), {
      placeholders: { Bus: BINDINGS.Bus },
    }).toThrow(/state "Call": Parameters\.Entries\[1\]\.EventBusName/);
  });

  it('refuses a distributed Map in an Express machine, which could not run it', () => {
    refuses(machine({ Each: distributed() }), { type: 'EXPRESS' }).toThrow(
      /work\.asl\.json: a distributed Map runs in a STANDARD machine only/,
    );
  });

  it.each(['ItemReader', 'ResultWriter'])('refuses a distributed Map with an %s', (field) => {
    refuses(machine({ Each: distributed({ [field]: {} }) }), { type: 'STANDARD' }).toThrow(
      `state "Each": ${field} would need a bucket`,
    );
  });

  it('reports every state that cannot be granted at once', () => {
    const wrong = { Resource: 'arn:aws:states:::sqs:sendMessage' };
    refuses(machine({ A: invoke(wrong), B: invoke(wrong) })).toThrow(/state "A".*\n {2}state "B"/);
  });

  it.each([
    ['broken JSON', '{ "StartAt": ', /work\.asl\.json is not valid JSON/],
    ['a list', '[]', /work\.asl\.json must hold one JSON object/],
  ])('refuses %s', (_, text, message) => refuses(text).toThrow(message));
});

it('gives a second machine of the stack nothing of the first', () => {
  const stack = synth(machine({ Call: invoke() }));
  new AslMachine(stack, 'Other', {
    machineName: 'shop-other',
    definition: file(machine({ Pause: { Type: 'Succeed' } })),
    type: 'STANDARD',
    placeholders: {},
    migration: PLAN,
  });
  const policies = Object.entries(resources(stack, 'AWS::IAM::Policy')).filter(([id]) =>
    id.startsWith('Other'),
  );
  expect(JSON.stringify(policies)).not.toContain('lambda:InvokeFunction');
});
