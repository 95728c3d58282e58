/** Values that several parts of the configuration's schema share, each with its own demand in words. */
import { z } from 'zod';

export const accountId = z.string().regex(/^\d{12}$/, 'must be the 12 digits of an AWS account, in quotes');
export const region = z
  .string()
  .regex(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 'must be a region name such as "eu-west-1"');
export const attributeName = z
  .string()
  .regex(
    /^((dev:)?custom:)?[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,60}$/u,
    'must be an attribute name such as "family_name" or "custom:tenant"',
  );

/**
 * Scheduler User Guide "Schedule types in EventBridge Scheduler", 2026-11. Minutes are refused in rate(): runs would
 * meet.
 */
export const RECURRING_SCHEDULE =
  /^(rate\((1 (hour|day)|([2-9]|[1-9]\d{1,2}) (hours|days))\)|cron\([\d*?,/A-Z#-]+( [\d*?,/A-Z#-]+){5}\))$/;

// PutRetentionPolicy accepts these and no others. CloudWatch Logs API reference, 2026-11
export const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;
