// A small run in which nothing went wrong: the starting point of what is observed otherwise.
import {
  attempt,
  migrated,
  observation,
  refused,
  shelled,
  sourceUser,
  storedOf,
  targetUser,
} from './build-observation.ts';

export const plain = sourceUser('plain');
export const disabled = sourceUser('disabled', { Enabled: false });
const totp = sourceUser('totp', { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] });
const sms = sourceUser('sms', { UserMFASettingList: ['SMS_MFA'] });

const inTarget = [targetUser(plain), targetUser(sms), targetUser(totp, { UserStatus: 'RESET_REQUIRED' })];

export const clean = observation([plain, disabled, totp, sms], {
  attempts: [
    refused('plain', { password: 'wrong' }),
    refused('disabled'),
    shelled('totp'),
    migrated('plain', { durationMs: 40 }),
    migrated('sms', { durationMs: 60, secondFactorProven: true }),
  ],
  target: inTarget,
  stored: storedOf(inTarget),
  srp: [attempt('plain', { known: true }), attempt('sms', { known: true }, { secondFactorProven: true })],
});
