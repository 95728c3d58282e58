/**
 * Which of a user's second factors can travel. SMS can (`enableSMSMFA`); a TOTP secret, a passkey or an e-mail factor
 * cannot: no Cognito API exports or presets them.
 */
import type { SourceChallenge } from './source-evidence.ts';

export type CarriedFactor = {
  /** Ask Cognito to create the user with SMS MFA on. */
  readonly sms: boolean;
  /** The user has, or was about to set up, a factor that the target will not know. */
  readonly lost: boolean;
};

export type FactorEvidence = {
  /** The user's own list: decisive, because a remembered device or a race can hide a challenge. */
  readonly factors: readonly string[];
  /** A pool that requires MFA challenges users whose list is empty, so the challenge adds to the list. */
  readonly challenge: SourceChallenge | undefined;
  /** The target can enforce SMS MFA, and the mapped user has a phone number for it. */
  readonly smsPossible: boolean;
};

/** What became of the second factors that a user has in the source. */
export type SecondFactorFate = 'none' | 'kept' | 'not-carried';

/** As both pools show it once the user is in the target: a factor that is not there did not come along. */
export const secondFactorFate = (source: readonly string[], target: readonly string[]): SecondFactorFate => {
  if (source.length === 0) return 'none';
  return source.every((factor) => target.includes(factor)) ? 'kept' : 'not-carried';
};

/** Which factors are kept and whether one is lost. A factor unknown here counts as lost, never as absent. */
export const carrySecondFactor = ({ factors, challenge, smsPossible }: FactorEvidence): CarriedFactor => {
  const all = new Set(factors);
  if (challenge !== undefined && challenge !== 'NEW_PASSWORD_REQUIRED') all.add(challenge);
  const hasSms = all.delete('SMS_MFA');
  const sms = hasSms && smsPossible;
  return { sms, lost: all.size > 0 || (hasSms && !sms) };
};
