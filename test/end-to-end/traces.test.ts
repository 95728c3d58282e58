// One trace over both accounts, from the trigger to the audit event; and none of it where nobody wants one.
import { type SeededUser, subOf } from '#rehearsal/input/records.ts';
import { auditTrail } from '#rehearsal/report/stored.ts';
import { allBelow, type TracePart } from '#rehearsal/report/trace-tree.ts';
import { isComplete, tracedSignIns, tracesOf } from '#rehearsal/report/traces.ts';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { type SynthesizedMigration, synthesizeMigration } from './synthesized-migration.ts';
import { openAccounts, recordsOf, type TwoAccounts, told } from './two-accounts.ts';

const ROOT = '1-6a000000-0123456789abcdef01234567';

const USERS = ['first', 'second', 'unsampled'].map((name) => seedUser(name));
const [FIRST, SECOND, UNSAMPLED] = USERS as [SeededUser, SeededUser, SeededUser];

let migration: SynthesizedMigration;
let accounts: TwoAccounts;
beforeAll(async () => {
  migration = await synthesizeMigration();
  accounts = await openAccounts(migration, USERS);
}, 60_000);
afterAll(async () => {
  await accounts?.close();
  migration?.remove();
});

/** The sign-in and all the work behind it. */
const migrate = async ({ Username }: SeededUser): Promise<void> => {
  expect(told(await accounts.signIn(Username, PASSWORD))).toBe('ok');
  await accounts.cloud.idle();
};

const signIns = () => {
  const { recorder } = accounts.cloud;
  const stored = { ledger: [], audit: recorder.entries('audit'), executions: [] };
  const { accountId: sourceAccountId } = accounts.world.source;
  return tracedSignIns({ attempts: [], stored, segments: recorder.entries('segments'), sourceAccountId });
};

const signInOf = (user: SeededUser) => signIns().find(({ sub }) => sub === subOf(user));

const partsOf = (user: SeededUser): readonly TracePart[] =>
  (signInOf(user)?.trace?.roots ?? []).flatMap(allBelow);

/** A datagram takes its own way: it may arrive after the answer. */
const eventually = async (happened: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 300 && !happened(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
};

const isTraced = (user: SeededUser) => () => {
  const signIn = signInOf(user);
  return signIn !== undefined && isComplete(signIn);
};

describe('the trace of a migrated sign-in', () => {
  it('has every link from the trigger to the audit event, and calls of both accounts', async () => {
    await migrate(FIRST);
    await eventually(isTraced(FIRST));
    expect(signInOf(FIRST)?.missing).toEqual([]);
    expect(tracesOf(signIns())).toEqual({ complete: 1, accounts: ['111111111111', '222222222222'] });
    expect(signInOf(FIRST)?.trace?.roots).toHaveLength(1);
  });

  it('has the AssumeRole of init in the first trace of a process, with its own times, and in no other', async () => {
    await migrate(SECOND);
    await eventually(isTraced(SECOND));
    const assumed = (user: SeededUser) => partsOf(user).filter(({ operation }) => operation === 'AssumeRole');
    const startsOf = (parts: readonly TracePart[]) => parts.map(({ start }) => Number(start)).sort();
    // One of migrate-user, one of reconcile-user; segments arrive in any order.
    const inits = startsOf(partsOf(FIRST).filter(({ name }) => name === 'Init'));
    const assumptions = startsOf(assumed(FIRST));
    expect([inits.length, assumptions.length]).toEqual([2, 2]);
    for (const [index, start] of assumptions.entries())
      expect(start).toBeGreaterThanOrEqual(Number(inits[index]));
    expect(assumed(SECOND)).toEqual([]);
    expect(signInOf(SECOND)?.missing).toEqual([]);
  });

  it('is named by every request, log line and event of the chain', () => {
    const { recorder } = accounts.cloud;
    const traceId = signInOf(SECOND)?.traceId;
    const actions = recorder
      .entries('requests')
      .filter((request) => request.traceId === traceId)
      .map(({ action }) => action);
    for (const action of [
      'lambda:InvokeFunction',
      'cognito-idp:AdminInitiateAuth',
      'cognito-idp:AdminGetUser',
      'states:StartExecution',
      'events:PutEvents',
    ])
      expect(actions).toContain(action);
    const events = auditTrail({ audit: recorder.entries('audit') })
      .filter(({ detail }) => detail.traceId === traceId)
      .map(({ type }) => type);
    expect(events).toEqual(['UserMigrated', 'UserReconciled']);
    const lines = recorder.entries('logs').filter(({ message }) => message.includes(String(traceId)));
    expect(new Set(lines.map(({ logGroup }) => logGroup))).toEqual(
      new Set([
        '/aws/lambda/cognito-migration-migrate-user',
        '/aws/vendedlogs/states/cognito-migration-post-migration',
        '/aws/lambda/cognito-migration-reconcile-user',
        '/aws/events/cognito-migration-audit',
      ]),
    );
  });
});

it('a sign-in that is not sampled leaves no segment anywhere, and is carried through all the same', async () => {
  const { lambda, recorder } = accounts.cloud;
  const before = recorder.entries('segments').length;
  const invoke = lambda.invoke.bind(lambda);
  const traceHeader = `Root=${ROOT};Parent=aaaaaaaaaaaaaaaa;Sampled=0`;
  lambda.invoke = (request) => invoke({ ...request, traceHeader });
  await migrate(UNSAMPLED);
  lambda.invoke = invoke;
  await eventually(() => recorder.entries('segments').length > before);
  expect(recorder.entries('segments').slice(before)).toEqual([]);
  const record = (await recordsOf(accounts)).find(({ sourceSub }) => sourceSub === subOf(UNSAMPLED));
  expect(record).toMatchObject({ state: 'reconciled' });
  const chain = recorder.entries('requests').filter(({ traceId }) => traceId === ROOT);
  expect(chain.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['states:StartExecution', 'dynamodb:UpdateItem', 'events:PutEvents']),
  );
});

it('no password, token or personal value is in a segment', () => {
  expect(accounts.leaks()).toEqual([]);
  expect(JSON.stringify(accounts.cloud.recorder.entries('segments'))).not.toContain(PASSWORD);
});
