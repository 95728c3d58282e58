import { planRepairs, type RepairInput, type Repairs } from '#core/drift.ts';
import { repairInput, type TargetChange, targetUser } from './reconcile-builders.ts';
import { sourceUser, WITH_PHONE } from './trigger-builders.ts';

const FIRST = { sourceOfTruth: 'target', first: true } as const;
const LATER = { sourceOfTruth: 'target', first: false } as const;
const SOURCE_RIGHT = { sourceOfTruth: 'source', first: false } as const;
const NAMED = sourceUser({ attributes: { name: 'Liam Porter' } });

/** What the source pool of these tests can hold. */
const KNOWN = ['name', 'nickname', 'email', 'phone_number', 'custom:tenant', 'custom:points'];

const attributesOf = (change: Partial<RepairInput>) => planRepairs(repairInput(change)).attributes;

describe('attributes', () => {
  it.each<[string, Partial<RepairInput>, Repairs['attributes']]>([
    ['as they were migrated need nothing', {}, {}],
    ['that are missing are filled in', { source: NAMED }, { name: 'Liam Porter' }],
    [
      'that are missing are filled in although somebody changed others',
      { source: NAMED, target: targetUser({ touched: true }) },
      { name: 'Liam Porter' },
    ],
    [
      'that differ are repaired while nobody has changed the user',
      { source: NAMED, target: targetUser({ attributes: { name: 'Nobody' } }) },
      { name: 'Liam Porter' },
    ],
    [
      'that somebody changed in the target stay',
      { source: NAMED, target: targetUser({ touched: true, attributes: { name: 'Liam P.' } }) },
      {},
    ],
    ['are left to the target once it was reconciled', { source: NAMED, policy: LATER }, {}],
    [
      'follow the source where the config says so',
      {
        source: NAMED,
        policy: SOURCE_RIGHT,
        target: targetUser({ touched: true, attributes: { name: 'x' } }),
      },
      { name: 'Liam Porter' },
    ],
    ['outside the mapping are left alone', { target: targetUser({ attributes: { nickname: 'Lee' } }) }, {}],
    [
      'that are empty at the source are not written',
      { source: sourceUser({ attributes: { name: '' } }) },
      {},
    ],
  ])('%s', (_, change, expected) => {
    expect(attributesOf(change)).toEqual(expected);
  });

  it('that the pool gives back in lower case do not differ, unless it keeps letter case', () => {
    const source = sourceUser({ attributes: { email: 'Liam@Example.com' } });
    const { pool } = repairInput();
    const signIn = { ...pool.signIn, caseSensitive: false };
    expect(attributesOf({ source, pool: { ...pool, signIn } })).toEqual({});
    expect(attributesOf({ source, pool: { ...pool, signIn: { ...signIn, caseSensitive: true } } })).toEqual({
      email: 'Liam@Example.com',
      email_verified: 'true',
    });
  });

  it('that are immutable are never written, and told of', () => {
    const source = sourceUser({ attributes: { 'custom:tenant': 'acme' } });
    const plan = planRepairs(repairInput({ source }));
    expect(plan).toMatchObject({ attributes: {}, notApplied: ['custom:tenant'] });
  });

  it('that the schema would refuse are not written, and told of', () => {
    const source = sourceUser({ attributes: { 'custom:points': '900' } });
    expect(planRepairs(repairInput({ source }))).toMatchObject({
      attributes: {},
      notApplied: ['custom:points'],
    });
  });
});

describe('an attribute that the source user lacks', () => {
  const removed = (change: Partial<RepairInput>) =>
    planRepairs(repairInput({ sourceAttributes: KNOWN, ...change })).removed;
  const named = (attributes: TargetChange['attributes'] = { nickname: 'Lee' }) => ({
    target: targetUser({ attributes }),
  });

  it.each<[string, Partial<RepairInput>, readonly string[]]>([
    ['is taken away where the source is right', { ...named(), policy: SOURCE_RIGHT }, ['nickname']],
    ['stays where the target is right', { ...named(), policy: FIRST }, []],
    ['stays where the target is right, later too', { ...named(), policy: LATER }, []],
    [
      'stays where the source pool could not hold it',
      { ...named(), policy: SOURCE_RIGHT, sourceAttributes: ['name'] },
      [],
    ],
    [
      'stays where nobody knows what the source pool can hold',
      { ...named(), policy: SOURCE_RIGHT, sourceAttributes: [] },
      [],
    ],
    [
      'is also one that is empty there',
      { ...named(), policy: SOURCE_RIGHT, source: sourceUser({ attributes: { nickname: '' } }) },
      ['nickname'],
    ],
  ])('%s', (_, change, expected) => {
    expect(removed(change)).toEqual(expected);
  });

  it.each<[string, Partial<RepairInput>, string]>([
    ['immutable', named({ 'custom:tenant': 'acme' }), 'custom:tenant'],
    [
      'where codes are sent to',
      { target: targetUser({ attributes: WITH_PHONE, factors: ['SMS_MFA'] }) },
      'phone_number',
    ],
  ])('stays and is told of where it is %s', (_, change, name) => {
    const plan = planRepairs(repairInput({ sourceAttributes: KNOWN, policy: SOURCE_RIGHT, ...change }));
    expect(plan).toMatchObject({ removed: [], notApplied: [name] });
  });

  it('stays where people sign in with it', () => {
    const signIn = {
      mode: 'username-attributes',
      attributes: ['phone_number'],
      caseSensitive: false,
    } as const;
    const { pool } = repairInput();
    const input = { ...named(WITH_PHONE), policy: SOURCE_RIGHT, pool: { ...pool, signIn } };
    expect(removed(input)).toEqual([]);
  });
});

describe('a verified flag', () => {
  const gone = targetUser({ attributes: { email: undefined, email_verified: undefined } });

  it.each<[string, Partial<RepairInput>, Repairs['attributes']]>([
    [
      'is raised with the value it is about',
      { target: gone },
      { email: 'liam@example.com', email_verified: 'true' },
    ],
    [
      'that is missing beside the proven value is raised',
      { target: targetUser({ attributes: { email_verified: 'false' } }) },
      { email_verified: 'true' },
    ],
    [
      'is never raised for another value',
      {
        target: targetUser({
          touched: true,
          attributes: { email: 'new@example.com', email_verified: 'false' },
        }),
      },
      {},
    ],
    [
      'is never lowered',
      { source: sourceUser({ attributes: { email_verified: 'false' } }), policy: SOURCE_RIGHT },
      {},
    ],
  ])('%s', (_, change, expected) => {
    expect(attributesOf(change)).toEqual(expected);
  });

  it('that the source lacks keeps the contact out: the pool would send a code at every run', () => {
    const source = sourceUser({ attributes: { email_verified: 'false' } });
    expect(planRepairs(repairInput({ source, target: gone }))).toMatchObject({
      attributes: {},
      notApplied: ['email'],
    });
  });
});

describe('the second factor', () => {
  const source = sourceUser({ factors: ['SMS_MFA'], attributes: WITH_PHONE });
  const phone = { attributes: WITH_PHONE };

  it.each<[string, Partial<RepairInput>, Repairs['mfa']]>([
    ['SMS is switched on where the migration lost it', { source, target: targetUser(phone) }, ['SMS_MFA']],
    ['SMS comes with a phone number that is repaired too', { source }, ['SMS_MFA']],
    ['that is there stays', { source, target: targetUser({ ...phone, factors: ['SMS_MFA'] }) }, []],
    [
      'that the user chose in the target stays',
      { source, target: targetUser({ ...phone, factors: ['SOFTWARE_TOKEN_MFA'] }) },
      [],
    ],
    ['is left to the target later', { source, target: targetUser(phone), policy: LATER }, []],
    ['nobody had is not added', { target: targetUser(phone) }, []],
    [
      'cannot be SMS where the pool sends none',
      { source, target: targetUser(phone), pool: { ...repairInput().pool, smsMfa: false } },
      [],
    ],
  ])('%s', (_, change, expected) => {
    expect(planRepairs(repairInput(change)).mfa).toEqual(expected);
  });
});

describe('e-mail codes as the second factor', () => {
  const source = sourceUser({ factors: ['EMAIL_OTP'] });
  const pool = { ...repairInput().pool, emailMfa: true };
  const shell: TargetChange = { status: 'RESET_REQUIRED' };

  it.each<[string, Partial<RepairInput>, Pick<Repairs, 'mfa' | 'notApplied'>]>([
    ['are switched on', { source, pool }, { mfa: ['EMAIL_OTP'], notApplied: [] }],
    [
      'cannot be where the pool sends none',
      { source, pool: { ...pool, emailMfa: false } },
      { mfa: [], notApplied: [] },
    ],
    [
      'would keep a user out who has yet to set a password by e-mail',
      { source, pool, target: targetUser(shell) },
      { mfa: [], notApplied: ['EMAIL_OTP'] },
    ],
    [
      'are switched on for one who can set it by phone',
      { source, pool, target: targetUser({ ...shell, attributes: WITH_PHONE }) },
      { mfa: ['EMAIL_OTP'], notApplied: [] },
    ],
    [
      'need a verified address',
      {
        pool,
        source: sourceUser({ factors: ['EMAIL_OTP'], attributes: { email_verified: 'false' } }),
        target: targetUser({ attributes: { email_verified: 'false' } }),
      },
      { mfa: [], notApplied: ['EMAIL_OTP'] },
    ],
    [
      'come after SMS, where the user had both',
      {
        pool,
        source: sourceUser({ factors: ['EMAIL_OTP', 'SMS_MFA'], attributes: WITH_PHONE }),
        target: targetUser({ attributes: WITH_PHONE }),
      },
      { mfa: ['SMS_MFA'], notApplied: [] },
    ],
    [
      'are left to a user who chose another factor',
      { source, pool, target: targetUser({ factors: ['SOFTWARE_TOKEN_MFA'] }) },
      { mfa: [], notApplied: [] },
    ],
    ['are left to the target later', { source, pool, policy: LATER }, { mfa: [], notApplied: [] }],
  ])('%s', (_, change, expected) => {
    expect(planRepairs(repairInput(change))).toMatchObject(expected);
  });
});

describe('a user disabled at the source', () => {
  const source = sourceUser({ enabled: false });
  const shell: TargetChange = { status: 'RESET_REQUIRED' };

  it.each<[string, Partial<RepairInput>, boolean]>([
    ['is only reported where active', { source }, false],
    ['is disabled as a shell', { source, origin: 'reset-required', target: targetUser(shell) }, true],
    ['is disabled as an import', { source, origin: 'imported' }, true],
    ['is only reported once the shell was opened', { source, origin: 'reset-required' }, false],
    [
      'is disabled once',
      { source, origin: 'reset-required', target: targetUser({ ...shell, enabled: false }) },
      false,
    ],
    [
      'is only reported where an administrator reset an active user',
      { source, origin: 'migrated', target: targetUser(shell) },
      false,
    ],
  ])('%s', (_, change, disable) => {
    expect(planRepairs(repairInput(change))).toMatchObject({ disable, disabledAtSource: true });
  });

  it('is also one whose status says so', () => {
    expect(planRepairs(repairInput({ source: sourceUser({ status: 'COMPROMISED' }) })).disabledAtSource).toBe(
      true,
    );
  });

  it('is not one who is active there', () => {
    expect(planRepairs(repairInput())).toMatchObject({ disable: false, disabledAtSource: false });
  });
});
