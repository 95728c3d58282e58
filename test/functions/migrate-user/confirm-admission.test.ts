/** Users who would be let in, and what the target pool says about the names they bring along. */
import { FAILED_TEXT } from '#core/errors.ts';
import { auditProblems } from '#core/events.ts';
import { BY_EMAIL, found, PLAIN, SUB, WITH_PHONE } from '#test/core/trigger-builders.ts';
import { type Fakes, forgotPasswordEvent, NO_DEADLINE, never, setUp, signInEvent } from './fake-ports.ts';

const POOL = 'us-east-1_TargetPl1';
const READ = found({ attributes: WITH_PHONE });

/** Somebody in the target who has this name as an e-mail address and as a phone number. */
const somebody = (name: string, attributes: Record<string, string> = {}) => ({
  username: 'owner',
  attributes: { email: name, phone_number: name, ...attributes },
});

const settled = async (fakes: Fakes, event: unknown = signInEvent()) => {
  const attempt = setUp({ read: READ, workflow: async () => {}, ...fakes });
  const answer = await attempt.migrate(event, NO_DEADLINE).catch((error: unknown) => error);
  return { ...attempt, answer };
};

describe('a user whose alias somebody else in the target has', () => {
  const target = async (name: string) => (name === WITH_PHONE.phone_number ? somebody(name) : undefined);

  it.each([
    ['at sign-in', signInEvent()],
    ['at sign-in by another alias', signInEvent('liam@example.com')],
    ['at forgot-password', forgotPasswordEvent()],
  ])('is not created %s: the constant text, no execution, one event with the reason', async (_, event) => {
    const { answer, started, told, attempts } = await settled({ target }, event);
    expect(answer).toMatchObject({ name: 'MigrationFailed', message: FAILED_TEXT });
    expect(started).toEqual([]);
    expect(told).toMatchObject([
      {
        type: 'UserMigrationFailed',
        detail: { reason: 'alias-taken', sourceSub: SUB, refusedAttributes: ['phone_number'] },
      },
    ]);
    expect(told.flatMap((one) => auditProblems(one.type, one.detail))).toEqual([]);
    expect(attempts).toMatchObject([
      { outcome: { kind: 'failed', reason: 'alias-taken' }, aliases: 'asked' },
    ]);
    expect(JSON.stringify([told, attempts])).not.toContain('+15550100');
  });

  it('is not created either where another of the names could not be asked about', async () => {
    const { attempts } = await settled({
      target: (name) => (name === 'liam@example.com' ? Promise.reject(new Error('down')) : target(name)),
    });
    expect(attempts).toMatchObject([{ outcome: { reason: 'alias-taken' }, aliases: 'unreachable' }]);
  });

  it('is rejected like anybody else where the ledger has seen the user in the target before', async () => {
    const ledger = async () => ({ state: 'reconciled', targetSub: 't', targetSeenAt: 0 }) as const;
    const { attempts, answer } = await settled({ target, ledger });
    expect(answer).toMatchObject({ response: {} });
    expect(attempts).toMatchObject([{ outcome: { kind: 'rejected', reason: 'already-migrated' } }]);
  });
});

describe('a user whose names are free', () => {
  it('is created, after one question for each name beside the typed one, in the pool of the event', async () => {
    const { attempts, askedTarget } = await settled({}, signInEvent('liam@example.com'));
    expect(attempts).toMatchObject([{ outcome: { kind: 'migrated' }, aliases: 'asked' }]);
    expect(askedTarget).toEqual([`${POOL} liam.porter`, `${POOL} +15550100`]);
  });

  it('is created where a twin of this sign-in was faster', async () => {
    const twin = async (name: string) => somebody(name, { 'custom:source_sub': SUB });
    const { attempts } = await settled({ target: twin });
    expect(attempts).toMatchObject([{ outcome: { kind: 'migrated' } }]);
  });

  it.each([
    ['people sign in by username only', { target: { signIn: PLAIN } }, {}],
    ['nothing else is verified', {}, { email_verified: 'false', phone_number_verified: 'false' }],
  ])('is created without a question where %s', async (_, change, attributes) => {
    const read = found({ attributes: { ...WITH_PHONE, ...attributes } });
    const { attempts, askedTarget } = await settled({ read, settings: change });
    expect(attempts[0]?.outcome.kind).toBe('migrated');
    expect(askedTarget).toEqual([]);
    expect(attempts[0]).not.toHaveProperty('aliases');
  });

  it('is created without a question where the typed address is the username', async () => {
    const both = { source: { signIn: BY_EMAIL }, target: { signIn: BY_EMAIL } };
    const { attempts, askedTarget } = await settled({ settings: both }, signInEvent('liam@example.com'));
    expect(attempts[0]?.outcome.kind).toBe('migrated');
    expect(askedTarget).toEqual([]);
  });
});

describe('a target that cannot be asked', () => {
  it.each([
    [
      'fails',
      () => Promise.reject(Object.assign(new Error('no'), { name: 'TargetUnavailable' })),
      'TargetUnavailable',
    ],
    ['hangs', () => never<undefined>(), 'DeadlineReached'],
  ])('because it %s stops nobody, and is told of', async (_, target, problem) => {
    jest.useFakeTimers();
    const pending = settled({ target });
    await jest.advanceTimersByTimeAsync(1_000);
    const { attempts, started } = await pending;
    jest.useRealTimers();
    expect(attempts).toMatchObject([
      { outcome: { kind: 'migrated' }, aliases: 'unreachable', problems: { aliases: problem } },
    ]);
    expect(started).toHaveLength(1);
  });

  it('is asked at the same time as the ledger', async () => {
    const order: string[] = [];
    const step = (name: string) => async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      return undefined;
    };
    await settled({ ledger: step('ledger'), target: step('target'), read: found() }, signInEvent());
    expect(order).toEqual(['ledger begins', 'target begins', 'ledger ends', 'target ends']);
  });
});

it('nobody who is rejected is asked about', async () => {
  const refused = { kind: 'refused', refusal: 'not-authorized' } as const;
  const rejections: readonly Fakes[] = [
    { check: refused },
    { check: refused, read: { kind: 'not-found' } },
    { check: refused, read: found({ enabled: false }) },
    { read: found({ enabled: false }) },
  ];
  for (const fakes of rejections) {
    for (const event of [signInEvent(), signInEvent('liam@example.com')]) {
      expect((await settled(fakes, event)).askedTarget).toEqual([]);
    }
  }
});
