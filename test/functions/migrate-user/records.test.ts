/** What an attempt leaves behind besides its answer: the ledger asked, the reconciliation started, the trail told. */
import { auditProblems } from '#core/events.ts';
import { found, SUB } from '#test/core/trigger-builders.ts';
import {
  type Fakes,
  forgotPasswordEvent,
  NO_DEADLINE,
  NOW,
  never,
  setUp,
  signInEvent,
  TRACE_ID,
} from './fake-ports.ts';

const REFUSED = { kind: 'refused', refusal: 'not-authorized' } as const;
const THROTTLED = { kind: 'failed', reason: 'throttled' } as const;

const settled = async (fakes: Fakes, event: unknown = signInEvent()) => {
  const attempt = setUp(fakes);
  await attempt.migrate(event, NO_DEADLINE).catch(() => {});
  return attempt;
};

const OUTCOMES: readonly [string, Fakes, unknown, string, object][] = [
  ['a migration', {}, signInEvent(), 'UserMigrated', { sourceSub: SUB, secondFactor: 'none' }],
  ['a shell', {}, forgotPasswordEvent(), 'UserResetRequired', { trigger: 'forgot-password' }],
  [
    'a second factor that is lost',
    { read: found({ factors: ['SOFTWARE_TOKEN_MFA'] }) },
    signInEvent(),
    'UserResetRequired',
    { secondFactor: 'not-carried' },
  ],
  ['a wrong password', { check: REFUSED }, signInEvent(), 'UserRejected', { reason: 'wrong-password' }],
  [
    'nobody',
    { check: REFUSED, read: { kind: 'not-found' } },
    signInEvent(),
    'UserRejected',
    { reason: 'unknown' },
  ],
  ['a failure', { check: THROTTLED }, signInEvent(), 'UserMigrationFailed', { reason: 'throttled' }],
  [
    'attributes that the target would refuse',
    { read: found({ attributes: { 'custom:unknown': 'x' } }) },
    signInEvent(),
    'UserMigrationFailed',
    { refusedAttributes: ['custom:unknown'] },
  ],
  ['an event of nobody', {}, {}, 'UserMigrationFailed', { trigger: 'unknown', reason: 'malformed-event' }],
  [
    'a bug of ours',
    { source: { readUser: () => Promise.reject(new TypeError('no')) } },
    signInEvent(),
    'UserMigrationFailed',
    { reason: 'unexpected' },
  ],
  [
    'a ledger that is not to be reached',
    { ledger: () => Promise.reject(new Error('down')) },
    signInEvent(),
    'UserMigrated',
    { ledger: 'unreachable' },
  ],
];

describe('the audit trail', () => {
  it.each(OUTCOMES)('is told of %s, as described and once', async (_, fakes, event, type, detail) => {
    const { told } = await settled(fakes, event);
    expect(told).toMatchObject([{ type, detail }]);
    expect(told.flatMap((one) => auditProblems(one.type, one.detail))).toEqual([]);
  });

  it('is told when and in which trace, and never a login or an attribute', async () => {
    const { told } = await settled({});
    expect(told).toMatchObject([{ detail: { at: new Date(NOW).toISOString(), traceId: TRACE_ID } }]);
    expect(JSON.stringify(told)).not.toMatch(/liam|example\.com|Correct/);
  });

  it('knows no sub of somebody the source does not know', async () => {
    const { told } = await settled({ check: REFUSED, read: { kind: 'not-found' } });
    expect(told[0]?.detail).not.toHaveProperty('sourceSub');
  });

  it.each([
    ['fails', () => Promise.reject(new Error('no'))],
    ['hangs', () => never<void>()],
  ])('that %s changes no answer, and is counted', async (_, audit) => {
    const deadline = new AbortController();
    const { migrate, attempts } = setUp({
      audit: () => {
        deadline.abort();
        return audit();
      },
    });
    expect((await migrate(signInEvent(), deadline.signal)).response).toMatchObject({
      finalUserStatus: 'CONFIRMED',
    });
    expect(attempts).toMatchObject([{ audit: 'failed', outcome: { kind: 'migrated' } }]);
    expect(attempts[0]?.problems).toEqual({ audit: expect.stringMatching(/^\w+$/) });
  });

  it('is told of a source that hung, because the decision ends before the invocation does', async () => {
    const decision = new AbortController();
    const { migrate, told } = setUp({ check: never() });
    const pending = migrate(signInEvent(), NO_DEADLINE, { decideBy: decision.signal });
    decision.abort();
    await expect(pending).rejects.toMatchObject({ name: 'MigrationFailed' });
    expect(told).toMatchObject([{ type: 'UserMigrationFailed', detail: { reason: 'deadline' } }]);
  });

  it('is told at the same time as the reconciliation is started', async () => {
    const order: string[] = [];
    const step = (name: string) => async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
    };
    await settled({ workflow: step('start'), audit: step('event') });
    expect(order.slice(0, 2)).toEqual(['start begins', 'event begins']);
  });
});

describe('three invocations of one sign-in at the same time', () => {
  const seen = (targetSeenAt: number) => async () =>
    ({ state: 'reconciled', targetSub: 'target', targetSeenAt }) as const;

  it('are all let in, though the user of the first is on record before the last asks', async () => {
    const { migrate, attempts } = setUp({ ledger: seen(NOW + 400) });
    for (const invokedAt of [NOW, NOW + 5, NOW + 9]) {
      await migrate(signInEvent(), NO_DEADLINE, { invokedAt });
    }
    expect(attempts.map(({ outcome }) => outcome.kind)).toEqual(['migrated', 'migrated', 'migrated']);
  });

  it('are told apart from a later sign-in, after the user was deleted', async () => {
    const { migrate, attempts } = setUp({ ledger: seen(NOW) });
    await migrate(signInEvent(), NO_DEADLINE, { invokedAt: NOW + 1 });
    expect(attempts).toMatchObject([{ outcome: { kind: 'rejected', reason: 'already-migrated' } }]);
  });
});

describe('the sequence of calls', () => {
  it('is the same for every rejected user up to the answer: the source, then the trail', async () => {
    const ledger = jest.fn(async () => undefined);
    for (const fakes of [
      { check: REFUSED },
      { check: REFUSED, read: { kind: 'not-found' } as const },
      { check: REFUSED, read: found({ enabled: false }) },
    ]) {
      const { calls, told, started } = await settled({ ...fakes, ledger, workflow: async () => {} });
      expect(calls).toEqual(['check liam.porter', 'read liam.porter']);
      expect([told.length, started.length]).toEqual([1, 0]);
    }
    expect(ledger).not.toHaveBeenCalled();
  });
});
