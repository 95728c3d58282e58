// On whom ledger, pools and audit trail differ, and who is lost.
import { type Dossier, differencesOf, dossiersOf, lostOf } from '#rehearsal/report/disagreements.ts';
import {
  auditEvent,
  ledgerItem,
  letInEvent,
  migrated,
  observation,
  reconciledEvent,
  refused,
  shelled,
  sourceUser,
  storedOf,
  targetUser,
} from './build-observation.ts';

/** A user who was let in by password, reconciled and told of. */
const agreed: Dossier = {
  sub: 'a',
  inSource: true,
  targetSubs: ['t'],
  record: { sourceSub: 'a', state: 'reconciled', targetSub: 't', origin: 'migrated' },
  events: [
    { type: 'UserMigrated', sourceSub: 'a' },
    { type: 'UserReconciled', sourceSub: 'a', targetSub: 't' },
  ],
  client: 'migrated',
};

const without = ({ ...dossier }: Dossier, ...names: readonly ('record' | 'client')[]): Dossier => {
  for (const name of names) delete dossier[name];
  return dossier;
};

const recorded = (change: Partial<NonNullable<Dossier['record']>>): Dossier => ({
  ...agreed,
  record: { sourceSub: 'a', state: 'reconciled', targetSub: 't', origin: 'migrated', ...change },
});

const told = (...types: readonly string[]): Dossier['events'] =>
  types.map((type) => ({
    type,
    sourceSub: 'a',
    ...(type === 'UserReconciled' && { targetSub: 't' }),
  }));

const letIn = told('UserMigrated');
const letInWithout = { type: 'UserMigrated', sourceSub: 'a' };
const gone = { targetSubs: [] };

describe('differencesOf', () => {
  it.each<[string, Dossier]>([
    ['a user who was let in, reconciled and told of', agreed],
    ['the same without a client of ours', without(agreed, 'client')],
    ['a user who never signed in', { sub: 'a', inSource: true, targetSubs: [], events: [] }],
    [
      'a user who was rejected',
      { sub: 'a', inSource: true, targetSubs: [], events: told('UserRejected', 'UserRejected') },
    ],
    [
      'a shell that got a password later',
      {
        ...recorded({ origin: 'reset-required' }),
        client: 'reset-required',
        events: told('UserResetRequired', 'UserReconciled'),
      },
    ],
    [
      'a failed user, told of as failed',
      { ...recorded({ state: 'failed' }), events: [...letIn, ...told('UserReconciliationFailed')] },
    ],
    [
      'a reconciled user whose rerun failed',
      { ...agreed, events: [...agreed.events, ...told('UserReconciliationFailed')] },
    ],
    [
      'an abandoned user whom the client was refused for',
      {
        ...without(recorded({ state: 'abandoned' }), 'client'),
        ...gone,
        events: [...letIn, ...told('UserAbandoned')],
      },
    ],
    [
      'a removed shell, reconciled before',
      {
        ...without(agreed, 'client'),
        ...gone,
        record: { sourceSub: 'a', state: 'removed', origin: 'migrated' },
      },
    ],
    [
      'an imported user, let in by nobody',
      { ...without(recorded({ origin: 'imported' }), 'client'), events: told('UserReconciled') },
    ],
    [
      'the same, told of as an import',
      { ...without(recorded({ origin: 'imported' }), 'client'), events: told('UserImported') },
    ],
    [
      'a user who lost a second factor, told of',
      {
        ...agreed,
        weaker: true,
        events: [{ ...letInWithout, secondFactor: 'not-carried' }, ...told('UserReconciled')],
      },
    ],
  ])('is silent about %s', (_, dossier) => {
    expect(differencesOf(dossier)).toEqual([]);
  });

  it.each<[string, Dossier]>([
    ['a second factor was not carried and the audit trail does not say so', { ...agreed, weaker: true }],
    [
      'a second factor was not carried and the audit trail does not say so',
      { ...agreed, weaker: true, events: [{ ...letInWithout, secondFactor: 'kept' }] },
    ],
    ['the source lacks a user of the target', { ...agreed, inSource: false }],
    ['the target has the same source user twice', { ...agreed, targetSubs: ['t', 'u'] }],
    ['the target has nobody for a client that was let in', { ...agreed, ...gone }],
    ['the ledger lacks a user of the target', without(agreed, 'record')],
    ['the ledger has a user whom the source lacks', { ...agreed, inSource: false }],
    ['the ledger says reconciled of a user whom the target lacks', { ...agreed, ...gone }],
    ['the ledger says pending of a user whom the target has', recorded({ state: 'pending' })],
    ['the ledger says abandoned of a user whom the target has', recorded({ state: 'abandoned' })],
    ['the ledger says removed of a user whom the target has', recorded({ state: 'removed' })],
    [
      'the ledger says pending and nothing runs any more',
      { ...recorded({ state: 'pending' }), ...gone, events: letIn },
    ],
    ["the ledger's target sub is not the target user's", recorded({ targetSub: 'u' })],
    ['the ledger says reconciled without a target sub', recorded({ targetSub: '' })],
    [
      "the ledger's origin is reset-required, the client was let in as migrated",
      recorded({ origin: 'reset-required' }),
    ],
    [
      "the ledger's origin is reset-required, the audit trail says migrated",
      without(recorded({ origin: 'reset-required' }), 'client'),
    ],
    ['the ledger says reconciled without an origin', recorded({ origin: '' })],
    [
      'the audit trail does not say that the user was let in',
      { ...agreed, events: told('UserRejected', 'UserReconciled') },
    ],
    [
      'the ledger lacks a user whom the audit trail lets in',
      { ...without(agreed, 'record', 'client'), ...gone, events: letIn },
    ],
    [
      'the ledger says reconciled and the audit trail has no UserReconciled',
      { ...agreed, events: [...letIn, ...told('UserReconciliationFailed')] },
    ],
    [
      'the ledger says failed and the audit trail has no UserReconciliationFailed',
      { ...recorded({ state: 'failed' }), events: letIn },
    ],
    [
      'the ledger says abandoned and the audit trail has no UserAbandoned',
      { ...recorded({ state: 'abandoned' }), ...gone, events: letIn },
    ],
    [
      "the audit trail reconciled another target user than the ledger's",
      { ...agreed, events: [...letIn, { type: 'UserReconciled', sourceSub: 'a', targetSub: 'u' }] },
    ],
    [
      "the audit trail reconciled another target user than the ledger's",
      { ...without(agreed, 'record'), events: agreed.events },
    ],
    [
      'the ledger says abandoned of a user whom the audit trail reconciled',
      { ...recorded({ state: 'abandoned' }), events: [...agreed.events, ...told('UserAbandoned')] },
    ],
  ])('says that %s', (difference, dossier) => {
    expect(differencesOf(dossier)).toContain(difference);
  });
});

describe('dossiersOf', () => {
  const plain = sourceUser('plain');
  const totp = sourceUser('totp', { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] });
  const idle = sourceUser('idle');
  const target = [targetUser(plain), targetUser(totp, { UserStatus: 'RESET_REQUIRED' })];
  const observed = observation([plain, totp, idle], {
    target,
    stored: storedOf(target),
    attempts: [refused('plain', { password: 'wrong' }), migrated('plain'), shelled('totp')],
  });
  const dossierOf = (sub: string, change: Parameters<typeof observation>[1] = {}) =>
    dossiersOf({ ...observed, ...change }).find((dossier) => dossier.sub === sub);

  it('puts side by side what is known of each user', () => {
    expect(dossierOf('plain')).toEqual({
      sub: 'plain',
      inSource: true,
      targetSubs: ['target-name-plain'],
      record: {
        sourceSub: 'plain',
        state: 'reconciled',
        targetSub: 'target-name-plain',
        origin: 'migrated',
      },
      events: [
        { type: 'UserMigrated', sourceSub: 'plain', secondFactor: 'none' },
        {
          type: 'UserReconciled',
          sourceSub: 'plain',
          targetSub: 'target-name-plain',
          origin: 'migrated',
        },
      ],
      client: 'migrated',
    });
    expect(dossierOf('totp')?.client).toBe('reset-required');
    expect(dossierOf('idle')).toEqual({ sub: 'idle', inSource: true, targetSubs: [], events: [] });
    expect(dossiersOf(observed).flatMap(differencesOf)).toEqual([]);
  });

  it('sees a factor of the source that the target does not have, and one that it has', () => {
    const both = sourceUser('both', { UserMFASettingList: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] });
    const weakerWith = (UserMFASettingList: string[]) =>
      dossiersOf({
        ...observed,
        source: { before: [both], after: [both] },
        target: [targetUser(both, { UserMFASettingList })],
      }).find(({ sub }) => sub === 'both')?.weaker;
    expect(weakerWith(['SMS_MFA'])).toBe(true);
    expect(weakerWith(['SMS_MFA', 'SOFTWARE_TOKEN_MFA'])).toBeUndefined();
  });

  it('has those whom only the ledger or the audit trail knows', () => {
    const { stored } = observed;
    const change = {
      stored: {
        ...stored,
        ledger: [...stored.ledger, ledgerItem('stranger'), { id: 'progress', state: 'reconciled' }],
        audit: [...stored.audit, letInEvent('ghost')],
      },
    };
    expect(dossierOf('stranger', change)).toMatchObject({ inSource: false, targetSubs: [] });
    expect(dossierOf('ghost', change)?.events).toHaveLength(1);
    expect(dossiersOf({ ...observed, ...change })).toHaveLength(5);
  });

  it('does not take events of other applications, or without a user, for the migration', () => {
    const audit = [
      { ...reconciledEvent('idle'), source: 'somebody.else' },
      auditEvent('UserRejected', { trigger: 'sign-in', reason: 'unknown' }),
    ];
    expect(dossierOf('idle', { stored: { ...observed.stored, audit } })?.events).toEqual([]);
  });

  it('leaves users alone who came to the target by themselves', () => {
    const own = sourceUser('own');
    expect(dossiersOf({ ...observed, target: [...target, own] })).toHaveLength(3);
  });
});

describe('lostOf', () => {
  it.each<[string, Dossier, boolean]>([
    ['a reconciled user is not', agreed, false],
    ['one without a record is', without(agreed, 'record'), true],
    ['a pending one is', recorded({ state: 'pending' }), true],
    ['a failed one is', recorded({ state: 'failed' }), true],
    [
      'one whose client got tokens is, whatever the target has',
      { ...recorded({ state: 'abandoned' }), ...gone },
      true,
    ],
    [
      'one whom the target has is, whatever the client got',
      without(recorded({ state: 'failed' }), 'client'),
      true,
    ],
    [
      'an abandoned one who was never let in is not',
      { ...without(recorded({ state: 'abandoned' }), 'client'), ...gone },
      false,
    ],
    ['one who never signed in is not', { sub: 'a', inSource: true, targetSubs: [], events: [] }, false],
  ])('%s', (_, dossier, lost) => {
    expect(lostOf([dossier])).toHaveLength(lost ? 1 : 0);
  });
});
