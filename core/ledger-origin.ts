/** How a user came to the target: as the ledger says, else by what both pools show when the user is first reconciled. */
import { accountState } from './account-state.ts';
import type { TargetUser } from './drift.ts';
import type { LedgerOrigin, LedgerRecord } from './ledger.ts';
import { carrySecondFactor } from './second-factor.ts';
import type { SourceUser } from './source-evidence.ts';
import type { TriggerSettings } from './trigger-settings.ts';
import type { MappedUser } from './user-mapping.ts';

export type OriginEvidence = {
  readonly source: SourceUser;
  readonly mapped: MappedUser;
  readonly target: Pick<TargetUser, 'status'>;
  readonly record: Pick<LedgerRecord, 'origin'> | undefined;
};

type Policy = Pick<TriggerSettings, 'policies'> & {
  readonly target: Pick<TriggerSettings['target'], 'smsMfa'>;
};

/** Whoever is confirmed in the target and could not have brought a password along has opened a shell. */
const couldBringPassword = (
  { source, mapped }: OriginEvidence,
  { policies, target: { smsMfa } }: Policy,
): boolean => {
  const state = accountState(source);
  if (state === 'reset-required' || state === 'temporary-password') return false;
  const { lost } = carrySecondFactor({
    factors: source.factors,
    challenge: undefined,
    smsPossible: smsMfa && mapped.attributes.phone_number !== undefined,
  });
  return !lost || policies.mfa.unportable === 'migrate';
};

/**
 * The record's word stays. Without it, a shell that was made by a forgotten password and opened before anybody could
 * reconcile it, because its execution was never started, counts as migrated: both pools then show the same.
 */
export const originOf = (evidence: OriginEvidence, policy: Policy): LedgerOrigin => {
  const { record, target } = evidence;
  if (record?.origin !== undefined) return record.origin;
  return target.status === 'CONFIRMED' && couldBringPassword(evidence, policy)
    ? 'migrated'
    : 'reset-required';
};
