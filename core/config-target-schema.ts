/** The target half of the configuration's schema: the new pool and its app clients. */
import { z } from 'zod';
import { accountId, attributeName, region } from './config-values.ts';

const customAttribute = z.strictObject({
  name: z
    .string()
    .regex(/^custom:[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,20}$/u, 'must be "custom:" and 1 to 20 characters')
    .describe('Name with its custom: prefix.'),
  type: z
    .enum(['String', 'Number', 'DateTime', 'Boolean'])
    .default('String')
    .describe('Type of the attribute.'),
  mutable: z.boolean().default(true).describe('False: written once, at creation.'),
  minLength: z.number().int().min(0).max(2048).optional().describe('Shortest text.'),
  maxLength: z.number().int().min(0).max(2048).optional().describe('Longest text.'),
  minValue: z.number().int().optional().describe('Smallest number.'),
  maxValue: z.number().int().optional().describe('Largest number.'),
});

const overrides = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\w\s+=,.@-]{1,128}$/, 'must be 1 to 128 letters, digits, spaces or _+=,.@-')
      .optional()
      .describe("Name of the new pool; the exported pool's by default."),
    deletionProtection: z.boolean().default(true).describe('Whether Cognito refuses to delete the pool.'),
    signIn: z
      .strictObject({
        mode: z.enum(['plain', 'alias', 'username-attributes']).describe('What users type to sign in.'),
        attributes: z
          .array(z.enum(['email', 'phone_number', 'preferred_username']))
          .default([])
          .describe('The alias or username attributes; empty in a plain pool.'),
      })
      .optional()
      .describe("Other sign-in options than the source's. They cannot be changed after the pool's creation."),
    caseSensitive: z
      .boolean()
      .optional()
      .describe('Whether user names differ by letter case. Unchangeable later.'),
    passwordPolicy: z
      .strictObject({
        minimumLength: z.number().int().min(6).max(99).optional().describe('Shortest password.'),
        requireUppercase: z.boolean().optional().describe('At least one upper-case letter.'),
        requireLowercase: z.boolean().optional().describe('At least one lower-case letter.'),
        requireNumbers: z.boolean().optional().describe('At least one digit.'),
        requireSymbols: z.boolean().optional().describe('At least one symbol.'),
      })
      .optional()
      .describe('Parts of the password policy that differ from the source.'),
    mfa: z
      .strictObject({
        mode: z
          .enum(['OFF', 'OPTIONAL', 'ON'])
          .optional()
          .describe("Whether a second factor is asked for; the source's by default."),
        methods: z
          .array(z.enum(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']))
          .optional()
          .describe(
            'Second factors; EMAIL_OTP needs overrides.email. By default SMS where the source sends SMS, and TOTP.',
          ),
      })
      .optional()
      .describe('Second factors of the new pool.'),
    tier: z
      .enum(['LITE', 'ESSENTIALS', 'PLUS'])
      .optional()
      .describe("Feature plan; the source's by default."),
    attributes: z
      .array(customAttribute)
      .default([])
      .describe('Custom attributes that the source does not have.'),
    email: z
      .strictObject({
        sesIdentityArn: z
          .string()
          .regex(/^arn:aws[\w-]*:ses:[a-z0-9-]+:\d{12}:identity\/\S+$/, 'must be the ARN of an SES identity')
          .describe('Verified SES identity of account B that sends the mails.'),
        from: z.string().min(3).max(320).optional().describe('Sender shown to the user.'),
        replyTo: z.string().min(3).max(320).optional().describe('Where answers go.'),
      })
      .optional()
      .describe("How mails are sent. Without it: Cognito's own sender, which is limited to 50 mails a day."),
  })
  .describe('What the new pool has otherwise than the exported one.');

const attach = z
  .strictObject({
    userPoolId: z
      .string()
      .max(55)
      .regex(/^[\w-]+_[0-9a-zA-Z]+$/, 'must be a user pool id such as "us-east-1_AbCdEfGhI"')
      .describe("Id of the pool, in the target's account and region. Users migrate into it as it is."),
    describedBy: z
      .string()
      .min(1)
      .describe(
        'File with the output of `aws cognito-idp describe-user-pool` for that pool, relative to this file. Export it again and deploy to have the triggers attached anew.',
      ),
  })
  .describe(
    'An existing pool. Only its user-migration trigger (and, with target.selfSignUp, its pre-sign-up trigger) and the attribute custom:source_sub are added, the attribute for good.',
  );

/** An attached pool keeps its settings; deriving them from `overrides` all the same would be told to the Lambdas alone. */
const userPool = z
  .strictObject({
    like: z
      .string()
      .min(1)
      .describe(
        'File with the output of `aws cognito-idp describe-user-pool` for the source pool, relative to this file.',
      ),
    attach: attach.optional(),
    overrides: overrides.optional(),
  })
  .superRefine((pool, context) => {
    if (pool.attach !== undefined && pool.overrides !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['overrides'],
        message:
          'cannot stand beside attach, since an existing pool keeps its settings; remove one of the two',
      });
  })
  .transform((pool) => ({ ...pool, overrides: pool.overrides ?? overrides.parse({}) }))
  .describe(
    'The new pool: made like the exported source pool, with overrides; or an existing one, attached.',
  );

export const target = z
  .strictObject({
    accountId: accountId.describe('Account B: the account of the pool that users move to.'),
    region: region.describe('Region of the target pool.'),
    userPool,
    selfSignUp: z
      .strictObject({
        enabled: z
          .boolean()
          .default(false)
          .describe(
            'True: anybody may sign up in the new pool, and the Lambda guard-sign-up asks the source about each of them.',
          ),
      })
      .prefault({})
      .describe('Whether people may sign up by themselves while users are still being migrated.'),
  })
  .describe('The pool that users move to.');

/** What tokens of a client live for where nothing is said. */
export const TOKEN_VALIDITY = { accessMinutes: 60, idMinutes: 60, refreshDays: 30 } as const;

export const appClient = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9-]{0,63}$/,
      'must start with a letter and hold only letters, digits and hyphens',
    )
    .describe('Name of the app client; the stack output AppClientId<Name> carries its id.'),
  clientId: z
    .string()
    .regex(/^[\w+]{1,128}$/, 'must be an app client id such as "1h57kf5cpq17m0eml12EXAMPLE"')
    .optional()
    .describe(
      'Id of an app client that the attached pool has already: it stays as it is until the cutover, which covers it. Nothing but its name stands beside it.',
    ),
  generateSecret: z
    .boolean()
    .default(false)
    .describe('True for clients that run on a server and can keep a secret.'),
  readAttributes: z
    .array(attributeName)
    .min(1)
    .optional()
    .describe('Attributes its users may read; all by default.'),
  writeAttributes: z
    .array(attributeName)
    .min(1)
    .optional()
    .describe(
      'Attributes its users may change themselves; by default the standard ones and no custom ones, which often carry rights.',
    ),
  tokenValidity: z
    .strictObject({
      accessMinutes: z
        .number()
        .int()
        .min(5)
        .max(1440)
        .default(TOKEN_VALIDITY.accessMinutes)
        .describe('Life of access tokens, in minutes.'),
      idMinutes: z
        .number()
        .int()
        .min(5)
        .max(1440)
        .default(TOKEN_VALIDITY.idMinutes)
        .describe('Life of id tokens, in minutes.'),
      refreshDays: z
        .number()
        .int()
        .min(1)
        .max(3650)
        .default(TOKEN_VALIDITY.refreshDays)
        .describe('Life of refresh tokens, in days.'),
    })
    .prefault({})
    .describe('How long tokens live.'),
});
