/** What the Lambdas are told: the configuration and both pools, reduced to the contract of trigger-settings.ts. */
import type { MigrationConfig } from './config.ts';
import { defaultExternalId, migrationNames, roleArn } from './names.ts';
import type { PoolDescription, PoolShape } from './pool-description.ts';
import type { TargetPool } from './target-pool.ts';
import type { CutoverSettings, RecoveryContact, TriggerSettings } from './trigger-settings.ts';

export type Pools = {
  readonly source: PoolDescription;
  readonly target: TargetPool;
  /** The existing pool that is attached, as it was exported; absent where the target pool is a new one. */
  readonly attached?: PoolDescription;
};

/** Pure; every value is a literal, so that it can be written beside the bundle at synth. */
export const triggerSettings = (config: MigrationConfig, pools: Pools): TriggerSettings => ({
  source: sourceSettings(config, pools.source),
  target: targetSettings(config.target, pools.target),
  mapping: config.mapping,
  policies: policySettings(config),
  groups: groupSettings(config),
  phase: config.phase,
  reconcile: config.reconcile,
  sweep: sweepSettings(config, pools.source),
  cutover: cutoverSettings(config),
});

/** Without `create`, which is for the stack. */
const groupSettings = ({
  groups: { mode, map, privileged },
}: MigrationConfig): TriggerSettings['groups'] => ({
  mode,
  map,
  privileged,
});

/** The schedule is for the stack; how large the pools are is known before the first sweep from the export at best. */
const sweepSettings = (
  { sweep }: MigrationConfig,
  source: PoolDescription,
): NonNullable<TriggerSettings['sweep']> => ({
  expectedUsers: sweep.expectedUsers ?? source.estimatedUsers,
  listUsersShare: sweep.listUsersShare,
  updateShare: sweep.updateShare,
});

/** The schedule is for the stack. */
const cutoverSettings = ({ name, cutover }: MigrationConfig): CutoverSettings => {
  const { sourceStack, targetStack } = migrationNames(name);
  return {
    gates: cutover.gates,
    userAuth: cutover.userAuth,
    retirementQuietDays: cutover.retirement.quietDays,
    stacks: { source: sourceStack, target: targetStack },
  };
};

const sourceSettings = (config: MigrationConfig, pool: PoolDescription): TriggerSettings['source'] => {
  const { accountId, region, userPoolId, appClient } = config.source;
  return {
    accountId,
    region,
    userPoolId,
    roleArn: roleArn(config.source, migrationNames(config.name).sourceRole),
    externalId: externalId(config),
    ...(appClient?.clientSecretArn === undefined ? {} : { clientSecretArn: appClient.clientSecretArn }),
    signIn: pool.signIn,
    attributes: pool.schema.map(({ name }) => name),
  };
};

/** `policies.passwordPolicy` is about passwords that the target's policy of that name would refuse. */
const policySettings = ({ policies }: MigrationConfig): TriggerSettings['policies'] => {
  const { passwordPolicy: weakPassword, ...others } = policies;
  return { ...others, weakPassword };
};

/** Of a pool in that account and region. */
export const targetSettings = (
  { accountId, region }: { readonly accountId: string; readonly region: string },
  pool: PoolShape,
): TriggerSettings['target'] => ({
  accountId,
  region,
  signIn: pool.signIn,
  schema: pool.schema,
  passwordPolicy: pool.passwordPolicy,
  smsMfa: pool.mfa.mode !== 'OFF' && pool.mfa.methods.includes('SMS_MFA'),
  emailMfa: pool.mfa.mode !== 'OFF' && pool.mfa.methods.includes('EMAIL_OTP'),
  // "When you define AccountRecoverySetting and a user has SMS MFA configured, SMS cannot be used as an account
  // recovery mechanism"; without the setting it can. Developer Guide "Recovering user accounts", 2026-11
  phoneRecoveryWithSmsMfa: pool.recovery.length === 0,
  recoveryBy: recoveryContacts(pool),
});

const RECOVERY_CONTACTS: Readonly<Record<string, RecoveryContact>> = {
  verified_email: 'email',
  verified_phone_number: 'phone_number',
};

/** Without the setting Cognito uses both; `admin_only` stands for none. Developer Guide "Recovering user accounts", 2026-11 */
const recoveryContacts = ({ recovery }: PoolShape): readonly RecoveryContact[] =>
  recovery.length === 0
    ? Object.values(RECOVERY_CONTACTS)
    : recovery.flatMap(({ name }) => RECOVERY_CONTACTS[name] ?? []);

/** The configured external id, or the derived one. */
const externalId = ({ externalId: configured, name, source, target }: MigrationConfig): string =>
  configured ?? defaultExternalId(name, source.userPoolId, target.accountId);
