/** Reads what the Lambdas of the cutover are started with. */
import { MigrationError } from '#core/errors.ts';
import { TRIGGER_ENVIRONMENT } from '#core/trigger-settings.ts';
import { OF_LAMBDA, readNeeded } from './needed-variables.ts';

const OF_BOTH = {
  ...OF_LAMBDA,
  userPoolId: ['TARGET_USER_POOL_ID', 'set it to the id of the target pool'],
  ledgerTable: [TRIGGER_ENVIRONMENT.ledgerTable, 'set it to the name of the ledger table'],
} as const;

const OF_ASSESSMENT = {
  ...OF_BOTH,
  appClientIds: [
    'APP_CLIENT_IDS',
    "set it to the ids of the migration's app clients, with commas between them",
  ],
  migrateUserArn: ['MIGRATE_USER_ARN', "set it to the ARN that must be the pool's user migration trigger"],
} as const;

type Variables = Readonly<Record<string, string | undefined>>;

export type SwitchEnvironment = Readonly<Record<keyof typeof OF_BOTH, string>>;

export type AssessmentEnvironment = Omit<
  Readonly<Record<keyof typeof OF_ASSESSMENT, string>>,
  'appClientIds'
> & {
  /** At least one, in the order of the configuration. */
  readonly appClientIds: readonly string[];
};

// API reference, pattern of ClientId: `[\w+]+`, at most 128 characters.
const CLIENT_ID = /^[\w+]{1,128}$/;

/** @throws {MigrationError} `SettingsInvalid`, naming every variable that is missing */
export const readSwitchEnvironment = (variables: Variables): SwitchEnvironment =>
  readNeeded(OF_BOTH, variables);

/** @throws {MigrationError} `SettingsInvalid`, naming every variable that is missing, or the list that is none */
export const readAssessmentEnvironment = (variables: Variables): AssessmentEnvironment => {
  const { appClientIds, ...environment } = readNeeded(OF_ASSESSMENT, variables);
  const ids = appClientIds.split(',').map((id) => id.trim());
  if (ids.every((id) => CLIENT_ID.test(id))) return { ...environment, appClientIds: ids };
  throw new MigrationError(
    'SettingsInvalid',
    'The environment of this Lambda is wrong: APP_CLIENT_IDS is not a list of app client ids with commas between them.',
  );
};
