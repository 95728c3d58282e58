/** The configuration's closed schema: every key with its default and a sentence for the operator. */
import { z } from 'zod';
import { cutover } from './config-cutover-schema.ts';
import { network, telemetry } from './config-network-schema.ts';
import { alarms, logs, waf } from './config-observability-schema.ts';
import { reconcile, sweep } from './config-sweep-schema.ts';
import { appClient, target } from './config-target-schema.ts';
import { accountId, attributeName, RETENTION_DAYS, region } from './config-values.ts';
import { LONGEST_NAME } from './names.ts';

const groupName = z.string().min(1).max(128);

const source = z
  .strictObject({
    accountId: accountId.describe('Account A: the account of the pool that users leave.'),
    region: region.describe('Region of the source pool.'),
    userPoolId: z
      .string()
      .max(55)
      .regex(/^[\w-]+_[0-9a-zA-Z]+$/, 'must be a user pool id such as "eu-west-1_AbCdEfGhI"')
      .describe('Id of the source pool. The pool is only read; nothing on it is changed.'),
    appClient: z
      .strictObject({
        clientId: z
          .string()
          .regex(/^[\w+]{1,128}$/, 'must be an app client id such as "1h57kf5cpq17m0eml12EXAMPLE"')
          .describe('Id of an app client of the source pool that allows ALLOW_ADMIN_USER_PASSWORD_AUTH.'),
        clientSecretArn: z
          .string()
          .regex(
            // Without the six characters it would name the secret, but the role's policy would match nothing.
            // Developer Guide "Secret ARN", 2026-11
            /^arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/,
            "must be the ARN of a Secrets Manager secret that holds the client's secret, with the six characters at its end; never the secret itself",
          )
          .describe(
            'ARN of a secret in account B, in the target\'s region, that holds this client\'s secret: its text, or JSON with "clientSecret".',
          )
          .optional(),
      })
      .describe(
        'An app client that is brought along. Without it the source stack creates one of its own, which is safer.',
      )
      .optional(),
  })
  .describe('The pool that users leave.');

const mapping = z
  .strictObject({
    rename: z
      .record(attributeName, attributeName)
      .default({})
      .describe('Source attribute name to target attribute name.'),
    drop: z.array(attributeName).default([]).describe('Source attributes that are not carried over.'),
    constant: z
      .record(attributeName, z.string().max(2048))
      .default({})
      .describe('Target attribute name to one value for every migrated user.'),
  })
  .prefault({})
  .describe('What becomes of user attributes. What no rule names is copied under its own name.');

const policies = z
  .strictObject({
    mfa: z
      .strictObject({
        unportable: z
          .enum(['reset-required', 'migrate', 'reject'])
          .default('reset-required')
          .describe(
            'A proven password, and a second factor that cannot be carried (TOTP, e-mail code): the mailbox is proven too, the user is let in without the factor, or is refused.',
          ),
        unportableOnReset: z
          .enum(['reject', 'reset-required'])
          .default('reject')
          .describe(
            'The same factor where no password was proven: forgot-password, or reset by an administrator.',
          ),
      })
      .prefault({})
      .describe('Second factors that cannot be carried to another pool.'),
    passwordPolicy: z
      .enum(['accept', 'reset-required'])
      .default('accept')
      .describe("A password that the source accepts and the target's policy would refuse."),
    resetRequired: z
      .enum(['reset-required', 'reject'])
      .default('reset-required')
      .describe('Users whose password was reset in the source.'),
    letterCaseLookup: z
      .boolean()
      .default(false)
      .describe('One ListUsers by e-mail where the target ignores letter case and the source does not.'),
    signUpWhenSourceUnreachable: z
      .enum(['refuse', 'allow'])
      .default('refuse')
      .describe('Answer to a self sign-up while the source cannot be asked whether it knows the user.'),
  })
  .prefault({})
  .describe('What happens to users who cannot simply be carried over.');

const groups = z
  .strictObject({
    mode: z
      .enum(['off', 'from-token', 'list'])
      .default('from-token')
      .describe(
        'Where groups are read: nowhere, from the id token, or by AdminListGroupsForUser (which widens the role in account A).',
      ),
    map: z
      .record(groupName, groupName)
      .default({})
      .describe('Source group to target group. Groups not named here are never applied.'),
    create: z
      .boolean()
      .default(true)
      .describe(
        'Whether the stack creates the target groups of map, without an IAM role. False where somebody else does.',
      ),
    privileged: z
      .array(groupName)
      .default([])
      .describe(
        'Target groups that carry an IAM role and are applied all the same: named here a second time.',
      ),
  })
  .prefault({})
  .describe('Which groups travel with a user.');

const trigger = z
  .strictObject({
    memorySize: z
      .number()
      .int()
      .min(128)
      .max(10240)
      .default(1024)
      .describe('Memory of migrate-user and guard-sign-up in MB, and with it their share of a processor.'),
    reservedConcurrency: z
      .number()
      .int()
      .min(1)
      .max(10000)
      .optional()
      .describe('Upper bound of simultaneous migrations, kept free for them.'),
    provisionedConcurrency: z
      .strictObject({
        min: z.number().int().min(1).max(10000).describe('Instances kept warm at any time.'),
        max: z.number().int().min(1).max(10000).describe('Instances kept warm at most.'),
        utilization: z
          .number()
          .min(0.1)
          .max(0.9)
          .default(0.7)
          .describe('Share of them in use that is aimed at.'),
      })
      .optional()
      .describe('Warm instances with a scaling target; the pool then calls the alias "live".'),
  })
  .prefault({})
  .describe('Size of the Lambdas that Cognito waits for; concurrency is that of migrate-user.');

const ledger = z
  .strictObject({
    deletionProtection: z
      .boolean()
      .default(true)
      .describe(
        'Whether the table refuses to be deleted. It is kept when its stack is deleted, in any case.',
      ),
  })
  .prefault({})
  .describe('The table with one record per user who was let in.');

const audit = z
  .strictObject({
    retentionDays: z
      .literal(RETENTION_DAYS)
      .default(400)
      .describe('Days that the log of audit events is kept; 400 covers a year and its audit.'),
    archiveDays: z
      .number()
      .int()
      .min(1)
      .max(3653)
      .default(400)
      .describe('Days that audit events can be replayed from the archive.'),
    deletionProtection: z
      .boolean()
      .default(true)
      .describe(
        'Whether the log of audit events refuses to be deleted. It is kept when its stack is deleted, in any case.',
      ),
  })
  .prefault({})
  .describe('The trail of what happened to every user: ids, outcomes and reasons, no personal values.');

export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe('For editors: path of config.schema.json.'),
    name: z
      .string()
      .max(LONGEST_NAME)
      .regex(
        /^[a-z][a-z0-9-]*$/,
        'must start with a lower-case letter and hold only lower-case letters, digits and hyphens',
      )
      .default('cognito-migration')
      .describe(
        'Prefix of everything the stacks name; change it to run two migrations in the same accounts.',
      ),
    externalId: z
      .string()
      .regex(/^[\w+=,.@:/-]{2,256}$/, 'must be 2 to 256 letters, digits or +=,.@:/-')
      .optional()
      .describe(
        'External id of the role in account A; derived from name, source pool and target account by default.',
      ),
    tags: z
      .record(z.string().min(1).max(128), z.string().max(256))
      .default({})
      .describe('Tags of every resource in both stacks.'),
    source,
    target,
    appClients: z
      .array(appClient)
      .min(1)
      .describe('App clients of the new pool; the first one is the output AppClientId.'),
    phase: z
      .enum(['migrating', 'srp-only'])
      .default('migrating')
      .describe(
        'migrating: clients may send passwords, so that users can be migrated. srp-only: the cutover is done.',
      ),
    mapping,
    policies,
    groups,
    trigger,
    logs,
    alarms,
    waf,
    ledger,
    audit,
    reconcile,
    sweep,
    cutover,
    network,
    telemetry,
  })
  .describe('Configuration of one migration between two Cognito user pools.');
