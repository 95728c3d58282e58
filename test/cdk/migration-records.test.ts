import { Stack } from 'aws-cdk-lib/core';
import { MigrationRecords } from '#cdk/constructs/migration-records.ts';
import { migration, only, resources, unbundledApp } from './migration-builder.ts';

const synth = (config: object = {}): Stack => {
  const stack = new Stack(unbundledApp(), 'Stack', { env: { account: '222222222222', region: 'us-east-1' } });
  new MigrationRecords(stack, 'Records', { migration: migration(config) });
  return stack;
};

const idOf = (stack: Stack, type: string): string => Object.keys(resources(stack, type))[0] ?? 'none';

describe('the ledger', () => {
  it('is one table on demand, by id, encrypted, restorable to any point in time, and forgets what says when', () => {
    expect(only(synth(), 'AWS::DynamoDB::Table').Properties).toEqual({
      TableName: 'cognito-migration-ledger',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('outlives its stack, also where the configuration lifts the deletion protection', () => {
    const table = only(synth({ ledger: { deletionProtection: false } }), 'AWS::DynamoDB::Table');
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtectionEnabled: false },
    });
  });
});

describe('the audit trail', () => {
  const AUDITED = { source: ['cognito-migration'] };

  it('is a bus of its own', () => {
    expect(only(synth({ name: 'shop' }), 'AWS::Events::EventBus').Properties).toEqual({ Name: 'shop-audit' });
  });

  it('is in a log group that can be deleted where the configuration says so', () => {
    const { Properties } = only(synth({ audit: { deletionProtection: false } }), 'AWS::Logs::LogGroup');
    expect(Properties).not.toHaveProperty('DeletionProtectionEnabled');
  });

  it('writes every event of ours, and nothing else, into a log group that outlives its stack', () => {
    const stack = synth({ audit: { retentionDays: 731 } });
    expect(only(stack, 'AWS::Logs::LogGroup')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        LogGroupName: '/aws/events/cognito-migration-audit',
        RetentionInDays: 731,
        DeletionProtectionEnabled: true,
      },
    });
    expect(only(stack, 'AWS::Events::Rule').Properties).toMatchObject({
      Name: 'cognito-migration-audit',
      EventBusName: { Ref: idOf(stack, 'AWS::Events::EventBus') },
      EventPattern: AUDITED,
      State: 'ENABLED',
      Targets: [
        {
          Arn: {
            'Fn::Join': [
              '',
              ['arn:aws:logs:us-east-1:222222222222:log-group:', { Ref: idOf(stack, 'AWS::Logs::LogGroup') }],
            ],
          },
        },
      ],
    });
  });

  it('lets EventBridge write there for this one rule', () => {
    const stack = synth();
    const logs = { 'Fn::GetAtt': [idOf(stack, 'AWS::Logs::LogGroup'), 'Arn'] };
    const { PolicyDocument } = only(stack, 'AWS::Logs::ResourcePolicy').Properties;
    const services = { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] };

    expect(JSON.parse(withMarks(PolicyDocument)).Statement).toEqual([
      { Effect: 'Allow', Principal: services, Action: 'logs:CreateLogStream', Resource: mark(logs) },
      {
        Effect: 'Allow',
        Principal: services,
        Action: 'logs:PutLogEvents',
        Resource: mark(logs),
        Condition: {
          ArnEquals: { 'aws:SourceArn': mark({ 'Fn::GetAtt': [idOf(stack, 'AWS::Events::Rule'), 'Arn'] }) },
        },
      },
    ]);
  });

  it('can be replayed from an archive for as long as the configuration says', () => {
    const stack = synth({ audit: { archiveDays: 30 } });
    expect(only(stack, 'AWS::Events::Archive').Properties).toMatchObject({
      ArchiveName: 'cognito-migration-audit',
      EventPattern: AUDITED,
      RetentionDays: 30,
      SourceArn: { 'Fn::GetAtt': [idOf(stack, 'AWS::Events::EventBus'), 'Arn'] },
    });
  });

  it('needs no Lambda of the library', () => {
    expect(resources(synth(), 'AWS::Lambda::Function')).toEqual({});
  });
});

/** A joined text with its references as marks, so that it can be read as JSON. */
const withMarks = (joined: unknown): string => {
  const parts: unknown = Object(joined)['Fn::Join']?.[1];
  return Array.isArray(parts)
    ? parts.map((part) => (typeof part === 'string' ? part : mark(part))).join('')
    : '';
};
const mark = (reference: unknown): string => JSON.stringify(reference).replaceAll('"', "'");
