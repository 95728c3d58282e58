/** The properties that both kinds of DynamoDB table have, and what a table is made of. */
import * as z from 'zod';
import type { TableDescription } from '../../services/dynamodb/dynamodb.ts';
import { flag, number, text } from '../property-shapes.ts';
import type { ResourceContext } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const keySchema = z
  .array(z.strictObject({ AttributeName: text, KeyType: z.enum(['HASH', 'RANGE']) }))
  .min(1)
  .max(2);

const projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(text).exactOptional(),
});

export const throughput = z.strictObject({ ReadCapacityUnits: number, WriteCapacityUnits: number });

export const pointInTimeRecovery = z.strictObject({
  PointInTimeRecoveryEnabled: flag.exactOptional(),
  RecoveryPeriodInDays: number.exactOptional(),
});

export const timeToLive = z
  .strictObject({ Enabled: flag, AttributeName: text.exactOptional() })
  .refine(({ Enabled, AttributeName }) => !Enabled || AttributeName !== undefined, {
    message: 'must name the attribute: AttributeName',
  });

/** Indexes of an on-demand table. */
export const globalIndex = z.strictObject({
  IndexName: text,
  KeySchema: keySchema,
  Projection: projection,
});

/** Of both `AWS::DynamoDB::Table` and `AWS::DynamoDB::GlobalTable`. */
export const tableProperties = {
  TableName: text.exactOptional(),
  AttributeDefinitions: z
    .array(z.strictObject({ AttributeName: text, AttributeType: z.enum(['S', 'N', 'B']) }))
    .min(1),
  KeySchema: keySchema,
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).default('PROVISIONED'),
  GlobalSecondaryIndexes: z.array(globalIndex).exactOptional(),
  TimeToLiveSpecification: timeToLive.exactOptional(),
};

/** What an update cannot change without making another table, or here not at all. */
export const TABLE_REPLACED_BY = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'GlobalSecondaryIndexes',
] as const;

export type Protection = { readonly deletion: boolean; readonly recovery: boolean };

/** Says what is checked and has no effect: nothing is deleted by accident in a rehearsal, and nothing restored. */
export const noteProtection = (
  name: string,
  { deletion, recovery }: Protection,
  context: ResourceContext,
) => {
  const state = (on: boolean) => (on ? 'on' : 'off');
  context.note(
    `Table ${name}: deletion protection ${state(deletion)}, point-in-time recovery ${state(recovery)}; neither has an effect here.`,
  );
};

/** Nothing expires in a rehearsal. */
export const noteExpiry = (
  name: string,
  expiry: z.output<typeof timeToLive> | undefined,
  { note }: ResourceContext,
) => {
  if (expiry?.Enabled)
    note(`Table ${name}: items would expire by ${expiry.AttributeName}; nothing expires here.`);
};

export const createTable = async (
  table: TableDescription,
  { cloud, scope }: ResourceContext,
): Promise<Created> => {
  const { arn } = await cloud.dynamodb.createTable(scope, table);
  return { ref: table.TableName, attributes: { Arn: arn } };
};
