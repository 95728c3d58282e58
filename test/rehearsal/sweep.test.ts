// The sweep as an operator starts it in the console, against served accounts: signed requests and nothing else.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AdminCreateUserCommand,
  InitiateAuthCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { fromItem } from '#core/attribute-value.ts';
import type { Endpoints } from '#rehearsal/client/endpoints.ts';
import { SAMPLE_USERS } from '#rehearsal/input/load-input.ts';
import type { UserRecord } from '#rehearsal/input/records.ts';
import { sweepOf } from '#rehearsal/report/sweep.ts';
import { createOperator, type Serving, startServing } from './scenarios/serving.ts';

const PASSWORD = 'Sweep-Everything-2026';
const directory = mkdtempSync(join(tmpdir(), 'sweep-'));
const endpointsFile = join(directory, 'endpoints.json');
const readEndpoints = (): Endpoints => JSON.parse(readFileSync(endpointsFile, 'utf8'));

let serving: Serving;
let operator: ReturnType<typeof createOperator>;
beforeAll(async () => {
  serving = await startServing(['--endpoints', endpointsFile, '--password', PASSWORD], readEndpoints);
  operator = createOperator(serving.endpoints);
}, 60_000);
afterAll(async () => {
  operator?.close();
  expect(await serving?.stop()).toBe(0);
  rmSync(directory, { recursive: true });
}, 30_000);

const users = (JSON.parse(readFileSync(SAMPLE_USERS, 'utf8')) as { Users: UserRecord[] }).Users;
const plain = users.filter(
  ({ Enabled, UserStatus, UserMFASettingList = [], Groups }) =>
    Enabled && UserStatus === 'CONFIRMED' && UserMFASettingList.length === 0 && Groups === undefined,
);

/** Each test has users of its own. */
const take = (): { sub: string; username: string; user: UserRecord } => {
  const user = plain.shift();
  const sub = user?.Attributes.find(({ Name }) => Name === 'sub')?.Value;
  if (!user || !sub) throw new Error('The sample has too few such users.');
  return { sub, username: user.Username, user };
};

const signIn = (username: string) =>
  operator.cognito.send(
    new InitiateAuthCommand({
      ClientId: serving.endpoints.target.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: username, PASSWORD },
    }),
  );

/** Resolves with the record once it says so. */
const recordIn = async (sub: string, state: string) => {
  for (;;) {
    const record = await operator.recordOf(sub);
    if (record?.state?.S === state) return record;
    await sleep(50);
  }
};

const targetUsers = async () => {
  const { userPoolId: UserPoolId } = serving.endpoints.target;
  return (await operator.cognito.send(new ListUsersCommand({ UserPoolId }))).Users ?? [];
};

const progress = async () => {
  const item = await operator.itemOf('progress#latest');
  return sweepOf({ ledger: [fromItem(item) ?? {}] });
};

const RUN_MS = 300_000;

describe('a sweep', () => {
  it(
    'counts every user of the source, and reconciles one whom the ledger has missed',
    async () => {
      const missed = take();
      await signIn(missed.username);
      await recordIn(missed.sub, 'reconciled');
      const Key = { id: { S: `user#${missed.sub}` } };
      const TableName = serving.endpoints.target.ledgerTable ?? '';
      await operator.dynamodb.send(new DeleteItemCommand({ TableName, Key }));

      expect(await operator.sweep({ task: 'sweep' })).toMatchObject({ status: 'SUCCEEDED' });
      await recordIn(missed.sub, 'reconciled');

      expect(await operator.sweep({ task: 'sweep' })).toMatchObject({ status: 'SUCCEEDED' });
      const { total, records, stragglers } = (await progress()) ?? {};
      expect(total).toBe(users.length);
      expect(records).toEqual({ 'migrated.reconciled': 1 });
      const waiting = Object.values(stragglers ?? {}).reduce((sum, count) => sum + count, 0);
      expect(waiting).toBe(users.length - 1);
    },
    RUN_MS,
  );

  it(
    'tries users again who were given up, when it is told to',
    async () => {
      const { sub, username, user } = take();
      await operator.start({ task: 'reconcile', sourceSub: sub });
      await recordIn(sub, 'abandoned');
      await operator.cognito.send(
        new AdminCreateUserCommand({
          UserPoolId: serving.endpoints.target.userPoolId,
          Username: username,
          MessageAction: 'SUPPRESS',
          UserAttributes: [
            ...user.Attributes.filter(({ Name }) => Name === 'email'),
            { Name: 'custom:source_sub', Value: sub },
          ],
        }),
      );
      expect(await operator.sweep({ task: 'retryFailed' })).toMatchObject({ status: 'SUCCEEDED' });
      expect((await recordIn(sub, 'reconciled')).targetSub?.S).toBeDefined();
    },
    RUN_MS,
  );

  it(
    'imports nobody while passwords still migrate their users',
    async () => {
      const before = await targetUsers();
      expect(await operator.sweep({ task: 'importStragglers' })).toMatchObject({
        status: 'FAILED',
        error: 'NotSrpOnly',
        cause: expect.stringContaining('Nothing was changed'),
      });
      expect(await targetUsers()).toEqual(before);
    },
    RUN_MS,
  );
});

describe('a wrong input', () => {
  it.each<[string, unknown]>([
    ['nothing', {}],
    ['another task', { task: 'cutover' }],
    ['a task that is no text', { task: ['sweep'] }],
    ['a field of its own', { task: 'sweep', force: true }],
    ['a list', []],
  ])(
    'with %s fails and shows the accepted ones',
    async (_, input) => {
      const before = await progress();
      expect(await operator.sweep(input)).toMatchObject({
        status: 'FAILED',
        error: 'InvalidInput',
        cause: expect.stringContaining('{"task":"sweep"}'),
      });
      expect(await progress()).toEqual(before);
    },
    RUN_MS,
  );
});
