/** The properties of `AWS::Cognito::UserPool` that the rehearsal models, nested ones included. */
import * as z from 'zod';
import { flag, lambdaArn, number, text } from '../property-shapes.ts';

const passwordPolicy = z.strictObject({
  MinimumLength: number.exactOptional(),
  PasswordHistorySize: number.exactOptional(),
  RequireLowercase: flag.exactOptional(),
  RequireNumbers: flag.exactOptional(),
  RequireSymbols: flag.exactOptional(),
  RequireUppercase: flag.exactOptional(),
  TemporaryPasswordValidityDays: number.exactOptional(),
});

const schemaAttribute = z.strictObject({
  AttributeDataType: z.enum(['String', 'Number', 'DateTime', 'Boolean']).exactOptional(),
  DeveloperOnlyAttribute: flag.exactOptional(),
  Mutable: flag.exactOptional(),
  Name: text,
  NumberAttributeConstraints: z
    .strictObject({ MaxValue: text.exactOptional(), MinValue: text.exactOptional() })
    .exactOptional(),
  Required: flag.exactOptional(),
  StringAttributeConstraints: z
    .strictObject({ MaxLength: text.exactOptional(), MinLength: text.exactOptional() })
    .exactOptional(),
});

/** Triggers beside these are left to the local Cognito, which refuses those it does not call. */
const lambdaConfig = z.strictObject({
  CreateAuthChallenge: lambdaArn.exactOptional(),
  CustomMessage: lambdaArn.exactOptional(),
  DefineAuthChallenge: lambdaArn.exactOptional(),
  PostAuthentication: lambdaArn.exactOptional(),
  PostConfirmation: lambdaArn.exactOptional(),
  PreAuthentication: lambdaArn.exactOptional(),
  PreSignUp: lambdaArn.exactOptional(),
  PreTokenGeneration: lambdaArn.exactOptional(),
  UserMigration: lambdaArn.exactOptional(),
  VerifyAuthChallengeResponse: lambdaArn.exactOptional(),
});

const inviteMessageTemplate = z.strictObject({
  EmailMessage: text.exactOptional(),
  EmailSubject: text.exactOptional(),
  SMSMessage: text.exactOptional(),
});

const verificationMessageTemplate = z.strictObject({
  DefaultEmailOption: z.enum(['CONFIRM_WITH_CODE', 'CONFIRM_WITH_LINK']).exactOptional(),
  EmailMessage: text.exactOptional(),
  EmailMessageByLink: text.exactOptional(),
  EmailSubject: text.exactOptional(),
  EmailSubjectByLink: text.exactOptional(),
  SmsMessage: text.exactOptional(),
});

const emailConfiguration = z.strictObject({
  ConfigurationSet: text.exactOptional(),
  EmailSendingAccount: z.enum(['COGNITO_DEFAULT', 'DEVELOPER']).exactOptional(),
  From: text.exactOptional(),
  ReplyToEmailAddress: text.exactOptional(),
  SourceArn: text.exactOptional(),
});

export const userPoolProperties = z.strictObject({
  AccountRecoverySetting: z
    .strictObject({ RecoveryMechanisms: z.array(z.strictObject({ Name: text, Priority: number })) })
    .exactOptional(),
  AdminCreateUserConfig: z
    .strictObject({
      AllowAdminCreateUserOnly: flag.exactOptional(),
      InviteMessageTemplate: inviteMessageTemplate.exactOptional(),
      UnusedAccountValidityDays: number.exactOptional(),
    })
    .exactOptional(),
  AliasAttributes: z.array(z.enum(['email', 'phone_number', 'preferred_username'])).exactOptional(),
  AutoVerifiedAttributes: z.array(z.enum(['email', 'phone_number'])).exactOptional(),
  DeletionProtection: z.enum(['ACTIVE', 'INACTIVE']).exactOptional(),
  DeviceConfiguration: z
    .strictObject({
      ChallengeRequiredOnNewDevice: flag.exactOptional(),
      DeviceOnlyRememberedOnUserPrompt: flag.exactOptional(),
    })
    .exactOptional(),
  EmailAuthenticationMessage: text.exactOptional(),
  EmailAuthenticationSubject: text.exactOptional(),
  EmailConfiguration: emailConfiguration.exactOptional(),
  EmailVerificationMessage: text.exactOptional(),
  EmailVerificationSubject: text.exactOptional(),
  EnabledMfas: z.array(z.enum(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'])).exactOptional(),
  LambdaConfig: lambdaConfig.exactOptional(),
  MfaConfiguration: z.enum(['OFF', 'ON', 'OPTIONAL']).exactOptional(),
  Policies: z
    .strictObject({
      PasswordPolicy: passwordPolicy.exactOptional(),
      SignInPolicy: z
        .strictObject({ AllowedFirstAuthFactors: z.array(text).exactOptional() })
        .exactOptional(),
    })
    .exactOptional(),
  Schema: z.array(schemaAttribute).exactOptional(),
  SmsAuthenticationMessage: text.exactOptional(),
  SmsConfiguration: z
    .strictObject({ ExternalId: text.exactOptional(), SnsCallerArn: text, SnsRegion: text.exactOptional() })
    .exactOptional(),
  SmsVerificationMessage: text.exactOptional(),
  UserAttributeUpdateSettings: z
    .strictObject({ AttributesRequireVerificationBeforeUpdate: z.array(z.enum(['email', 'phone_number'])) })
    .exactOptional(),
  UsernameAttributes: z.array(z.enum(['email', 'phone_number'])).exactOptional(),
  UsernameConfiguration: z.strictObject({ CaseSensitive: flag.exactOptional() }).exactOptional(),
  UserPoolAddOns: z
    .strictObject({ AdvancedSecurityMode: z.enum(['OFF', 'AUDIT', 'ENFORCED']) })
    .exactOptional(),
  UserPoolName: text.exactOptional(),
  UserPoolTags: z.record(z.string(), text).exactOptional(),
  UserPoolTier: z.enum(['LITE', 'ESSENTIALS', 'PLUS']).exactOptional(),
  VerificationMessageTemplate: verificationMessageTemplate.exactOptional(),
});

export type UserPoolProperties = z.output<typeof userPoolProperties>;
