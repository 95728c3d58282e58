/** The part of the configuration's schema about what follows a sign-in: the sweep over both pools, and who is right afterwards. */
import { z } from 'zod';
import { RECURRING_SCHEDULE } from './config-values.ts';

/** Nothing is left at 0; at 1 nobody else in the account may call the same operations. */
const share = z.number().min(0.01).max(1).default(0.5);

// Developer Guide "Quotas": 40 million users in a pool, 2026-11
const MOST_USERS = 40_000_000;

export const sweep = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('Whether the sweep runs by its schedule. By hand it can be run in any case.'),
    schedule: z
      .string()
      .regex(
        RECURRING_SCHEDULE,
        'must be such as "rate(1 day)", "rate(6 hours)" or "cron(0 3 * * ? *)", without minutes in rate()',
      )
      .default('rate(1 day)')
      .describe('When the sweep runs, as EventBridge Scheduler writes it; cron times are UTC.'),
    listUsersShare: share.describe(
      'Share of the 30 ListUsers calls a second, which all pools of an account and region have together, that the sweep may take on each side.',
    ),
    updateShare: share.describe(
      'Share of the 25 user updates a second of the target account that the sweep and what it starts may take.',
    ),
    expectedUsers: z
      .number()
      .int()
      .min(0)
      .max(MOST_USERS)
      .optional()
      .describe(
        "Size of the larger pool, for the first sweep's number of shards; the exported pool's EstimatedNumberOfUsers by default.",
      ),
  })
  .prefault({})
  .describe('The walk over both pools that finds what the ledger misses, and who has not come yet.');

export const reconcile = z
  .strictObject({
    sourceOfTruth: z
      .enum(['target', 'source'])
      .default('target')
      .describe(
        'Who is right about an attribute once a user has signed in to the target. source: every reconciliation writes what the source says, over what was changed in the target.',
      ),
  })
  .prefault({})
  .describe('How a migrated user is made equal to what the source says.');
