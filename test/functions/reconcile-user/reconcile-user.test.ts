import { MigrationError } from '#core/errors.ts';
import { record, TARGET_SUB, targetUser } from '#test/core/reconcile-builders.ts';
import { found, SUB, WITH_PHONE } from '#test/core/trigger-builders.ts';
import { type Fakes, NOW, setUp } from './fake-pool.ts';

const NAMED = found({ attributes: { name: 'Liam Porter' } });
const GROUPS = { groups: { map: { editors: 'writers' } } };
const NOTHING = { attributes: [], groups: [], mfa: [], account: [] };

describe('a reconciliation', () => {
  it('of a user who lacks nothing writes nothing, and says who it is', async () => {
    const { run, writes } = setUp();
    expect(await run()).toEqual({
      sourceSub: SUB,
      targetSub: TARGET_SUB,
      seenAt: new Date(NOW).toISOString(),
      origin: 'migrated',
      secondFactor: 'none',
      changed: NOTHING,
      notApplied: { attributes: [], groups: [] },
      groups: [],
      disabledAtSource: false,
      onRecord: false,
    });
    expect(writes).toEqual([]);
  });

  it('repairs attributes, second factor and groups, and answers names only', async () => {
    const source = found({
      factors: ['SMS_MFA'],
      attributes: { ...WITH_PHONE, name: 'Liam Porter' },
    });
    const { run, writes } = setUp({ source, groups: [{ name: 'writers' }], settings: GROUPS });
    const answer = await run({ groups: ['writers'] });
    expect(writes).toEqual([
      'attributes phone_number,name,phone_number_verified',
      'mfa SMS_MFA',
      'group writers',
    ]);
    expect(answer).toMatchObject({
      secondFactor: 'kept',
      changed: {
        attributes: ['name', 'phone_number', 'phone_number_verified'],
        groups: ['writers'],
        mfa: ['SMS_MFA'],
        account: [],
      },
      groups: ['writers'],
    });
    expect(JSON.stringify(answer)).not.toMatch(/Liam|liam|15550100|example/);
  });

  it.each<[string, Fakes['record']]>([
    ['recorded', record({ groups: ['writers'] })],
    ['not recorded', undefined],
  ])('changes nothing the second time, the first being %s', async (_, kept) => {
    let known: Fakes['record'];
    const { run, writes } = setUp({
      source: found({ factors: ['SMS_MFA'], attributes: { ...WITH_PHONE, name: 'Liam' } }),
      groups: [{ name: 'writers' }],
      settings: GROUPS,
      ledger: async () => known,
    });
    await run({ groups: ['writers'] });
    known = kept;
    const before = [...writes];
    expect(await run({ groups: ['writers'] })).toMatchObject({
      changed: NOTHING,
      groups: ['writers'],
      onRecord: kept !== undefined,
    });
    expect(writes).toEqual(before);
  });

  it('repairs a user edited at the source since, only where the source is right', async () => {
    const edited: Fakes = {
      source: NAMED,
      record: record(),
      users: [targetUser({ touched: true, attributes: { name: 'Liam P.', nickname: 'Lee' } })],
    };
    const left = setUp(edited);
    expect(await left.run()).toMatchObject({ changed: NOTHING, onRecord: true });
    expect(left.writes).toEqual([]);
    const right = setUp({
      ...edited,
      settings: {
        source: { attributes: ['name', 'nickname'] },
        reconcile: { sourceOfTruth: 'source' },
      },
    });
    expect(await right.run()).toMatchObject({
      changed: { attributes: ['name', 'nickname'] },
      onRecord: false,
    });
    expect(right.writes).toEqual(['attributes name', 'remove nickname']);
    expect(await right.run()).toMatchObject({ changed: NOTHING, onRecord: true });
    expect(right.writes).toHaveLength(2);
  });

  it('takes away under the name that the mapping gives', async () => {
    const { run, writes } = setUp({
      record: record(),
      users: [targetUser({ attributes: { 'custom:points': '7', nickname: 'Lee' } })],
      settings: {
        source: { attributes: ['custom:score', 'nickname'] },
        mapping: { rename: { 'custom:score': 'custom:points' }, drop: ['nickname'] },
        reconcile: { sourceOfTruth: 'source' },
      },
    });
    await run();
    expect(writes).toEqual(['remove custom:points']);
  });

  it('of a week ago, replayed, finds everything on record', async () => {
    const { run, writes } = setUp({ source: NAMED, record: record() });
    expect(await run()).toMatchObject({ onRecord: true, changed: NOTHING });
    expect(writes).toEqual([]);
  });

  it.each([['failed'], ['pending'], ['abandoned']] as const)(
    'is worth a record again after one that %s',
    async (state) => {
      const { run } = setUp({ record: record({ state }) });
      expect(await run()).toMatchObject({ onRecord: false });
    },
  );

  it('is worth a record again after one that names no target user', async () => {
    const { targetSub: _, targetSeenAt: _at, ...unseen } = record();
    expect(await setUp({ record: unseen }).run()).toMatchObject({ onRecord: false });
  });

  it('never gives back a group that was revoked', async () => {
    const { run, writes } = setUp({
      groups: [{ name: 'writers' }],
      settings: GROUPS,
      record: record({ groups: ['writers'] }),
    });
    expect(await run({ groups: ['writers'] })).toMatchObject({ groups: ['writers'], changed: NOTHING });
    expect(writes).toEqual([]);
  });

  it('tells of groups that the target lacks', async () => {
    const { run } = setUp({ settings: GROUPS });
    expect(await run({ groups: ['writers'] })).toMatchObject({
      groups: [],
      notApplied: { groups: ['writers'] },
    });
  });

  it('gives a user disabled at the source no group, and disables the shell', async () => {
    const { run, writes, users } = setUp({
      source: found({ enabled: false }),
      users: [targetUser({ status: 'RESET_REQUIRED' })],
      groups: [{ name: 'writers' }],
      settings: GROUPS,
    });
    expect(await run({ groups: ['writers'] })).toMatchObject({
      origin: 'reset-required',
      disabledAtSource: true,
      changed: { account: ['disabled'], groups: [] },
    });
    expect(writes).toEqual(['disable']);
    expect(users[0]?.enabled).toBe(false);
  });

  it('tells of a second factor that stayed behind, because the sign-in may not have been told of', async () => {
    const { run } = setUp({ source: found({ factors: ['SOFTWARE_TOKEN_MFA'] }) });
    expect(await run()).toMatchObject({ secondFactor: 'not-carried' });
  });

  it('keeps the origin on record when the shell was opened', async () => {
    const { run } = setUp({ record: record({ origin: 'reset-required' }) });
    expect(await run()).toMatchObject({ origin: 'reset-required' });
  });

  it('starts anew where the sweep removed the shell', async () => {
    const removed = record({
      state: 'removed',
      origin: 'reset-required',
      targetSub: 'gone',
      groups: ['writers'],
    });
    const { run } = setUp({ record: removed, source: NAMED });
    expect(await run()).toMatchObject({ origin: 'migrated', groups: [], changed: { attributes: ['name'] } });
  });
});

describe('the user', () => {
  it('is found by the sub on record, though the source’s name for it has changed', async () => {
    const { run } = setUp({ source: found({ username: 'liam.p' }), record: record() });
    expect(await run()).toMatchObject({ targetSub: TARGET_SUB });
  });

  it('is found by its mapped e-mail where Cognito generates usernames', async () => {
    const signIn = { mode: 'username-attributes', attributes: ['email'], caseSensitive: false } as const;
    const { run } = setUp({
      users: [targetUser({ username: TARGET_SUB })],
      settings: { target: { signIn } },
    });
    expect(await run()).toMatchObject({ targetSub: TARGET_SUB });
  });

  const other = { attributes: { 'custom:source_sub': 'somebody-else' } };

  it.each<[string, Fakes, string]>([
    ['the source does not know', { source: { kind: 'not-found' } }, 'SourceUserNotFound'],
    ['the source finds by another name', { source: found({ sub: 'other' }) }, 'SourceUserNotFound'],
    ['the source cannot tell of', { source: { kind: 'failed', reason: 'throttled' } }, 'SourceUnavailable'],
    ['the target does not have yet', { users: [] }, 'TargetUserNotFound'],
    ['the target no longer has', { users: [], record: record() }, 'TargetUserGone'],
    ['the target has for another source user', { users: [targetUser(other)] }, 'TargetUserMismatch'],
    [
      'the target has without a source sub',
      { users: [targetUser({ attributes: { 'custom:source_sub': undefined } })] },
      'TargetUserMismatch',
    ],
    [
      'the target has under another username',
      { users: [targetUser({ username: 'mallory', attributes: { email: 'liam.porter' } })] },
      'TargetUserMismatch',
    ],
    [
      'on record is somebody else now',
      { users: [targetUser(other)], record: record() },
      'TargetUserMismatch',
    ],
    [
      'came back under a new sub although the ledger knew it',
      { record: record({ targetSub: 'deleted' }) },
      'TargetUserMismatch',
    ],
  ])('that %s ends by name, and nothing is written', async (_, fakes, code) => {
    const { run, writes } = setUp({ ...fakes });
    const failure = await run().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MigrationError);
    expect(failure).toMatchObject({ name: code, code });
    expect(String(failure)).not.toMatch(/liam|example/);
    expect(writes).toEqual([]);
  });

  it.each(['LedgerUnavailable', 'LedgerRecordInvalid'] as const)(
    'is not touched when the ledger says %s',
    async (code) => {
      const { run, writes } = setUp({
        source: NAMED,
        ledger: () => Promise.reject(new MigrationError(code, 'no')),
      });
      await expect(run()).rejects.toMatchObject({ code });
      expect(writes).toEqual([]);
    },
  );

  it('is not looked for when the input is wrong', async () => {
    await expect(setUp().run({ email: 'x' })).rejects.toMatchObject({ code: 'InvalidInput' });
  });

  it('half repaired when the target fails, is repaired to the end by the next run', async () => {
    let broken = true;
    const refuse = async () => {
      if (broken) throw new MigrationError('TargetUnavailable', 'no');
    };
    const { run, writes } = setUp({
      source: found({ factors: ['SMS_MFA'], attributes: { ...WITH_PHONE, name: 'Liam' } }),
      target: { preferFactors: refuse },
    });
    await expect(run()).rejects.toMatchObject({ code: 'TargetUnavailable' });
    broken = false;
    expect(await run()).toMatchObject({ changed: { attributes: [], mfa: ['SMS_MFA'] } });
    expect(writes).toEqual(['attributes phone_number,name,phone_number_verified']);
  });
});
