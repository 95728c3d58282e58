/**
 * The literal names of what the stacks create. Literal, because account A must be able to name account B's roles
 * before they exist, and because a generated name would tie the two stacks together.
 */

/** The longest prefix that keeps every role name within IAM's 64 characters. */
export const LONGEST_NAME = 32;

export type MigrationNames = {
  readonly sourceStack: string;
  readonly targetStack: string;
  /** Receives what account A shares of its telemetry; there only where the configuration asks for it, as is the next. */
  readonly telemetrySinkStack: string;
  readonly telemetryLinkStack: string;
  /** The one role of account A. */
  readonly sourceRole: string;
  /** App client of the migration's own in the source pool. */
  readonly sourceClient: string;
  /** The Lambda, and its role of the same name. */
  readonly migrateUser: string;
  /** The Lambda, and its role of the same name; there only where users may sign up by themselves. */
  readonly guardSignUp: string;
  /** The Lambda, and its role of the same name. */
  readonly reconcileUser: string;
  /** The state machine that follows a sign-in, and its role of the same name. */
  readonly postMigration: string;
  /** The Lambda, and its role of the same name. */
  readonly sweepShard: string;
  /** The Lambda, and its role of the same name. */
  readonly summarizeSweep: string;
  /** The state machine that walks over both pools, its role and its schedule of the same name. */
  readonly sweep: string;
  /** The role by which the schedule starts that machine. */
  readonly sweepSchedule: string;
  /** The queue of starts that the schedule could not deliver. */
  readonly sweepUndelivered: string;
  /** The Lambda, and its role of the same name. */
  readonly assessCutover: string;
  /** The Lambda, and its role of the same name. */
  readonly switchAuthFlow: string;
  /** The Lambda, and its role of the same name; there only where an existing pool is attached. */
  readonly attachTriggers: string;
  /** The state machine that takes the password flow away and gives it back, its role and its schedule of the same name. */
  readonly cutover: string;
  /** The schedule that follows a one-time cutover. */
  readonly cutoverRepair: string;
  /** The role by which both schedules start that machine. */
  readonly cutoverSchedule: string;
  /** The queue of starts that they could not deliver. */
  readonly cutoverUndelivered: string;
  /** The VPC's log of its traffic; there only where the Lambdas are in a VPC of the stack's own. */
  readonly flowLogs: string;
  /** The table with one record per user ever let in. */
  readonly ledger: string;
  /** The event bus of the audit trail; its rule and archive have the same name. */
  readonly audit: string;
  /** The topic that alarms are told to; every alarm's name begins with the prefix alone (core/alarms.ts). */
  readonly alarms: string;
  readonly dashboard: string;
  /** The web ACL with the rate rule of the target pool. */
  readonly webAcl: string;
  /** Alias of the key of the log groups; there only where the stack makes one. */
  readonly logsKey: string;
  /** Alias of the key of the alarms' topic. */
  readonly alarmsKey: string;
};

/** @param prefix `name` of the configuration */
export const migrationNames = (prefix: string): MigrationNames => ({
  sourceStack: `${prefix}-source`,
  targetStack: `${prefix}-target`,
  telemetrySinkStack: `${prefix}-telemetry-sink`,
  telemetryLinkStack: `${prefix}-telemetry-link`,
  sourceRole: `${prefix}-source`,
  sourceClient: `${prefix}-source`,
  migrateUser: `${prefix}-migrate-user`,
  guardSignUp: `${prefix}-guard-sign-up`,
  reconcileUser: `${prefix}-reconcile-user`,
  postMigration: `${prefix}-post-migration`,
  sweepShard: `${prefix}-sweep-shard`,
  summarizeSweep: `${prefix}-summarize-sweep`,
  sweep: `${prefix}-sweep`,
  sweepSchedule: `${prefix}-sweep-schedule`,
  sweepUndelivered: `${prefix}-sweep-undelivered`,
  assessCutover: `${prefix}-assess-cutover`,
  switchAuthFlow: `${prefix}-switch-auth-flow`,
  attachTriggers: `${prefix}-attach-triggers`,
  cutover: `${prefix}-cutover`,
  cutoverRepair: `${prefix}-cutover-repair`,
  cutoverSchedule: `${prefix}-cutover-schedule`,
  cutoverUndelivered: `${prefix}-cutover-undelivered`,
  flowLogs: `${prefix}-flow-logs`,
  ledger: `${prefix}-ledger`,
  audit: `${prefix}-audit`,
  alarms: `${prefix}-alarms`,
  dashboard: prefix,
  webAcl: prefix,
  logsKey: `alias/${prefix}-logs`,
  alarmsKey: `alias/${prefix}-alarms`,
});

// Names of buckets have 63 characters at most. S3 User Guide "Bucket naming rules", 2026-11
const LONGEST_BUCKET_NAME = 63;

/**
 * The bucket of what sweeps list. Its name is one in the world, so it carries account and region, and a long prefix is
 * cut short for them.
 */
export const sweepBucketName = (
  prefix: string,
  { accountId, region }: { readonly accountId: string; readonly region: string },
): string => {
  const end = `-sweeps-${accountId}-${region}`;
  return `${prefix.slice(0, LONGEST_BUCKET_NAME - end.length).replace(/-+$/, '')}${end}`;
};

/** Partition of a region: `aws`, `aws-cn` or `aws-us-gov`. Roles cannot be assumed across partitions. */
export const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  return 'aws';
};

/** ARN of a role, without tokens: what goes into the other account's template and into settings. */
export const roleArn = (
  account: { readonly accountId: string; readonly region: string },
  roleName: string,
): string => `arn:${partitionOf(account.region)}:iam::${account.accountId}:role/${roleName}`;

/** ARN of a Lambda, without tokens: what has to be known of it before it is made. */
export const lambdaArn = (
  { accountId, region }: { readonly accountId: string; readonly region: string },
  functionName: string,
): string => `arn:${partitionOf(region)}:lambda:${region}:${accountId}:function:${functionName}`;

/**
 * The external id both accounts agree on where the configuration names none: it keeps a role of the same target
 * account that serves another migration from being used by mistake. It is not a secret.
 */
export const defaultExternalId = (prefix: string, sourcePoolId: string, targetAccountId: string): string =>
  `${prefix}:${sourcePoolId}:${targetAccountId}`;
