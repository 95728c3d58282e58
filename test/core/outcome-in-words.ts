/** Outcomes in a few words and evidence by name, for the tables of the trigger. */
import type { MigrationOutcome } from '#core/migration-outcome.ts';
import type { PasswordCheck, SourceChallenge, SourceRefusal } from '#core/source-evidence.ts';
import { WITH_PHONE } from './trigger-builders.ts';

/** An outcome as a table shows it. */
export const inWords = (outcome: MigrationOutcome): string => {
  if (outcome.kind === 'rejected' || outcome.kind === 'failed') return `${outcome.kind}: ${outcome.reason}`;
  const sms = outcome.user.enableSmsMfa ? ', sms' : '';
  const factor = outcome.secondFactor === 'not-carried' ? ', factor not carried' : '';
  return `${outcome.kind}${sms}${factor}`;
};

export const challenge = (name: SourceChallenge): PasswordCheck => ({ kind: 'challenge', challenge: name });
export const refused = (refusal: SourceRefusal): PasswordCheck => ({ kind: 'refused', refusal });
export const LOST = { kind: 'failed', reason: 'connection-lost' } as const;

export const SMS = { factors: ['SMS_MFA'], attributes: WITH_PHONE };
export const TOTP = { factors: ['SOFTWARE_TOKEN_MFA'] };
export const RESET = { status: 'RESET_REQUIRED' };
export const NO_CONTACT = { attributes: { email_verified: 'false' } };
