/** Requests of CloudFormation for the pool of fake-pools.ts, and the states it may be in. */
import { parseConfig } from '#core/config.ts';
import { planMigration } from '#core/migration.ts';
import type { JsonObject } from '#core/pool-export-reader.ts';
import type { ResourceRequest } from '#functions/_runtime/resource-request.ts';
import { createAttachTriggers } from '#functions/attach-triggers/attach-triggers.ts';
import { attribute, configInput, poolExport } from '#test/core/config-builder.ts';
import { type fakePools, POOL_ID, theirPool } from './fake-pools.ts';

export const LAMBDA = 'arn:aws:lambda:us-east-1:222222222222:function:';
export const MIGRATE = `${LAMBDA}cognito-migration-migrate-user`;
export const GUARD = `${LAMBDA}cognito-migration-guard-sign-up`;
export const THEIRS = `${LAMBDA}their-own-migration`;

/** What the Lambdas were told of the pool at synth. */
const settings = planMigration(
  parseConfig(
    configInput({ target: { userPool: { attach: { userPoolId: POOL_ID, describedBy: 'theirs.json' } } } }),
  ),
  { source: poolExport(), attached: { UserPool: theirPool() } },
).settings;

export const properties = (triggers: object = { UserMigration: MIGRATE }, userPoolId = POOL_ID) => ({
  ServiceToken: `${LAMBDA}cognito-migration-attach-triggers`,
  Step: 'place',
  UserPoolId: userPoolId,
  Triggers: triggers,
});

export const request = (patch: Partial<ResourceRequest>): ResourceRequest => ({
  type: 'Create',
  stackId: 'stack',
  requestId: 'request',
  logicalId: 'Triggers',
  properties: properties(),
  ...patch,
});

export const run = (fake: ReturnType<typeof fakePools>, patch: Partial<ResourceRequest> = {}) =>
  createAttachTriggers(fake.ports, settings)(request(patch), new AbortController().signal);

export const SOURCE_SUB = attribute('custom:source_sub', {
  Mutable: false,
  StringAttributeConstraints: { MinLength: '1', MaxLength: '256' },
});

export const withSub = (patch: object = {}): JsonObject =>
  theirPool({ SchemaAttributes: [...(theirPool().SchemaAttributes as object[]), SOURCE_SUB], ...patch });

export const placed = (triggers: object): JsonObject =>
  withSub({ LambdaConfig: { ...(theirPool().LambdaConfig as object), ...triggers } });
