/** The guard-sign-up Lambda and its place as the pre-sign-up trigger of a pool that is open to self sign-up. */
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { TRIGGER_ENVIRONMENT, type TriggerSettings } from '#core/trigger-settings.ts';
import { allow } from './function-grants.ts';
import { createHandlerFunction } from './handler-function.ts';
import { type OpenPool, placeTrigger } from './place-trigger.ts';

export type SignUpGuardProps = {
  readonly migration: Migration;
  readonly userPool: OpenPool;
  /** As for migrate-user: the same source, asked in the same way. */
  readonly sourceClientId: string;
};

/** Keeps people who sign up by themselves from taking a name that belongs to a user of the source. */
export class SignUpGuard extends Construct {
  readonly lambda: Lambda;

  constructor(scope: Construct, id: string, { migration, userPool, sourceClientId }: SignUpGuardProps) {
    super(scope, id);
    const { config, names, settings } = migration;
    this.lambda = createHandlerFunction(this, {
      migration,
      handler: 'guard-sign-up',
      functionName: names.guardSignUp,
      description: `Refuses sign-ups under names that ${config.source.userPoolId} knows`,
      // Somebody waits for it as for migrate-user, which was measured.
      memorySize: config.trigger.memorySize,
      // Cognito waits no longer, and it cannot be told to. Developer Guide "Lambda triggers", 2026-11
      timeoutSeconds: 5,
      settings: withoutClientSecret(settings),
      environment: { [TRIGGER_ENVIRONMENT.sourceClientId]: sourceClientId },
      permissions: [allow('sts', ['AssumeRole'], settings.source.roleArn)],
    });
    placeTrigger(userPool, 'PreSignUp', this.lambda, [this]);
  }
}

/** It signs nobody in. Told of the secret, it would fetch it at its start and be refused. */
const withoutClientSecret = ({ source, ...settings }: TriggerSettings): TriggerSettings => {
  const { clientSecretArn: _, ...others } = source;
  return { ...settings, source: others };
};
