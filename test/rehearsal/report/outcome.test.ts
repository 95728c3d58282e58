// What a sign-in came to, and what it should have come to.

import type { Policies } from '#rehearsal/report/observation.ts';
import { expectationOf, outcomeOf } from '#rehearsal/report/outcome.ts';
import { attempt, migrated, POLICIES, refused, shelled, sourceUser, without } from './build-observation.ts';

describe('outcomeOf', () => {
  it.each([
    ['tokens', migrated('a'), 'migrated'],
    ['a challenge', attempt('a', {}, { status: 'challenge', challenge: 'SMS_MFA' }), 'migrated'],
    ['a refusal and a shell', shelled('a'), 'reset-required'],
    [
      'a masked refusal and a shell',
      refused('a', { target: { status: 'RESET_REQUIRED', mfa: [] } }),
      'reset-required',
    ],
    ['a refusal and no user', refused('a'), 'rejected'],
    [
      'a refusal and yet a confirmed user',
      refused('a', { target: { status: 'CONFIRMED', mfa: [] } }),
      'failed',
    ],
    [
      'an error of the trigger',
      attempt('a', {}, { status: 'error', errorType: 'UserLambdaValidationException' }),
      'failed',
    ],
    ['a lost connection', attempt('a', {}, { status: 'error', errorType: 'TimeoutError' }), 'failed'],
  ])('%s', (_, made, outcome) => {
    expect(outcomeOf(made)).toBe(outcome);
  });
});

describe('expectationOf', () => {
  const sms = { UserMFASettingList: ['SMS_MFA'] };
  const totp = { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] };
  const both = { UserMFASettingList: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] };
  const reset = { UserStatus: 'RESET_REQUIRED' };
  const noContact = without(sourceUser('a'), 'email', 'email_verified').Attributes;
  const withPhone = [...sourceUser('a').Attributes, { Name: 'phone_number', Value: '+12025550100' }];
  const onlyPhone = [
    { Name: 'sub', Value: 'a' },
    { Name: 'phone_number', Value: '+12025550100' },
    { Name: 'phone_number_verified', Value: 'true' },
  ];
  const rejected = (by: string) => ({ outcome: 'rejected', by });
  const toShell = { outcome: 'reset-required' };
  const moves = { outcome: 'migrated' };

  it.each<[string, Parameters<typeof sourceUser>[1], 'right' | 'wrong', Partial<Policies>, object]>([
    ['a confirmed user', {}, 'right', {}, moves],
    ['a wrong password', {}, 'wrong', {}, rejected('wrong-password')],
    ['a disabled user, whatever the password', { Enabled: false }, 'wrong', {}, rejected('disabled')],
    ['a disabled user who was reset', { Enabled: false, ...reset }, 'right', {}, rejected('disabled')],
    ['an unconfirmed user', { UserStatus: 'UNCONFIRMED' }, 'right', {}, rejected('unconfirmed')],
    ['a federated user', { UserStatus: 'EXTERNAL_PROVIDER' }, 'right', {}, rejected('federated')],
    ['SMS where the target enforces it', sms, 'right', {}, moves],
    ['SMS where it does not', sms, 'right', { smsMfa: false }, toShell],
    ['an authenticator app', totp, 'right', {}, toShell],
    ['several factors', both, 'right', {}, toShell],
    [
      'SMS and a phone number alone, where that phone gets no recovery code',
      { ...sms, ...reset, Attributes: onlyPhone },
      'right',
      { phoneRecoversNoSmsUser: true },
      rejected('no-contact'),
    ],
    [
      'SMS and a phone number alone, where it gets one',
      { ...sms, ...reset, Attributes: onlyPhone },
      'right',
      {},
      toShell,
    ],
    [
      'SMS and a verified e-mail address beside it',
      { ...sms, ...reset, Attributes: withPhone },
      'right',
      { phoneRecoversNoSmsUser: true },
      toShell,
    ],
    [
      'an authenticator app and no contact',
      { ...totp, Attributes: noContact },
      'right',
      {},
      rejected('no-contact'),
    ],
    ['an authenticator app under migrate', totp, 'right', { unportable: 'migrate' }, moves],
    ['an authenticator app under reject', totp, 'right', { unportable: 'reject' }, rejected('second-factor')],
    ['a temporary password', { UserStatus: 'FORCE_CHANGE_PASSWORD' }, 'right', {}, toShell],
    [
      'a wrong temporary password',
      { UserStatus: 'FORCE_CHANGE_PASSWORD' },
      'wrong',
      {},
      rejected('wrong-password'),
    ],
    [
      'a temporary password and no contact',
      { UserStatus: 'FORCE_CHANGE_PASSWORD', Attributes: noContact },
      'right',
      {},
      rejected('no-contact'),
    ],
    ['a reset user with any password', reset, 'wrong', {}, toShell],
    [
      'a reset user without contact',
      { ...reset, Attributes: noContact },
      'right',
      {},
      rejected('no-contact'),
    ],
    ['a reset user with an authenticator app', { ...reset, ...totp }, 'right', {}, rejected('second-factor')],
    ['a reset user with SMS', { ...reset, ...sms }, 'right', {}, toShell],
    [
      'an authenticator app after a reset, allowed',
      { ...reset, ...totp },
      'right',
      { unportableOnReset: 'reset-required' },
      toShell,
    ],
    ['a user without a factor where the source requires one', {}, 'right', { required: 'set-up' }, toShell],
    ['the same with a phone', { Attributes: withPhone }, 'right', { required: 'sms-or-set-up' }, moves],
    [
      'the same with a phone, but no SMS',
      { Attributes: withPhone },
      'right',
      { required: 'set-up' },
      toShell,
    ],
  ])('%s', (_, change, password, policies, expected) => {
    expect(expectationOf(sourceUser('a', change), password, { ...POLICIES, ...policies })).toEqual(expected);
  });

  it('a login that the source does not know', () => {
    expect(expectationOf(undefined, 'right', POLICIES)).toEqual(rejected('unknown'));
  });
});
