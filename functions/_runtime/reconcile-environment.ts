/** Reads what the reconcile-user Lambda is started with. Every problem at once, each with what to change. */
import { MigrationError } from '#core/errors.ts';
import { TRIGGER_ENVIRONMENT } from '#core/trigger-settings.ts';

export type ReconcileEnvironment = {
  /** Where the bundle and its settings lie. */
  readonly taskRoot: string;
  /** The Lambda's own region. */
  readonly region: string;
  readonly userPoolId: string;
  readonly ledgerTable: string;
};

const NEEDED = {
  taskRoot: ['LAMBDA_TASK_ROOT', 'run this inside Lambda, or set it to the bundle directory'],
  region: ['AWS_REGION', 'set it to the region of this Lambda'],
  userPoolId: ['TARGET_USER_POOL_ID', 'set it to the id of the target pool'],
  ledgerTable: [TRIGGER_ENVIRONMENT.ledgerTable, 'set it to the name of the ledger table'],
} as const;

/** @throws {MigrationError} `SettingsInvalid`, naming every variable that is missing */
export const readReconcileEnvironment = (
  variables: Readonly<Record<string, string | undefined>>,
): ReconcileEnvironment => {
  const missing = Object.values(NEEDED).flatMap(([name, remedy]) =>
    variables[name] ? [] : [`${name} is not set: ${remedy}`],
  );
  if (missing.length > 0) {
    throw new MigrationError(
      'SettingsInvalid',
      `The environment of this Lambda is wrong: ${missing.join('; ')}.`,
    );
  }
  const read = ([name]: readonly [string, string]): string => variables[name] ?? '';
  return {
    taskRoot: read(NEEDED.taskRoot),
    region: read(NEEDED.region),
    userPoolId: read(NEEDED.userPoolId),
    ledgerTable: read(NEEDED.ledgerTable),
  };
};
