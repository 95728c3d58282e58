/** Reads what the Lambdas of the sweep are started with. */
import { TRIGGER_ENVIRONMENT } from '#core/trigger-settings.ts';
import { OF_LAMBDA, readNeeded } from './needed-variables.ts';

const OF_BOTH = {
  ...OF_LAMBDA,
  ledgerTable: [TRIGGER_ENVIRONMENT.ledgerTable, 'set it to the name of the ledger table'],
} as const;

const OF_SHARD = {
  ...OF_BOTH,
  userPoolId: ['TARGET_USER_POOL_ID', 'set it to the id of the target pool'],
  postMigrationArn: [
    TRIGGER_ENVIRONMENT.postMigrationArn,
    'set it to the ARN of the machine after a sign-in',
  ],
  auditBus: [TRIGGER_ENVIRONMENT.auditBus, 'set it to the name of the audit bus'],
  bucket: ['SWEEP_BUCKET', 'set it to the name of the bucket for lists'],
} as const;

type Variables = Readonly<Record<string, string | undefined>>;

export type SummaryEnvironment = Readonly<Record<keyof typeof OF_BOTH, string>>;
export type ShardEnvironment = Readonly<Record<keyof typeof OF_SHARD, string>>;

/** @throws {MigrationError} `SettingsInvalid`, naming every variable that is missing */
export const readSummaryEnvironment = (variables: Variables): SummaryEnvironment =>
  readNeeded(OF_BOTH, variables);

/** @throws {MigrationError} `SettingsInvalid`, naming every variable that is missing */
export const readShardEnvironment = (variables: Variables): ShardEnvironment =>
  readNeeded(OF_SHARD, variables);
