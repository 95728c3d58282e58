/** A cloud with one deployed state machine and what its tasks call: a function, a table, an audit bus. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { forSdk } from '#test/rehearsal/cloud/tiny-cloud.ts';
import { BUCKET, removeWritten, TARGET, writeAssembly } from '#test/rehearsal/deploy/written-assembly.ts';

export const SCOPE = TARGET;
export const LOG_GROUP = '/aws/vendedlogs/states/work';
export const AUDIT_GROUP = '/aws/events/audit';
export const ROLE_ARN = `arn:aws:iam::${TARGET.accountId}:role/work`;

/** Throws what it is told to; else answers with what it was given, and where it stands in the trace. */
const CODE = `exports.handler = async (event) => {
  if (event.fail) throw Object.assign(new Error('told to fail'), { name: event.fail });
  if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
  return { ...event, trace: process.env._X_AMZN_TRACE_ID };
};`;

const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** What a machine with a Distributed Map needs for its children. */
export const MAP_RUN = ['states:StartExecution', 'states:RedriveExecution'];

const allow = (Action: string | readonly string[], Resource: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const trust = (Service: string, Condition = {}) => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service }, Condition }],
});
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

export type MachineOptions = {
  readonly definition: object;
  readonly type?: 'EXPRESS' | 'STANDARD';
  /** Of the machine's role; the log delivery and X-Ray permissions are always there. */
  readonly permissions?: readonly string[];
  readonly logDelivery?: readonly string[];
  readonly tracing?: boolean;
};

/** As a synthesized template has it: the role trusts Step Functions for this machine only. */
const machineTemplate = ({
  definition,
  type = 'EXPRESS',
  permissions = ['lambda:InvokeFunction', 'dynamodb:*', 'events:PutEvents', ...MAP_RUN],
  logDelivery = LOG_DELIVERY,
  tracing = true,
}: MachineOptions) => ({
  Resources: {
    FunctionRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
        Policies: [
          {
            PolicyName: 'write',
            PolicyDocument: {
              Statement: [allow(['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTraceSegments'], '*')],
            },
          },
        ],
      },
    },
    FunctionLogs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/echo' } },
    Echo: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'echo',
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Timeout: 10,
        Role: arnOf('FunctionRole'),
        Code: { S3Bucket: BUCKET, S3Key: 'echo.zip' },
        TracingConfig: { Mode: 'Active' },
      },
    },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'ledger',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'audit' } },
    AuditLogs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: AUDIT_GROUP } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['test'] },
        Targets: [{ Id: 'log', Arn: arnOf('AuditLogs') }],
      },
    },
    Deliver: {
      Type: 'AWS::Logs::ResourcePolicy',
      Properties: {
        PolicyName: 'deliver',
        PolicyDocument: {
          'Fn::Join': [
            '',
            [
              '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"',
              arnOf('AuditLogs'),
              '","Condition":{"ArnEquals":{"aws:SourceArn":"',
              arnOf('Rule'),
              '"}}}]}',
            ],
          ],
        },
      },
    },
    Archive: {
      Type: 'AWS::Events::Archive',
      Properties: { ArchiveName: 'audit', SourceArn: arnOf('Bus'), RetentionDays: 30 },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'work',
        AssumeRolePolicyDocument: trust('states.amazonaws.com', {
          StringEquals: { 'aws:SourceAccount': TARGET.accountId },
          ArnEquals: {
            'aws:SourceArn': `arn:aws:states:${TARGET.region}:${TARGET.accountId}:stateMachine:work`,
          },
        }),
        Policies: [
          {
            PolicyName: 'work',
            PolicyDocument: {
              Statement: [
                ...(permissions.length > 0 ? [allow(permissions, '*')] : []),
                allow([...logDelivery, 'xray:PutTraceSegments'], '*'),
              ],
            },
          },
        ],
      },
    },
    MachineLogs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: LOG_GROUP } },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      DependsOn: ['Deliver'],
      Properties: {
        StateMachineName: 'work',
        StateMachineType: type,
        DefinitionString: JSON.stringify(definition),
        DefinitionSubstitutions: { Echo: arnOf('Echo'), Table: { Ref: 'Table' }, Bus: { Ref: 'Bus' } },
        RoleArn: arnOf('Role'),
        LoggingConfiguration: {
          Level: 'ALL',
          IncludeExecutionData: true,
          Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: arnOf('MachineLogs') } }],
        },
        TracingConfiguration: { Enabled: tracing },
      },
    },
  },
  Outputs: { MachineArn: { Value: { Ref: 'Machine' } } },
});

export const deployMachine = async (cloud: Cloud, options: MachineOptions): Promise<string> => {
  const assets = { 'echo.zip': { 'index.js': CODE } };
  const directory = writeAssembly([{ name: 'Work', template: machineTemplate(options), assets }]);
  return (await deployAssembly(cloud, directory)).output('MachineArn');
};

export type DeployedMachine = {
  readonly cloud: Cloud;
  readonly client: SFNClient;
  readonly stateMachineArn: string;
  readonly close: () => Promise<void>;
};

/** Retries wait a hundredth of what the definition says. */
export const startMachine = async (options: MachineOptions): Promise<DeployedMachine> => {
  const cloud = await createCloud({ seed: 1, retryTimeScale: 0.01 });
  const close = async () => {
    await cloud.close();
    removeWritten();
  };
  try {
    const stateMachineArn = await deployMachine(cloud, options);
    const client = new SFNClient({
      endpoint: cloud.url,
      region: TARGET.region,
      credentials: forSdk(cloud.operator(TARGET.accountId)),
      maxAttempts: 1,
    });
    return {
      cloud,
      client,
      stateMachineArn,
      close: async () => {
        client.destroy();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};
