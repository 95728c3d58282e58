import { FAILED_TEXT } from '#core/errors.ts';
import { found, PASSWORD, SUB, settings, WITH_PHONE } from '#test/core/trigger-builders.ts';
import { type Fakes, forgotPasswordEvent, NO_DEADLINE, never, setUp, signInEvent } from './fake-ports.ts';

const REFUSED = { kind: 'refused', refusal: 'not-authorized' } as const;
const NOBODY = { kind: 'not-found' } as const;

describe('an answer to Cognito', () => {
  it('creates the user with all six members of the response, and leaves the rest of the event alone', async () => {
    const event = { ...signInEvent(), addedByAws: { later: true } };
    const { migrate } = setUp();
    expect(await migrate(event, NO_DEADLINE)).toEqual({
      ...event,
      response: {
        userAttributes: { email: 'liam@example.com', email_verified: 'true', 'custom:source_sub': SUB },
        finalUserStatus: 'CONFIRMED',
        messageAction: 'SUPPRESS',
        desiredDeliveryMediums: ['EMAIL'],
        forceAliasCreation: false,
        enableSMSMFA: false,
      },
    });
  });

  it('asks for SMS MFA and names the username where an alias was typed', async () => {
    const { migrate } = setUp({ read: found({ factors: ['SMS_MFA'], attributes: WITH_PHONE }) });
    const { response } = await migrate(signInEvent('liam@example.com'), NO_DEADLINE);
    expect(response).toMatchObject({
      enableSMSMFA: true,
      userAttributes: { username: 'liam.porter', phone_number: '+15550100' },
    });
  });

  it('creates a shell on forgot-password, without ever asking for a password', async () => {
    const { migrate, calls } = setUp();
    const { response } = await migrate(forgotPasswordEvent(), NO_DEADLINE);
    expect(response).toMatchObject({ finalUserStatus: 'RESET_REQUIRED', messageAction: 'SUPPRESS' });
    expect(calls).toEqual(['read liam.porter']);
  });

  it('rejects with an empty response', async () => {
    const event = signInEvent();
    expect(await setUp({ check: REFUSED }).migrate(event, NO_DEADLINE)).toEqual({ ...event, response: {} });
  });

  it('fails with the one constant text', async () => {
    const { migrate } = setUp({ check: { kind: 'failed', reason: 'throttled' } });
    await expect(migrate(signInEvent(), NO_DEADLINE)).rejects.toMatchObject({
      name: 'MigrationFailed',
      code: 'MigrationFailed',
      message: FAILED_TEXT,
    });
  });
});

const REJECTIONS: Readonly<Record<string, Fakes>> = {
  'wrong password': { check: REFUSED },
  unknown: { check: REFUSED, read: NOBODY },
  'unknown to a source that says so': { check: { kind: 'refused', refusal: 'user-not-found' }, read: NOBODY },
  disabled: { check: REFUSED, read: found({ enabled: false }) },
  unconfirmed: {
    check: { kind: 'refused', refusal: 'user-not-confirmed' },
    read: found({ status: 'UNCONFIRMED' }),
  },
  federated: { check: REFUSED, read: found({ status: 'EXTERNAL_PROVIDER' }) },
  'without contact': {
    check: { kind: 'challenge', challenge: 'NEW_PASSWORD_REQUIRED' },
    read: found({ attributes: { email_verified: 'false' } }),
  },
  'already migrated': {
    ledger: async () => ({ state: 'reconciled', targetSub: 't', targetSeenAt: 0 }),
  },
};

describe('the existence of a user', () => {
  it.each(Object.entries(REJECTIONS))('does not show at sign-in: %s', async (_, fakes) => {
    const { migrate, calls, attempts } = setUp(fakes);
    expect((await migrate(signInEvent(), NO_DEADLINE)).response).toEqual({});
    expect(calls).toEqual(['check liam.porter', 'read liam.porter']);
    expect(attempts.map(({ outcome }) => outcome.kind)).toEqual(['rejected']);
  });

  it.each(
    Object.entries(REJECTIONS).filter(([name]) => name !== 'wrong password' && name !== 'without contact'),
  )('does not show at forgot-password: %s', async (_, fakes) => {
    const { migrate, calls } = setUp(fakes);
    expect((await migrate(forgotPasswordEvent(), NO_DEADLINE)).response).toEqual({});
    expect(calls).toEqual(['read liam.porter']);
  });
});

describe('the source', () => {
  it('is asked both questions before either is answered', async () => {
    const answer: { check?: () => void } = {};
    const check = new Promise<typeof REFUSED>((resolve) => {
      answer.check = () => resolve(REFUSED);
    });
    const { migrate, calls } = setUp({ check });
    const pending = migrate(signInEvent(), NO_DEADLINE);
    await Promise.resolve();
    expect(calls).toEqual(['check liam.porter', 'read liam.porter']);
    answer.check?.();
    await pending;
  });

  it.each([
    ['the check', { check: never<typeof REFUSED>() }],
    ['the read', { read: never<typeof NOBODY>() }],
    ['both', { check: never<typeof REFUSED>(), read: never<typeof NOBODY>() }],
  ])('may hang: %s ends with the deadline, as failed', async (_name, fakes) => {
    const { migrate, attempts } = setUp(fakes);
    const deadline = new AbortController();
    const pending = migrate(signInEvent(), deadline.signal);
    deadline.abort();
    await expect(pending).rejects.toThrow(FAILED_TEXT);
    expect(attempts).toMatchObject([{ outcome: { kind: 'failed', reason: 'deadline' } }]);
  });

  it('that refuses the password but hangs on the read still means rejected', async () => {
    const { migrate } = setUp({ check: REFUSED, read: never() });
    const deadline = new AbortController();
    const pending = migrate(signInEvent(), deadline.signal);
    deadline.abort();
    expect((await pending).response).toEqual({});
  });

  it('that breaks a promise of ours ends as failed, told apart from everything else', async () => {
    const { migrate, attempts, crashes } = setUp({
      source: { readUser: () => Promise.reject(new TypeError(`${PASSWORD} is not a function`)) },
    });
    await expect(migrate(signInEvent(), NO_DEADLINE)).rejects.toThrow(FAILED_TEXT);
    expect(attempts).toMatchObject([{ outcome: { kind: 'failed', reason: 'unexpected' } }]);
    expect(crashes).toHaveLength(1);
  });

  it('that refuses the role is told of, whatever became of the attempt', async () => {
    const refusedRole = { kind: 'failed', reason: 'role-refused' } as const;
    const { migrate, attempts } = setUp({ check: REFUSED, read: refusedRole });
    await migrate(signInEvent(), NO_DEADLINE);
    expect(attempts).toMatchObject([{ sourceAuthFailed: true, outcome: { reason: 'wrong-password' } }]);
  });
});

describe('three copies of one sign-in at the same time', () => {
  it('get the same answer, each from calls of its own', async () => {
    const { migrate, calls, attempts } = setUp();
    const answers = await Promise.all([1, 2, 3].map(() => migrate(signInEvent(), NO_DEADLINE)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(calls).toHaveLength(6);
    expect(attempts).toHaveLength(3);
  });
});

describe('the ledger', () => {
  it('that cannot be reached does not stop a sign-in', async () => {
    const { migrate, attempts } = setUp({ ledger: () => Promise.reject(new Error('down')) });
    expect((await migrate(signInEvent(), NO_DEADLINE)).response).toMatchObject({
      finalUserStatus: 'CONFIRMED',
    });
    expect(attempts).toMatchObject([{ ledger: 'unreachable', outcome: { kind: 'migrated' } }]);
  });

  it('is asked by source sub, and only about users who would be created', async () => {
    const asked: string[] = [];
    const ledger = async (sub: string) => {
      asked.push(sub);
      return undefined;
    };
    await setUp({ ledger }).migrate(signInEvent(), NO_DEADLINE);
    await setUp({ ledger, check: REFUSED }).migrate(signInEvent(), NO_DEADLINE);
    expect(asked).toEqual([SUB]);
  });

  it('keeps a user that was deleted on the target from coming back by forgot-password', async () => {
    const ledger = async () => ({ state: 'failed', targetSub: 't', targetSeenAt: 0 }) as const;
    const { migrate, attempts, started } = setUp({ ledger, workflow: async () => {} });
    expect((await migrate(forgotPasswordEvent(), NO_DEADLINE)).response).toEqual({});
    expect(attempts).toMatchObject([{ outcome: { reason: 'already-migrated', sourceSub: SUB } }]);
    expect(started).toEqual([]);
  });
});

describe('the reconciliation', () => {
  const groups = { map: { editors: 'writers' } };
  const workflow = async () => {};

  it('is started with ids and group names, nothing else', async () => {
    const check = { kind: 'tokens', sub: SUB, groups: ['editors'] } as const;
    const { migrate, started } = setUp({ check, workflow, settings: { groups } });
    await migrate(signInEvent(), NO_DEADLINE);
    expect(started).toEqual([{ sourceSub: SUB, groups: ['writers'] }]);
  });

  it('is started for a shell too, without groups where no token told them', async () => {
    const { migrate, started } = setUp({ workflow });
    await migrate(forgotPasswordEvent(), NO_DEADLINE);
    expect(started).toEqual([{ sourceSub: SUB }]);
  });

  it('is not started for anybody else', async () => {
    const { migrate, started } = setUp({ workflow, check: REFUSED });
    await migrate(signInEvent(), NO_DEADLINE);
    expect(started).toEqual([]);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('no'))],
    ['hangs past the deadline', () => never<void>()],
  ])('that %s does not stop a sign-in, and is told of', async (_name, broken) => {
    const deadline = new AbortController();
    const { migrate, attempts } = setUp({
      workflow: () => {
        deadline.abort();
        return broken();
      },
    });
    expect((await migrate(signInEvent(), deadline.signal)).response).toMatchObject({
      finalUserStatus: 'CONFIRMED',
    });
    expect(attempts).toMatchObject([{ workflow: 'failed', outcome: { kind: 'migrated' } }]);
  });
});

describe('the letter-case look-up', () => {
  const change = {
    policies: { letterCaseLookup: true },
    source: { signIn: { ...settings().source.signIn, caseSensitive: true } },
  };
  const user = found({ username: 'Liam', attributes: { email: 'Liam@Example.com' } });
  const source = {
    checkPassword: async (login: string) =>
      login === 'Liam' ? ({ kind: 'tokens', sub: SUB } as const) : REFUSED,
    readUser: async (login: string) => (login === 'Liam' ? user : NOBODY),
    findUsers: async () =>
      ({
        kind: 'listed',
        users: [{ username: 'Liam', attributes: { email: 'Liam@Example.com', email_verified: 'true' } }],
        more: false,
      }) as const,
  };

  it('lets a user in under the username of the source, at sign-in and at forgot-password', async () => {
    const { migrate } = setUp({ source, settings: change });
    const created = { userAttributes: { username: 'Liam', email: 'Liam@Example.com' } };
    const login = 'liam@example.com';
    expect((await migrate(signInEvent(login), NO_DEADLINE)).response).toMatchObject(created);
    expect((await migrate(forgotPasswordEvent(login), NO_DEADLINE)).response).toMatchObject(created);
  });

  it('is made once, and not at all when the first answer was a failure', async () => {
    const nobody = setUp({ check: REFUSED, read: NOBODY, settings: change });
    await nobody.migrate(signInEvent('mallory@example.com'), NO_DEADLINE);
    expect(nobody.calls).toEqual([
      'check mallory@example.com',
      'read mallory@example.com',
      'find email mallory@example.com',
    ]);
    const failing = setUp({ check: { kind: 'failed', reason: 'throttled' }, read: NOBODY, settings: change });
    await expect(failing.migrate(signInEvent('mallory@example.com'), NO_DEADLINE)).rejects.toThrow(
      FAILED_TEXT,
    );
    expect(failing.calls).not.toContain('find email mallory@example.com');
  });
});

describe('listed groups', () => {
  const list = { groups: { mode: 'list', map: { editors: 'writers' } } } as const;

  it('are asked for at the same time and carried', async () => {
    const { migrate, started } = setUp({
      settings: list,
      workflow: async () => {},
      source: { listGroups: async () => ['editors'] },
    });
    await migrate(signInEvent(), NO_DEADLINE);
    expect(started).toEqual([{ sourceSub: SUB, groups: ['writers'] }]);
  });

  it('that cannot be had do not stop a sign-in', async () => {
    const listGroups = () => Promise.reject(new Error('down'));
    const { migrate } = setUp({ settings: list, source: { listGroups } });
    expect((await migrate(signInEvent(), NO_DEADLINE)).response).toMatchObject({
      finalUserStatus: 'CONFIRMED',
    });
  });
});
