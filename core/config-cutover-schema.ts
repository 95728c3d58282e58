/** The part of the configuration's schema about the cutover: when it may happen, by itself or by hand, and when account A may go. */
import { z } from 'zod';
import { RECURRING_SCHEDULE } from './config-values.ts';

const gates = z
  .strictObject({
    migratedShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.95)
      .describe(
        'Share of the users who can still come that must have come and be proven; shells do not count.',
      ),
    quietDays: z
      .number()
      .min(0)
      .max(365)
      .default(14)
      .describe('Days since somebody last came. 0: any number will do.'),
    failureShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.01)
      .describe('Share of the attempts within failureDays that may have failed for reasons of ours.'),
    failureDays: z
      .number()
      .int()
      .min(1)
      .max(90)
      .default(30)
      .describe('Days over which failureShare is taken.'),
    sweepMaxAgeHours: z
      .number()
      .min(1)
      .max(168)
      .default(26)
      .describe('Hours since the last sweep was finished, at most.'),
    failedReconciliations: z
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .default(0)
      .describe('Users whose reconciliation was given up, at most.'),
  })
  .prefault({})
  .describe('What must be true before app clients lose their password flows. Missing evidence is not met.');

const schedule = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('Whether the cutover runs by its schedule. By hand it can be run in any case.'),
    expression: z
      .string()
      .regex(
        // Scheduler User Guide "Schedule types in EventBridge Scheduler", 2026-11
        new RegExp(`${RECURRING_SCHEDULE.source}|^at\\(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\)$`),
        'must be such as "rate(1 day)", "cron(0 3 * * ? *)" or "at(2027-03-01T03:00:00)", without minutes in rate()',
      )
      .default('rate(1 day)')
      .describe('When the cutover is assessed, as EventBridge Scheduler writes it; at() is once.'),
    repairExpression: z
      .string()
      .regex(
        RECURRING_SCHEDULE,
        'must be such as "rate(1 day)" or "cron(0 3 * * ? *)", without minutes in rate()',
      )
      .default('rate(1 day)')
      .describe(
        'Where expression is at(): when app clients are looked at from then on, and repaired if they have drifted.',
      ),
    timeZone: z
      .string()
      .min(1)
      .max(50)
      .default('UTC')
      .describe('Time zone of cron() and at(), such as "Europe/Berlin".'),
    automatic: z
      .boolean()
      .default(false)
      .describe(
        'True: the schedule cuts over as soon as the gates are met. False: while migrating it only says whether they are, because no gate can know whether every application signs in by SRP.',
      ),
  })
  .prefault({})
  .describe('When the cutover is assessed, and whether it happens by itself.');

export const cutover = z
  .strictObject({
    gates,
    userAuth: z
      .enum(['remove', 'keep'])
      .default('remove')
      .describe(
        'What becomes of ALLOW_USER_AUTH: it lets passwords in. keep: for one-time codes and passkeys, and said so by every assessment.',
      ),
    schedule,
    retirement: z
      .strictObject({
        quietDays: z
          .number()
          .min(0)
          .max(365)
          .default(30)
          .describe('Days since somebody last came, before account A may go.'),
      })
      .prefault({})
      .describe('When account A is no longer needed.'),
  })
  .prefault({})
  .describe('The step after which app clients send no passwords any more, and the way back.');
