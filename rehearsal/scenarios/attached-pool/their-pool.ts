/**
 * The pool that is attached: somebody else's, in use, with settings, triggers and an app client of its own, and with some
 * settings that AWS has added since.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cloud } from '../../cloud/cloud.ts';
import type { PoolDescription } from '../../input/records.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' } as const;
const POOL_ID = 'us-east-1_TheirPl1';
const CLIENT_ID = 'theirwebclient0example000';
const LAMBDA = 'their-triggers';
const ROLE = `arn:aws:iam::${SCOPE.accountId}:role/${LAMBDA}`;
const LAMBDA_ARN = `arn:aws:lambda:${SCOPE.region}:${SCOPE.accountId}:function:${LAMBDA}`;

export const THEIRS = {
  ...SCOPE,
  userPoolId: POOL_ID,
  arn: `arn:aws:cognito-idp:${SCOPE.region}:${SCOPE.accountId}:userpool/${POOL_ID}`,
  clientId: CLIENT_ID,
  lambdaArn: LAMBDA_ARN,
} as const;

/** Members of a pool's description that no SDK knows, one of them a trigger. */
const LATER_SETTINGS = ['NextYearsSetting', 'LambdaConfig.NextYearsTrigger'];

/** Like the sample, so that its users have a place in it, and otherwise wherever that is possible. */
export const theirPool = (sample: PoolDescription): PoolDescription => ({
  ...sample,
  Id: THEIRS.userPoolId,
  Arn: THEIRS.arn,
  Name: 'their-customers',
  SchemaAttributes: [...sample.SchemaAttributes, BADGE],
  ...SETTINGS,
});

const BADGE = { Name: 'custom:badge', AttributeDataType: 'String', Mutable: true, Required: false };

const SETTINGS: Readonly<Record<string, unknown>> = {
  Policies: {
    PasswordPolicy: {
      MinimumLength: 14,
      RequireUppercase: true,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: false,
      TemporaryPasswordValidityDays: 3,
    },
    SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
  },
  AutoVerifiedAttributes: ['email', 'phone_number'],
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  EmailVerificationSubject: 'Your code at Their Shop',
  EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT', ReplyToEmailAddress: 'them@example.org' },
  SmsConfiguration: {
    SnsCallerArn: `arn:aws:iam::${SCOPE.accountId}:role/their-sms`,
    ExternalId: 'theirs',
    SnsRegion: SCOPE.region,
  },
  DeviceConfiguration: { ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: true },
  UserPoolTags: { team: 'theirs', 'aws:cloudformation:stack-name': 'their-stack' },
  AdminCreateUserConfig: {
    AllowAdminCreateUserOnly: true,
    UnusedAccountValidityDays: 3,
    InviteMessageTemplate: { EmailSubject: 'Welcome to Their Shop' },
  },
  UserPoolTier: 'PLUS',
  UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
  LambdaConfig: {
    PreSignUp: LAMBDA_ARN,
    PreAuthentication: LAMBDA_ARN,
    PostAuthentication: LAMBDA_ARN,
    PostConfirmation: LAMBDA_ARN,
    DefineAuthChallenge: LAMBDA_ARN,
    NextYearsTrigger: { LambdaArn: LAMBDA_ARN, LambdaVersion: 'V9_0' },
  },
  NextYearsSetting: { Level: 'HIGH', Among: [{ Deep: true }] },
};

/** Answers every event as it came, which lets every sign-in pass. */
const CODE = 'exports.handler = async (event) => event;\n';

const createTriggers = ({ iam, lambda }: Cloud): void => {
  const trusted = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'lambda.amazonaws.com' },
  };
  iam.putRole({
    accountId: SCOPE.accountId,
    name: LAMBDA,
    arn: ROLE,
    trustPolicy: { Statement: trusted },
    maxSessionSeconds: 3600,
  });
  const logs = { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' };
  iam.putRolePolicy(ROLE, 'logs', { Statement: logs });
  const directory = mkdtempSync(join(tmpdir(), 'their-triggers-'));
  try {
    writeFileSync(join(directory, 'index.js'), CODE);
    lambda.putFunction(SCOPE, {
      functionName: LAMBDA,
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      codeDirectory: directory,
      timeoutSeconds: 5,
      memoryMb: 128,
      environment: {},
      roleArn: ROLE,
      logGroupName: `/aws/lambda/${LAMBDA}`,
      tracing: 'PassThrough',
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  lambda.addPermission(LAMBDA_ARN, {
    action: 'lambda:InvokeFunction',
    principal: 'cognito-idp.amazonaws.com',
    sourceArn: THEIRS.arn,
  });
};

/**
 * Everything of theirs, as it is before a migration begins.
 * @param triggers further ones of their own
 */
export const createTheirs = (
  cloud: Cloud,
  sample: PoolDescription,
  triggers: Readonly<Record<string, string>> = {},
): void => {
  cloud.logs.putLogGroup(SCOPE, { name: `/aws/lambda/${LAMBDA}` });
  createTriggers(cloud);
  const { cognito } = cloud;
  cognito.addLaterSettings('pool', ...LATER_SETTINGS);
  const pool = theirPool(sample);
  const LambdaConfig = { ...(pool.LambdaConfig as object), ...triggers };
  cognito.createUserPool(SCOPE, { ...pool, LambdaConfig }, { id: THEIRS.userPoolId });
  cognito.setUserPoolMfaConfig(THEIRS.userPoolId, {
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
    WebAuthnConfiguration: { RelyingPartyId: 'shop.example.org', UserVerification: 'preferred' },
  });
  cognito.createUserPoolClient(
    SCOPE,
    {
      UserPoolId: THEIRS.userPoolId,
      ClientName: 'their-web',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      IdTokenValidity: 17,
      AccessTokenValidity: 17,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes' },
    },
    { clientId: THEIRS.clientId },
  );
};
