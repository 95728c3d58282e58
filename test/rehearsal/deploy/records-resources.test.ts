/** Tables, event buses, log resource policies, metric filters and state machines: what a deployment makes of them and changes in place. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { callOperation } from './call-operation.ts';
import { removeWritten, TARGET, writeTemplate } from './written-assembly.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await createCloud({ seed: 1 });
});
afterEach(async () => {
  await cloud.close();
  removeWritten();
});

const deploy = (resources: Record<string, unknown>, outputs: Record<string, unknown> = {}) =>
  deployAssembly(cloud, writeTemplate({ Resources: resources, Outputs: outputs }));

const KEY = {
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
};

describe('a DynamoDB table', () => {
  const global = (properties: object = {}) => ({
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      TableName: 'ledger',
      ...KEY,
      Replicas: [
        {
          Region: 'us-east-1',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
      ...properties,
    },
  });

  it('is made of a global table with one replica, and its protection is noted', async () => {
    const { stacks, output } = await deploy(
      { Table: global() },
      { Arn: { Value: { 'Fn::GetAtt': ['Table', 'Arn'] } }, Name: { Value: { Ref: 'Table' } } },
    );
    expect([output('Arn'), output('Name')]).toEqual([
      'arn:aws:dynamodb:us-east-1:222222222222:table/ledger',
      'ledger',
    ]);
    expect(await cloud.dynamodb.describeItems(TARGET, 'ledger')).toEqual([]);
    expect(cloud.stacks.values().next().value?.notes).toEqual([
      expect.stringMatching(/Table ledger: deletion protection on, point-in-time recovery on/),
    ]);
    expect(stacks).toHaveLength(1);
  });

  it('keeps its items when its protection changes', async () => {
    await deploy({ Table: global() });
    const Item = { id: { S: 'user#1' } };
    await callOperation(cloud.dynamodb.service, 'PutItem', { TableName: 'ledger', Item }, TARGET);
    await deploy({ Table: global({ Replicas: [{ Region: 'us-east-1' }] }) });
    expect(await cloud.dynamodb.describeItems(TARGET, 'ledger')).toEqual([{ id: 'user#1' }]);
  });

  it('notes by which attribute items would expire, and wants its name', async () => {
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiresAt' };
    await deploy({ Table: global({ TimeToLiveSpecification }) });
    expect(cloud.stacks.values().next().value?.notes).toContainEqual(
      expect.stringMatching(/Table ledger: items would expire by expiresAt/),
    );
    const Properties = { TableName: 'other', ...KEY, TimeToLiveSpecification: { Enabled: true } };
    await expect(deploy({ Other: { Type: 'AWS::DynamoDB::Table', Properties } })).rejects.toThrow(
      /TimeToLiveSpecification: must name the attribute/,
    );
  });

  it('is refused with replicas in other regions', async () => {
    const Replicas = [{ Region: 'us-east-1' }, { Region: 'eu-west-1' }];
    await expect(deploy({ Table: global({ Replicas }) })).rejects.toThrow(/replicas in us-east-1, eu-west-1/);
  });

  it('is refused with a stream', async () => {
    const Properties = { TableName: 'ledger', ...KEY, StreamSpecification: { StreamViewType: 'KEYS_ONLY' } };
    await expect(deploy({ Table: { Type: 'AWS::DynamoDB::Table', Properties } })).rejects.toThrow(
      /StreamSpecification/,
    );
  });
});

describe('an audit trail', () => {
  const GROUP_ARN = 'arn:aws:logs:us-east-1:222222222222:log-group:/audit';
  const policy = JSON.stringify({
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${GROUP_ARN}:*`,
    },
  });
  const trail = (source: string, more: object = {}) => ({
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'audit' } },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/audit' } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'keep',
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: [source] },
        Targets: [{ Id: 'log', Arn: GROUP_ARN }],
        ...more,
      },
    },
  });
  const deliver = {
    Deliver: {
      Type: 'AWS::Logs::ResourcePolicy',
      Properties: { PolicyName: 'deliver', PolicyDocument: policy },
    },
  };
  const put = async () => {
    const Entries = [{ EventBusName: 'audit', Source: 'test', DetailType: 'Told', Detail: '{}' }];
    await callOperation(cloud.events.service, 'PutEvents', { Entries }, TARGET);
    return cloud.recorder.entries('audit').length;
  };

  it('follows its rule when that changes, and ends with its resource policy', async () => {
    await deploy({ ...trail('other'), ...deliver });
    expect(await put()).toBe(0);
    await deploy({ ...trail('test'), ...deliver });
    expect(await put()).toBe(1);
    await deploy({ ...trail('test', { State: 'DISABLED' }), ...deliver });
    expect(await put()).toBe(1);
    await deploy(trail('test'));
    expect(await put()).toBe(1);
    expect(cloud.recorder.entries('requests').at(-1)).toMatchObject({ decision: 'denied' });
  });

  it('refuses what its rule would do and the rehearsal would not', async () => {
    const Targets = [{ Id: 'log', Arn: GROUP_ARN, InputPath: '$.detail' }];
    await expect(deploy(trail('test', { Targets }))).rejects.toThrow(/Targets\.0\.InputPath/);
  });

  it('gives the names that other resources refer to', async () => {
    const Archive = {
      Type: 'AWS::Events::Archive',
      Properties: { ArchiveName: 'kept', SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] }, RetentionDays: '90' },
    };
    const { output } = await deploy(
      { ...trail('test'), Archive },
      {
        Rule: { Value: { Ref: 'Rule' } },
        RuleArn: { Value: { 'Fn::GetAtt': ['Rule', 'Arn'] } },
        Archive: { Value: { Ref: 'Archive' } },
      },
    );
    expect([output('Rule'), output('RuleArn'), output('Archive')]).toEqual([
      'audit|keep',
      'arn:aws:events:us-east-1:222222222222:rule/audit/keep',
      'kept',
    ]);
    await put();
    expect(cloud.events.archivedEvents(TARGET, 'kept')).toHaveLength(1);
  });
});

describe('a metric filter', () => {
  const GROUP = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/audit' } };
  const TRANSFORMATION = { MetricName: 'Told', MetricNamespace: 'N', MetricValue: 1, Unit: 'Count' };
  const filter = (event: string, change: object = {}, properties: object = {}) => ({
    Log: GROUP,
    Filter: {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        FilterPattern: `{ $.detail-type = "${event}" }`,
        LogGroupName: { Ref: 'Log' },
        MetricTransformations: [{ ...TRANSFORMATION, ...change }],
        ...properties,
      },
    },
  });
  /** How often the metric was counted, after one more event. */
  const counted = (event: string) => {
    cloud.logs.write(TARGET, '/audit', 's', JSON.stringify({ 'detail-type': event }));
    const id = { namespace: 'N', name: 'Told', dimensions: {} };
    return cloud.cloudwatch.store.samples(TARGET, id).flatMap(({ values }) => values).length;
  };

  it('counts, follows its pattern when that changes, and ends with its resource', async () => {
    await deploy(filter('First'));
    expect(counted('First')).toBe(1);
    await deploy(filter('Second'));
    expect(counted('First')).toBe(1);
    expect(counted('Second')).toBe(2);
    await deploy({ Log: GROUP });
    expect(counted('Second')).toBe(2);
  });

  it.each<[string, object, object, RegExp]>([
    ['dimensions', { Dimensions: [{ Key: 'a', Value: '$.a' }] }, {}, /MetricTransformations\.0\.Dimensions/],
    ['a default value', { DefaultValue: 0 }, {}, /MetricTransformations\.0\.DefaultValue/],
    ['two metrics', {}, { MetricTransformations: [TRANSFORMATION, TRANSFORMATION] }, /MetricTransformations/],
    ['a pattern of words', {}, { FilterPattern: 'ERROR' }, /metric filter pattern ERROR/],
    ['a value out of the event', { MetricValue: '$.a' }, {}, /metric value \$\.a/],
    ['a group that is not there', {}, { LogGroupName: '/missing' }, /\/missing/],
  ])('is refused with %s', async (_, change, properties, message) => {
    await expect(deploy(filter('First', change, properties))).rejects.toThrow(message);
  });

  it('cannot move to another group in place', async () => {
    const Other = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/other' } };
    await deploy({ ...filter('First'), Other });
    await expect(
      deploy({ ...filter('First', {}, { LogGroupName: { Ref: 'Other' } }), Other }),
    ).rejects.toThrow(/^Mini\/Filter .*start a new rehearsal/);
  });
});

describe('a state machine', () => {
  const machine = (definition: object) => ({
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'm',
        AssumeRolePolicyDocument: {
          Statement: {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'states.amazonaws.com' },
          },
        },
      },
    },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'm',
        StateMachineType: 'EXPRESS',
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        DefinitionString: JSON.stringify(definition),
        DefinitionSubstitutions: { Greeting: 'hello' },
      },
    },
  });
  const definition = (Result: object) => ({
    StartAt: 'Say',
    States: { Say: { Type: 'Pass', Result, End: true } },
  });
  const run = async (stateMachineArn: string) => {
    await callOperation(cloud.states.service, 'StartExecution', { stateMachineArn }, TARGET);
    await cloud.idle();
    return cloud.recorder.entries('executions').at(-1)?.output;
  };

  it('runs its new definition after an update', async () => {
    const outputs = { Arn: { Value: { Ref: 'Machine' } } };
    const first = await deploy(machine(definition({ said: `\${Greeting}` })), outputs);
    expect(await run(first.output('Arn'))).toEqual({ said: 'hello' });
    const second = await deploy(machine(definition({ said: 'good bye' })), outputs);
    expect(second.output('Arn')).toBe(first.output('Arn'));
    expect(await run(second.output('Arn'))).toEqual({ said: 'good bye' });
  });

  it('is refused with a placeholder that has no value', async () => {
    await expect(deploy(machine(definition({ said: `\${Farewell}` })))).rejects.toThrow(
      /placeholder \$\{Farewell\} has no substitution/,
    );
  });
});
