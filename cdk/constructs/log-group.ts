/** Every log group of the migration: a literal name, an end, and the protection that the configuration asks for. */
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { CustomDataIdentifier, DataIdentifier, DataProtectionPolicy, LogGroup } from 'aws-cdk-lib/aws-logs';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { MigrationConfig } from '#core/config.ts';
import type { Migration } from '#core/migration.ts';

export type MigrationLogGroupProps = {
  readonly migration: Migration;
  readonly logGroupName: string;
  readonly retentionDays: MigrationConfig['logs']['retentionDays'];
  /** Whether it outlives the stack. A kept group of a literal name blocks the next deployment. */
  readonly kept: boolean;
  /** Whether CloudWatch Logs refuses to delete it. @default false */
  readonly deletionProtection?: boolean;
};

export const createLogGroup = (scope: Construct, id: string, props: MigrationLogGroupProps): LogGroup => {
  const { migration, logGroupName, retentionDays, kept, deletionProtection = false } = props;
  const encryptionKey = logsKey(scope, migration);
  return new LogGroup(scope, id, {
    logGroupName,
    retention: retentionDays,
    removalPolicy: kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    ...(deletionProtection ? { deletionProtectionEnabled: true } : {}),
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
    ...(migration.config.logs.dataProtection ? { dataProtectionPolicy: masking() } : {}),
  });
};

/**
 * A second net: what is masked here should never have been written. Not the library's phone numbers, which are one
 * identifier for each country; E.164 is what Cognito knows. CloudWatch Logs User Guide "Custom data identifiers" (at most 10,
 * 200 characters each, no groups), 2026-11
 */
const masking = (): DataProtectionPolicy =>
  new DataProtectionPolicy({
    name: 'cognito-migration',
    description: 'Masks what no log of the migration should hold',
    identifiers: [
      DataIdentifier.EMAILADDRESS,
      DataIdentifier.AWSSECRETKEY,
      new CustomDataIdentifier('PhoneNumber', '\\+[1-9][0-9]{7,14}'),
      new CustomDataIdentifier('JsonWebToken', 'eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}'),
    ],
  });

const KEY_ID = 'LogsKey';

/** One key for the stack, made where the first log group asks for it; undefined where CloudWatch Logs uses its own. */
const logsKey = (scope: Construct, migration: Migration): IKey | undefined => {
  const { encryption, kmsKeyArn } = migration.config.logs;
  if (encryption === 'aws') return undefined;
  const stack = Stack.of(scope);
  const there = stack.node.tryFindChild(KEY_ID);
  if (there !== undefined) return there as IKey;
  return kmsKeyArn === undefined ? createKey(stack, migration) : Key.fromKeyArn(stack, KEY_ID, kmsKeyArn);
};

const createKey = (stack: Stack, { config, names }: Migration): Key => {
  const key = new Key(stack, KEY_ID, {
    alias: names.logsKey,
    description: 'Log groups of the user migration',
    enableKeyRotation: true,
    // Without it what is in a kept log group could not be read any more.
    removalPolicy: RemovalPolicy.RETAIN,
  });
  key.addToResourcePolicy(useByLogs(stack, config.name));
  return key;
};

/** CloudWatch Logs User Guide "Encrypt log data in CloudWatch Logs using AWS KMS", 2026-11 */
const useByLogs = (stack: Stack, prefix: string): PolicyStatement =>
  new PolicyStatement({
    principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': LOG_GROUPS.map(ownGroups(stack, prefix)) },
    },
  });

const LOG_GROUPS = ['/aws/lambda/', '/aws/vendedlogs/states/', '/aws/events/', '/aws/vpc/'];

const ownGroups =
  (stack: Stack, prefix: string) =>
  (start: string): string =>
    stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `${start}${prefix}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
