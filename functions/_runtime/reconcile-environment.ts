/** Reads what the reconcile-user Lambda is started with. */
import { TRIGGER_ENVIRONMENT } from '#core/trigger-settings.ts';
import { OF_LAMBDA, readNeeded } from './needed-variables.ts';

const NEEDED = {
  ...OF_LAMBDA,
  userPoolId: ['TARGET_USER_POOL_ID', 'set it to the id of the target pool'],
  ledgerTable: [TRIGGER_ENVIRONMENT.ledgerTable, 'set it to the name of the ledger table'],
} as const;

export type ReconcileEnvironment = Readonly<Record<keyof typeof NEEDED, string>>;

/** @throws {MigrationError} `SettingsInvalid`, naming every variable that is missing */
export const readReconcileEnvironment = (
  variables: Readonly<Record<string, string | undefined>>,
): ReconcileEnvironment => readNeeded(NEEDED, variables);
