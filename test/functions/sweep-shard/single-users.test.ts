/** What a walk does about single users: shells that go, stragglers that are imported. */
import { MigrationError } from '#core/errors.ts';
import { record, TARGET_SUB } from '#test/core/reconcile-builders.ts';
import { CREATED, DAY, listed, listedTarget } from '#test/core/sweep-builders.ts';
import { BY_EMAIL, SUB, settings } from '#test/core/trigger-builders.ts';
import { createWorld, EXECUTION, NOW, type World } from './fake-world.ts';

const SHELL = listedTarget({ status: 'RESET_REQUIRED' });
const SHELL_RECORD = record({ origin: 'reset-required', groups: ['writers'] });
const shellWorld = (world: World = {}) =>
  createWorld({ source: [listed()], target: [SHELL], records: { [SUB]: SHELL_RECORD }, ...world });

const done = (log: readonly string[]) => log.filter((entry) => !entry.startsWith('list'));

describe('an overdue shell', () => {
  it('is taken out of the ledger, told of, and deleted, in this order', async () => {
    const { walk, countsOf, log, records, target, events } = shellWorld();
    await walk('target/7');
    expect(done(log)).toEqual(['ledger removed', 'ShellRemoved', 'delete']);
    expect(target).toEqual([]);
    expect(records.get(SUB)).toMatchObject({ state: 'removed', origin: 'reset-required' });
    expect(records.get(SUB)).not.toHaveProperty('targetSub');
    expect(countsOf('target/7')).toEqual({ users: 1, 'shells-removed': 1 });
    expect(events).toEqual([
      {
        type: 'ShellRemoved',
        detail: {
          version: 1,
          at: EXECUTION.startedAt,
          executionId: EXECUTION.executionId,
          sourceSub: SUB,
          targetSub: TARGET_SUB,
        },
      },
    ]);
  });

  it('goes also where nobody recorded it', async () => {
    const { walk, target, records } = shellWorld({ records: {} });
    await walk('target/7');
    expect(target).toEqual([]);
    expect(records.get(SUB)).toMatchObject({ state: 'removed', origin: 'reset-required' });
  });

  it.each<[string, World]>([
    [
      'was opened since the page was read',
      {
        override: ({ target }) => ({
          target: {
            ...target,
            readUser: async (name) =>
              ({
                ...(await target.readUser(name, new AbortController().signal)),
                status: 'CONFIRMED',
              }) as never,
          },
        }),
      },
    ],
    ['belongs to a user who is disabled at the source', { source: [listed({ enabled: false })] }],
    ['belongs to a user whom the source lost', { source: [] }],
    [
      'stands for a user on record as imported meanwhile',
      { override: ({ ledger }) => ({ ledger: { ...ledger, recordRemoved: async () => false } }) },
    ],
  ])('stays where it %s', async (_, world) => {
    const { walk, log, target, countsOf } = shellWorld(world);
    await walk('target/7');
    expect(done(log)).toEqual([]);
    expect(target).toEqual([SHELL]);
    expect(countsOf('target/7')).toEqual({ users: 1, reconciled: 1, shells: 1 });
  });

  it('that stays and is not on record is reconciled', async () => {
    const { walk, log, countsOf } = shellWorld({ records: {}, source: [listed({ enabled: false })] });
    await walk('target/7');
    expect(done(log)).toEqual([`start ${SUB}`]);
    expect(countsOf('target/7')).toEqual({ users: 1, started: 1, shells: 1 });
  });

  it('whose owner the source cannot tell of ends the invocation, not the shell', async () => {
    const { walk, target } = shellWorld({
      override: ({ source }) => ({
        source: { ...source, readUser: async () => ({ kind: 'failed', reason: 'throttled' }) },
      }),
    });
    await expect(walk('target/7')).rejects.toMatchObject({ code: 'SourceUnavailable' });
    expect(target).toEqual([SHELL]);
  });

  it.each(['audit', 'target'] as const)('is deleted in the end where %s fails once', async (which) => {
    let failed = false;
    const fail = async () => {
      failed = true;
      throw new MigrationError('AuditUnavailable', 'told to');
    };
    const { walk, target, records, countsOf } = shellWorld({
      override: ({ audit, target: pool }) => ({
        audit: { put: (event, signal) => (which === 'audit' && !failed ? fail() : audit.put(event, signal)) },
        target: {
          ...pool,
          deleteUser: (name, signal) =>
            which === 'target' && !failed ? fail() : pool.deleteUser(name, signal),
        },
      }),
    });
    await expect(walk('target/7')).rejects.toMatchObject({ code: 'AuditUnavailable' });
    await walk('target/7');
    expect(target).toEqual([]);
    expect(records.get(SUB)).toMatchObject({ state: 'removed' });
    expect(countsOf('target/7')).toEqual({ users: 1, 'shells-removed': 1 });
  });
});

const imports = (world: World = {}) => {
  const made = createWorld({
    source: [listed()],
    ...world,
    settings: { phase: 'srp-only', ...world.settings },
  });
  return { ...made, run: () => made.walk('source/0', 'importStragglers') };
};
const CLOSED = { 'records.imported.reconciled': 1, imported: 1, users: 1 };

describe('an import', () => {
  it('records, creates without a word to the user, closes the account, tells, records again', async () => {
    const { run, log, target, records, countsOf, events, rows } = imports();
    await run();
    expect(done(log)).toEqual(['ledger pending', 'create', 'password', 'UserImported', 'ledger reconciled']);
    expect(target).toMatchObject([
      {
        username: 'liam.porter',
        status: 'CONFIRMED',
        attributes: { email: 'liam@example.com', email_verified: 'true', 'custom:source_sub': SUB },
      },
    ]);
    expect(target[0]?.attributes.sub).not.toBe(SUB);
    expect(records.get(SUB)).toMatchObject({
      state: 'reconciled',
      origin: 'imported',
      targetSub: `new-${SUB}`,
    });
    expect(countsOf('source/0')).toEqual(CLOSED);
    expect(events).toMatchObject([
      { type: 'UserImported', detail: { sourceSub: SUB, targetSub: `new-${SUB}` } },
    ]);
    expect(rows()).toEqual([]);
  });

  it('names the user by the e-mail where Cognito generates usernames', async () => {
    const { run, target } = imports({ settings: { target: { ...settings().target, signIn: BY_EMAIL } } });
    await run();
    expect(target).toMatchObject([{ username: 'liam@example.com' }]);
  });

  it.each<[string, World['source'], string]>([
    ['has a second factor', [{ ...listed(), factors: ['SOFTWARE_TOKEN_MFA'] }], 'active,second-factor'],
    ['has no verified contact', [listed({ attributes: { email_verified: 'false' } })], 'active,no-contact'],
    ['is disabled', [listed({ enabled: false })], 'disabled,disabled'],
    ['is federated', [listed({ status: 'EXTERNAL_PROVIDER' })], 'federated,federated'],
    ['must reset', [listed({ status: 'RESET_REQUIRED' })], 'reset-required,forgot-password'],
    ['would be refused', [listed({ attributes: { birthdate: 'long ago' } })], 'active,attributes-refused'],
  ])('lists a user who %s instead', async (_, source, expected) => {
    const { run, log, rows, countsOf, target } = imports({ source: source ?? [] });
    await run();
    expect([done(log), target]).toEqual([[], []]);
    expect(rows()).toEqual([expect.stringContaining(`,${expected},`)]);
    expect(countsOf('source/0')).toEqual({ users: 1, [`stragglers.${expected.replace(',', '.')}`]: 1 });
  });

  it.each([
    [{ enabled: false }, 'disabled,disabled'],
    [{ status: 'UNCONFIRMED' }, 'unconfirmed,unconfirmed'],
    [{ status: 'RESET_REQUIRED' }, 'reset-required,forgot-password'],
  ])('lists a user who is no more as the page said: %j', async (change, expected) => {
    const user = { ...listed(change), factors: [] };
    const { run, log, rows } = imports({
      override: ({ source }) => ({ source: { ...source, readUser: async () => ({ kind: 'found', user }) } }),
    });
    await run();
    expect([done(log), rows()]).toEqual([[], [expect.stringContaining(`,${expected},`)]]);
  });

  it('lists a user whose name somebody else has in the target', async () => {
    const { run, log, rows } = imports({
      target: [listedTarget({ attributes: { 'custom:source_sub': 'somebody-else' } })],
    });
    await run();
    expect(done(log)).toEqual([]);
    expect(rows()).toEqual([expect.stringContaining(',name-taken,')]);
  });

  it('lists a user whose e-mail somebody else has in the target, and takes it up again the next time', async () => {
    const { run, rows, countsOf, records } = imports({
      override: ({ target }) => ({ target: { ...target, createUser: async () => ({ kind: 'taken' }) } }),
    });
    await run();
    expect(rows()).toEqual([expect.stringContaining(',name-taken,')]);
    expect(countsOf('source/0')).toEqual({ users: 1, 'records.imported.pending': 1 });
    expect(records.get(SUB)).toMatchObject({ origin: 'imported', state: 'pending' });
  });

  it('goes on where the target refuses one user', async () => {
    const { run, rows, countsOf } = imports({
      source: [listed(), listed({ sub: `${SUB.slice(0, -1)}0`, username: 'another' })],
      override: ({ target }) => ({
        target: {
          ...target,
          createUser: async (name, attributes, signal) => {
            if (name === 'another') return target.createUser(name, attributes, signal);
            throw new MigrationError('TargetRefused', 'told to');
          },
        },
      }),
    });
    await run();
    expect(rows()).toEqual([expect.stringContaining(',attributes-refused,')]);
    expect(countsOf('source/0')).toEqual({
      users: 2,
      'records.imported.pending': 1,
      'records.imported.reconciled': 1,
      imported: 1,
    });
  });

  it('never gives a password to a user who came meanwhile', async () => {
    const { run, log, target, countsOf } = imports({ target: [listedTarget()] });
    await run();
    expect(done(log)).toEqual([`start ${SUB}`]);
    expect(target).toEqual([listedTarget()]);
    expect(countsOf('source/0')).toEqual({ users: 1, 'stragglers.active.being-reconciled': 1 });
  });

  it('starts anew where the sweep removed the shell', async () => {
    const {
      targetSub: _,
      targetSeenAt: __,
      ...removed
    } = record({ state: 'removed', origin: 'reset-required' });
    const { run, records } = imports({ records: { [SUB]: removed } });
    await run();
    expect(records.get(SUB)).toMatchObject({ state: 'reconciled', origin: 'imported' });
  });

  it('repeated, changes nothing', async () => {
    const { run, log, walk, countsOf } = imports();
    await run();
    const before = done(log);
    await walk('source/0b', 'importStragglers');
    expect(done(log)).toEqual(before);
    expect(countsOf('source/0b')).toEqual({ users: 1, 'records.imported.reconciled': 1 });
  });

  it.each(['createUser', 'closeWithPassword', 'put', 'recordImported'] as const)(
    'that is interrupted by %s is finished by the next one, with one account and one password',
    async (which) => {
      let failed = false;
      const guard =
        <Arguments extends readonly unknown[], Answer>(
          name: string,
          call: (...all: Arguments) => Promise<Answer>,
        ) =>
        async (...all: Arguments): Promise<Answer> => {
          if (name !== which || failed) return call(...all);
          failed = true;
          throw new MigrationError('TargetUnavailable', 'told to');
        };
      const { run, target, records, log } = imports({
        override: ({ target: pool, audit, ledger }) => ({
          target: {
            ...pool,
            createUser: guard('createUser', pool.createUser),
            closeWithPassword: guard('closeWithPassword', pool.closeWithPassword),
          },
          audit: { put: guard('put', audit.put) },
          ledger: { ...ledger, recordImported: guard('recordImported', ledger.recordImported) },
        }),
      });
      await expect(run()).rejects.toMatchObject({ code: 'TargetUnavailable' });
      await run();
      expect(target).toMatchObject([{ status: 'CONFIRMED' }]);
      expect(records.get(SUB)).toMatchObject({ state: 'reconciled', origin: 'imported' });
      expect(log.filter((entry) => entry === 'password')).toHaveLength(1);
    },
  );

  it('lists a user who is gone from the source by now', async () => {
    const { run, rows } = imports({
      override: ({ source }) => ({ source: { ...source, readUser: async () => ({ kind: 'not-found' }) } }),
    });
    await run();
    expect(rows()).toEqual([`${SUB},unknown,source-user-gone,,`]);
  });
});

it('the shells of these tests are as old as they must be', () => {
  expect(NOW - CREATED).toBeGreaterThan(DAY);
});
