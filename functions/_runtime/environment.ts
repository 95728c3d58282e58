/** Reads what a trigger's Lambda is started with. Every problem at once, each with what to change. */
import { MigrationError } from '#core/errors.ts';
import { TRIGGER_ENVIRONMENT } from '#core/trigger-settings.ts';

export type TriggerEnvironment = {
  /** Where the bundle and its settings lie. */
  readonly taskRoot: string;
  /** The Lambda's own region: STS is asked here, not where the source pool is. */
  readonly region: string;
  readonly sourceClientId: string;
  readonly postMigrationArn: string | undefined;
  readonly ledgerTable: string | undefined;
  readonly auditBus: string | undefined;
};

type Variables = Readonly<Record<string, string | undefined>>;

// API reference, pattern of ClientId: `[\w+]+`, at most 128 characters.
const CLIENT_ID = /^[\w+]{1,128}$/;

const optional = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

/** @throws {MigrationError} `SettingsInvalid`, naming every variable that is missing or wrong. */
export const readEnvironment = (variables: Variables): TriggerEnvironment => {
  const { LAMBDA_TASK_ROOT: taskRoot, AWS_REGION: region } = variables;
  const sourceClientId = variables[TRIGGER_ENVIRONMENT.sourceClientId];
  const problems: string[] = [];
  if (!taskRoot)
    problems.push('LAMBDA_TASK_ROOT is not set: run this inside Lambda, or set it to the bundle directory');
  if (!region) problems.push('AWS_REGION is not set: set it to the region of this Lambda');
  if (!sourceClientId || !CLIENT_ID.test(sourceClientId)) {
    problems.push(`${TRIGGER_ENVIRONMENT.sourceClientId} must be the id of an app client of the source pool`);
  }
  if (!taskRoot || !region || !sourceClientId || problems.length > 0) {
    throw new MigrationError(
      'SettingsInvalid',
      `The environment of this Lambda is wrong: ${problems.join('; ')}.`,
    );
  }
  return {
    taskRoot,
    region,
    sourceClientId,
    postMigrationArn: optional(variables[TRIGGER_ENVIRONMENT.postMigrationArn]),
    ledgerTable: optional(variables[TRIGGER_ENVIRONMENT.ledgerTable]),
    auditBus: optional(variables[TRIGGER_ENVIRONMENT.auditBus]),
  };
};
