import {
  changedSettings,
  isOurs,
  poolUpdateInput,
  triggersOf,
  withoutTriggers,
  withTriggers,
} from '#core/pool-update.ts';
import { poolExport } from './config-builder.ts';

const LAMBDA = 'arn:aws:lambda:us-east-1:222222222222:function:';
const OURS = `${LAMBDA}cognito-migration-migrate-user`;
const THEIRS = `${LAMBDA}welcome`;

const pool = (patch: object = {}) => poolExport(patch).UserPool;

describe('the input of an update', () => {
  it('is the description without what no update takes', () => {
    const description = pool({
      Status: 'Enabled',
      CreationDate: 1_700_000_000.5,
      LastModifiedDate: 1_700_000_001,
      EstimatedNumberOfUsers: 12,
      Domain: 'customers',
      CustomDomain: 'login.example.com',
      SmsConfigurationFailure: 'no',
      EmailConfigurationFailure: 'no',
      UsernameAttributes: ['email'],
    });
    expect(poolUpdateInput(description)).toEqual({
      UserPoolId: 'eu-west-1_SamplePl1',
      PoolName: 'customers',
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireNumbers: true } },
      AutoVerifiedAttributes: ['email'],
      MfaConfiguration: 'OFF',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
  });

  it.each([
    ['is left out beside its successor', { TemporaryPasswordValidityDays: 3 }, undefined],
    ['is kept where there is none', {}, 7],
  ])('has the obsolete life of temporary passwords: %s', (_, policy, days) => {
    const description = pool({
      Policies: { PasswordPolicy: policy },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true, UnusedAccountValidityDays: 7 },
    });
    expect(poolUpdateInput(description).AdminCreateUserConfig).toEqual({
      AllowAdminCreateUserOnly: true,
      ...(days === undefined ? {} : { UnusedAccountValidityDays: days }),
    });
  });

  it('has the tags that are not AWS’s own', () => {
    const UserPoolTags = { 'aws:cloudformation:stack-name': 'identity', team: 'identity' };
    expect(poolUpdateInput(pool({ UserPoolTags })).UserPoolTags).toEqual({ team: 'identity' });
  });
});

describe('triggers', () => {
  const LambdaConfig = { CustomMessage: THEIRS, PreTokenGenerationConfig: { LambdaArn: THEIRS } };

  it('are placed beside the others, in place of those of their kind', () => {
    expect(withTriggers(pool({ LambdaConfig }), { UserMigration: OURS }).LambdaConfig).toEqual({
      ...LambdaConfig,
      UserMigration: OURS,
    });
    expect(withTriggers(pool(), { UserMigration: OURS }).LambdaConfig).toEqual({ UserMigration: OURS });
  });

  it('are taken away where they are ours, by whatever alias', () => {
    const placed = { ...LambdaConfig, UserMigration: `${OURS}:live`, PreSignUp: THEIRS };
    expect(triggersOf(withoutTriggers(pool({ LambdaConfig: placed }), [OURS]))).toEqual({
      ...LambdaConfig,
      PreSignUp: THEIRS,
    });
  });

  it('are left alone where none is ours', () => {
    const description = pool({ LambdaConfig: { ...LambdaConfig, UserMigration: THEIRS } });
    expect(withoutTriggers(description, [OURS])).toBe(description);
  });

  it.each([
    [OURS, true],
    [`${OURS}:live`, true],
    [`${OURS}:7`, true],
    [`${OURS}-2`, false],
    [OURS.replace('222222222222', '333333333333'), false],
    [undefined, false],
    [{ LambdaArn: OURS }, false],
  ])('%j: ours is %s', (trigger, ours) => {
    expect(isOurs(trigger, [THEIRS, OURS])).toBe(ours);
  });
});

describe('the settings that changed', () => {
  it.each<[string, object, object, readonly string[]]>([
    ['a value', { MfaConfiguration: 'OFF' }, { MfaConfiguration: 'ON' }, ['MfaConfiguration']],
    [
      'one deep within',
      { Policies: { PasswordPolicy: { MinimumLength: 12 } } },
      { Policies: { PasswordPolicy: { MinimumLength: 8, RequireSymbols: false } } },
      ['Policies.PasswordPolicy.MinimumLength', 'Policies.PasswordPolicy.RequireSymbols'],
    ],
    ['one that is gone', { Next: { A: [1] } }, {}, ['Next']],
    ['one that appeared', {}, { UserPoolTier: 'LITE' }, ['UserPoolTier']],
    ['a list', { Auto: ['email'] }, { Auto: ['email', 'phone_number'] }, ['Auto']],
    ['a kind of value', { Next: { A: '1' } }, { Next: { A: 1 } }, ['Next.A']],
    ['a list that became an object', { Next: ['a'] }, { Next: { 0: 'a' } }, ['Next']],
    ['false from nothing', {}, { Next: { A: false } }, ['Next']],
  ])('name %s, without its value', (_, before, after, changed) => {
    expect(changedSettings({ ...before }, { ...after })).toEqual(changed);
  });

  it.each<[string, object, object]>([
    ['the order of a list', { Auto: ['a', 'b'] }, { Auto: ['b', 'a'] }],
    [
      'the order of members in a list',
      { Schema: [{ Name: 'a', Mutable: true }] },
      { Schema: [{ Mutable: true, Name: 'a' }] },
    ],
    ['nothing and emptiness', { LambdaConfig: {}, Tags: { A: null } }, { Tags: {} }],
    [
      'what is of the moment',
      { LastModifiedDate: 1, EstimatedNumberOfUsers: 1, Status: 'Enabled' },
      { LastModifiedDate: 2, EstimatedNumberOfUsers: 3 },
    ],
    [
      'the obsolete life of temporary passwords',
      {
        Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 3 } },
        AdminCreateUserConfig: { UnusedAccountValidityDays: 7 },
      },
      {
        Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 3 } },
        AdminCreateUserConfig: { UnusedAccountValidityDays: 3 },
      },
    ],
  ])('say nothing of %s', (_, before, after) => {
    expect(changedSettings({ ...before }, { ...after })).toEqual([]);
  });
});
