/** The part of the configuration's schema about seeing what happens: logs, alarms, and the rate rule before the pool. */
import { z } from 'zod';
import { RETENTION_DAYS } from './config-values.ts';

export const logs = z
  .strictObject({
    retentionDays: z.literal(RETENTION_DAYS).default(90).describe('Days that logs are kept.'),
    dataProtection: z
      .boolean()
      .default(true)
      .describe(
        'Whether CloudWatch masks e-mail addresses, phone numbers, tokens and AWS keys in the log groups: a second net, as nothing of ours writes any.',
      ),
    encryption: z
      .enum(['aws', 'kms'])
      .default('aws')
      .describe(
        'aws: by keys of CloudWatch Logs. kms: by a key of account B, which the stack makes unless kmsKeyArn names one.',
      ),
    kmsKeyArn: z
      .string()
      .regex(
        /^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
        'must be the ARN of a key, not of an alias, such as "arn:aws:kms:us-east-1:222222222222:key/…"',
      )
      .optional()
      .describe(
        "An existing key for the log groups; its policy must let CloudWatch Logs of the target's region use it.",
      ),
  })
  .prefault({})
  .describe(
    'Logs of the Lambdas and of the state machines; protection and encryption also of the audit log.',
  );

/** What an endpoint looks like, by protocol. SNS API reference "Subscribe", 2026-11 */
export const ENDPOINTS = {
  email: /^[^\s@]+@[^\s@]+$/,
  'email-json': /^[^\s@]+@[^\s@]+$/,
  https: /^https:\/\/\S+$/,
  sqs: /^arn:aws[\w-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]+$/,
  lambda: /^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w-]+)?$/,
} as const;

const subscriber = z.strictObject({
  protocol: z
    .enum(Object.keys(ENDPOINTS) as (keyof typeof ENDPOINTS)[])
    .describe('How to tell them. A queue or Lambda must let the topic in by its own policy.'),
  endpoint: z
    .string()
    .min(1)
    .max(2048)
    .describe('Whom to tell: an e-mail address, which has to confirm; an https URL; or an ARN.'),
});

export const alarms = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether there are alarms and their topic.'),
    subscribers: z
      .array(subscriber)
      .default([])
      .describe('Who is told of alarms; without any they show in the console alone.'),
    failureShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.01)
      .describe('Share of the attempts of five minutes that may fail for reasons of ours.'),
    minimumAttempts: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(20)
      .describe('Attempts in five minutes below which no share is looked at.'),
    latencyP99Ms: z
      .number()
      .int()
      .min(100)
      // The handler gives up after 4.5 s.
      .max(4500)
      .default(4000)
      .describe(
        '99 of 100 attempts of five minutes must take no longer. Giving up for lack of time is an alarm anyway.',
      ),
    minimumLatencySamples: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(100)
      .describe('Attempts in five minutes below which the 99th percentile is not looked at.'),
    rejectionsPerFiveMinutes: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(100)
      .describe('Rejections in five minutes from which on somebody may be trying passwords.'),
    rejectionShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .describe(
        'Share of all attempts that they must be as well: in a busy morning many mistype, but most come in.',
      ),
    sourceAuthFailures: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(1)
      .describe(
        'Attempts in five minutes that account A may refuse the role, up to the one that sets the alarm off.',
      ),
    runbookUrl: z
      .string()
      .min(1)
      .max(512)
      .regex(/^[^\s#]+$/, 'must be a path or URL without spaces and without "#"')
      .default('docs/runbook.md')
      .describe('Where the runbook is; descriptions of alarms link to its chapters.'),
  })
  .prefault({})
  .describe('Alarms and whom they are told.');

export const waf = z
  .strictObject({
    enabled: z
      .boolean()
      .optional()
      .describe(
        'Whether a web ACL with a rate rule stands before the target pool. By default before a new pool; an attached one may have its own already, and a pool has only one.',
      ),
    requestsPerFiveMinutes: z
      .number()
      .int()
      // Developer Guide "Rate-based rule high-level settings", 2026-11
      .min(10)
      .max(2_000_000_000)
      .default(300)
      .describe('Requests of one IP address in five minutes above which it is blocked until it slows down.'),
    uncounted: z
      .array(
        z
          .string()
          .regex(
            /^(\d{1,3}(\.\d{1,3}){3}\/([1-9]|[12]\d|3[0-2])|[0-9a-f:]+:[0-9a-f:]*\/([1-9]|[1-9]\d|1[01]\d|12[0-8]))$/i,
            'must be a block of addresses such as "203.0.113.7/32"',
          ),
      )
      .default([])
      .describe(
        'Blocks of addresses that are not counted: servers of yours, or offices, behind which many users sign in.',
      ),
  })
  .prefault({})
  .describe('The rate rule before the target pool, against passwords being tried through it.');
