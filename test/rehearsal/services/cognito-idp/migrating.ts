/** Pools whose migration trigger gives one answer. */
import { createLocalPool, FUNCTION_ARN } from './local-pool.ts';

export const LAMBDA = { LambdaConfig: { UserMigration: FUNCTION_ARN } };

/** The answer for a confirmed user with a verified e-mail address. */
export const MIGRATED = {
  userAttributes: { email: 'ada@example.com', email_verified: 'true' },
  finalUserStatus: 'CONFIRMED',
  messageAction: 'SUPPRESS',
};

/** A pool whose migration trigger gives `response`. */
export const migrating = (response: unknown, pool: object = {}, client: object = {}) =>
  createLocalPool({ pool: { ...LAMBDA, ...pool }, client, trigger: () => response });
