/** `AWS::DynamoDB::Table`: a table of its stack's account and region. Streams, replicas and imports are not modelled. */
import * as z from 'zod';
import { flag, tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import {
  createTable,
  noteExpiry,
  noteProtection,
  pointInTimeRecovery,
  TABLE_REPLACED_BY,
  tableProperties,
  throughput,
} from './dynamodb-properties.ts';

const properties = z.strictObject({
  ...tableProperties,
  ProvisionedThroughput: throughput.exactOptional(),
  DeletionProtectionEnabled: flag.default(false),
  PointInTimeRecoverySpecification: pointInTimeRecovery.exactOptional(),
  SSESpecification: z
    .strictObject({
      SSEEnabled: flag,
      SSEType: z.literal('KMS').exactOptional(),
      KMSMasterKeyId: text.exactOptional(),
    })
    .exactOptional(),
  TableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']).exactOptional(),
  Tags: tags.exactOptional(),
});

type Properties = z.output<typeof properties>;

const note = (table: Properties, name: string, context: ResourceContext): void => {
  noteExpiry(name, table.TimeToLiveSpecification, context);
  noteProtection(
    name,
    {
      deletion: table.DeletionProtectionEnabled,
      recovery: table.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ?? false,
    },
    context,
  );
};

export const dynamodbTable = resourceType({
  type: 'AWS::DynamoDB::Table',
  properties,
  attributes: ['Arn'],
  replacedBy: [...TABLE_REPLACED_BY, 'ProvisionedThroughput'],
  create: (table, context) => {
    const { AttributeDefinitions, KeySchema, BillingMode, ProvisionedThroughput, GlobalSecondaryIndexes } =
      table;
    const TableName = table.TableName ?? context.generatedName();
    note(table, TableName, context);
    return createTable(
      {
        TableName,
        AttributeDefinitions,
        KeySchema,
        BillingMode,
        ...(ProvisionedThroughput && { ProvisionedThroughput }),
        ...(GlobalSecondaryIndexes && { GlobalSecondaryIndexes }),
      },
      context,
    );
  },
  update: (table, context, deployed) => {
    note(table, deployed.ref, context);
    return deployed;
  },
});
