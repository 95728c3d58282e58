/** `AWS::DynamoDB::GlobalTable`, as CDK's TableV2 writes it: one replica, in the stack's own region, on demand. */
import * as z from 'zod';
import { NotModelled } from '../../cloud/service.ts';
import { flag, tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import {
  createTable,
  noteExpiry,
  noteProtection,
  pointInTimeRecovery,
  TABLE_REPLACED_BY,
  tableProperties,
} from './dynamodb-properties.ts';

const replica = z.strictObject({
  Region: text,
  DeletionProtectionEnabled: flag.default(false),
  PointInTimeRecoverySpecification: pointInTimeRecovery.exactOptional(),
  SSESpecification: z.strictObject({ KMSMasterKeyId: text }).exactOptional(),
  TableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']).exactOptional(),
  Tags: tags.exactOptional(),
});

const properties = z.strictObject({
  ...tableProperties,
  Replicas: z.array(replica).min(1),
  SSESpecification: z
    .strictObject({ SSEEnabled: flag, SSEType: z.literal('KMS').exactOptional() })
    .exactOptional(),
});

type Properties = z.output<typeof properties>;

/** @throws {NotModelled} for replicas elsewhere, and for provisioned capacity. */
const check = (
  { Replicas: replicas, BillingMode: mode, TimeToLiveSpecification: expiry }: Properties,
  name: string,
  context: ResourceContext,
) => {
  const [own, ...others] = replicas;
  if (!own || others.length > 0 || own.Region !== context.scope.region) {
    const regions = replicas.map(({ Region }) => Region).join(', ');
    throw new NotModelled(`table replicas in ${regions}; one in ${context.scope.region} only`);
  }
  if (mode === 'PROVISIONED') throw new NotModelled('global tables with BillingMode PROVISIONED');
  const recovery = own.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ?? false;
  noteExpiry(name, expiry, context);
  noteProtection(name, { deletion: own.DeletionProtectionEnabled, recovery }, context);
};

export const dynamodbGlobalTable = resourceType({
  type: 'AWS::DynamoDB::GlobalTable',
  properties,
  attributes: ['Arn'],
  replacedBy: TABLE_REPLACED_BY,
  create: (table, context) => {
    const { AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes } = table;
    const TableName = table.TableName ?? context.generatedName();
    check(table, TableName, context);
    return createTable(
      {
        TableName,
        AttributeDefinitions,
        KeySchema,
        BillingMode,
        ...(GlobalSecondaryIndexes && { GlobalSecondaryIndexes }),
      },
      context,
    );
  },
  update: (table, context, deployed) => {
    check(table, deployed.ref, context);
    return deployed;
  },
});
