/** The new user pool, made like the exported source pool (core/target-pool.ts decides what that means). */
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Annotations, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import type { TargetPool as TargetPoolPlan } from '#core/target-pool.ts';
import { AttachedPool } from './attached-pool.ts';
import { lowerFirst, messageProperties, schemaProperty } from './user-pool-properties.ts';

export type TargetPoolProps = { readonly migration: Migration };

/** The pool that the configuration names: a new one, or an existing one that is attached. */
export const targetPool = (
  scope: Construct,
  id: string,
  { migration }: TargetPoolProps,
): CfnUserPool | AttachedPool =>
  migration.pools.attached === undefined
    ? new TargetPool(scope, id, { migration }).userPool
    : new AttachedPool(scope, id, { migration });

/** Kept when the stack is deleted, and protected from deletion unless the configuration says otherwise. */
export class TargetPool extends Construct {
  /** The L1, because its exact properties are the point: {@link MigrationTrigger} adds the trigger to it. */
  readonly userPool: CfnUserPool;

  constructor(scope: Construct, id: string, { migration }: TargetPoolProps) {
    super(scope, id);
    const plan = migration.pools.target;
    this.userPool = new CfnUserPool(this, 'Pool', {
      userPoolName: plan.name,
      deletionProtection: plan.deletionProtection === true ? 'ACTIVE' : 'INACTIVE',
      ...signInProperties(plan),
      ...policyProperties(plan),
      ...verificationProperties(plan),
      ...(plan.sendsSms ? { smsConfiguration: this.#smsConfiguration(migration) } : {}),
      ...emailProperties(plan),
      ...featureProperties(plan),
    });
    this.userPool.applyRemovalPolicy(RemovalPolicy.RETAIN);
    for (const { property, reason } of plan.differences) {
      Annotations.of(this).addInfo(`Not as in the source pool: ${property}: ${reason}`);
    }
  }

  /** Cognito sends SMS by a role of this account. The pool's ARN cannot be a condition: the pool needs the role first. */
  #smsConfiguration(migration: Migration): CfnUserPool.SmsConfigurationProperty {
    const externalId = `${migration.names.targetStack}-sms`;
    const role = new Role(this, 'SmsRole', {
      description: 'Lets Cognito send SMS codes',
      assumedBy: new ServicePrincipal('cognito-idp.amazonaws.com', {
        conditions: {
          StringEquals: { 'sts:ExternalId': externalId, 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
      // A phone number is no resource, so SMS can only be allowed on "*". Developer Guide "SMS message settings", 2026-11
      inlinePolicies: {
        SendSms: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] })],
        }),
      },
    });
    return { externalId, snsCallerArn: role.roleArn };
  }
}

const signInProperties = ({ signIn, schema }: TargetPoolPlan) => ({
  ...(signIn.mode === 'alias' ? { aliasAttributes: [...signIn.attributes] } : {}),
  ...(signIn.mode === 'username-attributes' ? { usernameAttributes: [...signIn.attributes] } : {}),
  usernameConfiguration: { caseSensitive: signIn.caseSensitive },
  schema: schema.flatMap(schemaProperty),
});

const policyProperties = (plan: TargetPoolPlan) => ({
  policies: {
    passwordPolicy: {
      ...plan.passwordPolicy,
      ...(plan.temporaryPasswordDays === undefined
        ? {}
        : { temporaryPasswordValidityDays: plan.temporaryPasswordDays }),
      ...(plan.passwordHistorySize === undefined ? {} : { passwordHistorySize: plan.passwordHistorySize }),
    },
    // The password alone is what a pool without the setting has; naming it would only bind the pool to newer plans.
    ...(plan.firstFactors.some((factor) => factor !== 'PASSWORD')
      ? { signInPolicy: { allowedFirstAuthFactors: [...plan.firstFactors] } }
      : {}),
  },
  mfaConfiguration: plan.mfa.mode,
  ...(plan.mfa.mode === 'OFF' ? {} : { enabledMfas: [...plan.mfa.methods] }),
  // Open only together with the guard, which asks the source about a new name (amplify-js#5081): see MigrationTrigger.
  adminCreateUserConfig: {
    allowAdminCreateUserOnly: !plan.selfSignUp,
    ...(Object.keys(plan.inviteMessages).length > 0
      ? { inviteMessageTemplate: lowerFirst(plan.inviteMessages) }
      : {}),
  },
});

const verificationProperties = (plan: TargetPoolPlan) => ({
  autoVerifiedAttributes: [...plan.autoVerified],
  userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: [...plan.autoVerified] },
  ...(plan.recovery.length > 0
    ? { accountRecoverySetting: { recoveryMechanisms: plan.recovery.map((mechanism) => ({ ...mechanism })) } }
    : {}),
  ...messageProperties(plan.messages),
});

const emailProperties = ({ email }: TargetPoolPlan) =>
  email === undefined
    ? {}
    : {
        emailConfiguration: {
          emailSendingAccount: 'DEVELOPER',
          sourceArn: email.sesIdentityArn,
          ...(email.from === undefined ? {} : { from: email.from }),
          ...(email.replyTo === undefined ? {} : { replyToEmailAddress: email.replyTo }),
        },
      };

const featureProperties = ({ tier, threatProtection, devices }: TargetPoolPlan) => ({
  ...(tier === undefined ? {} : { userPoolTier: tier }),
  ...(threatProtection === undefined ? {} : { userPoolAddOns: { advancedSecurityMode: threatProtection } }),
  ...(devices === undefined
    ? {}
    : {
        deviceConfiguration: {
          challengeRequiredOnNewDevice: devices.challengeOnNew,
          deviceOnlyRememberedOnUserPrompt: devices.rememberOnPrompt,
        },
      }),
});
