// What an operator can do in account B with the keys of the endpoints file, and what happens to wrong inputs.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminCreateUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
} from '@aws-sdk/client-sfn';
import type { Endpoints } from '#rehearsal/client/endpoints.ts';
import { SAMPLE_USERS } from '#rehearsal/input/load-input.ts';
import type { UserRecord } from '#rehearsal/input/records.ts';
import { createOperator, type Serving, startServing } from './scenarios/serving.ts';

const PASSWORD = 'Abcdefgh1!x';
const directory = mkdtempSync(join(tmpdir(), 'operator-'));
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

const sampleUsers = (JSON.parse(readFileSync(SAMPLE_USERS, 'utf8')) as { Users: UserRecord[] }).Users;
const subOf = ({ Attributes }: UserRecord): string =>
  Attributes.find(({ Name }) => Name === 'sub')?.Value ?? '';

const isMovable = ({ Enabled, UserStatus, UserMFASettingList = [] }: UserRecord): boolean =>
  Enabled && UserStatus === 'CONFIRMED' && UserMFASettingList.length === 0;
const movable = sampleUsers.filter(isMovable);
const editors = movable.filter(({ Groups }) => Groups?.includes('editors'));
const plain = movable.filter(({ Groups }) => Groups === undefined);

/** Each test has users of its own. */
const take = (users: UserRecord[]): { sub: string; username: string } => {
  const user = users.shift();
  if (!user) throw new Error('The sample has too few such users.');
  return { sub: subOf(user), username: user.Username };
};

const signIn = async ({ username }: { username: string }) => {
  const command = new InitiateAuthCommand({
    ClientId: serving.endpoints.target.clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: username, PASSWORD },
  });
  return (await operator.cognito.send(command)).AuthenticationResult;
};

/** The execution that a sign-in started, ended. */
const executionAfter = async (sub: string): Promise<string> => {
  for (;;) {
    const [line] = await operator.searchLog(sub);
    if (line) return line.execution_arn;
  }
};

const RUN_MS = 90_000;

describe('an operator', () => {
  it(
    'finds the record of a user who signed in, and the log of the execution',
    async () => {
      const user = take(plain);
      expect((await signIn(user))?.AccessToken).toBeDefined();
      const lines = await operator.logOf(await executionAfter(user.sub));
      expect(lines.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['ExecutionStarted', 'TaskSucceeded', 'ExecutionSucceeded']),
      );
      expect(lines.map(({ details }) => details.name)).toContain('Reconciled');
      expect(await operator.recordOf(user.sub)).toMatchObject({
        state: { S: 'reconciled' },
        origin: { S: 'migrated' },
        targetSub: { S: expect.any(String) },
      });
    },
    RUN_MS,
  );

  it(
    'reconciles one user by hand, which changes nothing where all is well',
    async () => {
      const user = take(plain);
      await signIn(user);
      await operator.logOf(await executionAfter(user.sub));
      const before = await operator.recordOf(user.sub);
      const lines = await operator.logOf(await operator.start({ task: 'reconcile', sourceSub: user.sub }));
      expect(lines.at(-1)?.type).toBe('ExecutionSucceeded');
      expect(await operator.recordOf(user.sub)).toEqual(before);
    },
    RUN_MS,
  );

  it(
    'gives no revoked group back with an input of last week',
    async () => {
      const { target } = serving.endpoints;
      const UserPoolId = target.userPoolId;
      const user = take(editors);
      const groupsOf = async () => {
        const command = new AdminListGroupsForUserCommand({ UserPoolId, Username: user.username });
        return (await operator.cognito.send(command)).Groups?.map(({ GroupName }) => GroupName);
      };
      await signIn(user);
      const [started] = await operator.logOf(await executionAfter(user.sub));
      expect(await groupsOf()).toContain('editors');
      await operator.cognito.send(
        new AdminRemoveUserFromGroupCommand({ UserPoolId, Username: user.username, GroupName: 'editors' }),
      );
      const input = started?.details.input ?? '';
      expect(JSON.parse(input).groups).toContain('editors');
      const lines = await operator.logOf(await operator.start(input));
      expect(lines.at(-1)?.type).toBe('ExecutionSucceeded');
      expect(await groupsOf()).not.toContain('editors');
    },
    RUN_MS,
  );

  it('finds the machines, and is told that an Express execution has no history of its own', async () => {
    const { stateMachines } = await operator.sfn.send(new ListStateMachinesCommand({}));
    const { postMigrationArn, cutoverArn, sweepArn } = serving.endpoints.target;
    expect(stateMachines?.map(({ stateMachineArn }) => stateMachineArn).sort()).toEqual(
      [postMigrationArn, cutoverArn, sweepArn].sort(),
    );
    const executionArn = await operator.start({});
    const refused = (name: string) => expect.objectContaining({ name });
    await expect(operator.sfn.send(new DescribeExecutionCommand({ executionArn }))).rejects.toEqual(
      refused('InvalidArn'),
    );
    await expect(operator.sfn.send(new GetExecutionHistoryCommand({ executionArn }))).rejects.toEqual(
      refused('InvalidArn'),
    );
    await expect(
      operator.sfn.send(new ListExecutionsCommand({ stateMachineArn: postMigrationArn ?? '' })),
    ).rejects.toEqual(refused('StateMachineTypeNotSupported'));
  });
});

describe('a wrong input', () => {
  const sourceSub = '11111111-2222-4333-8444-555555555555';

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['no task', { sourceSub }],
    ['no user', { task: 'reconcile' }],
    ['another task', { task: 'cutover', sourceSub }],
    ['a task that is no text', { task: ['reconcile'], sourceSub }],
    ['a number for a sub', { task: 'reconcile', sourceSub: 7 }],
    ['a sub that is no UUID', { task: 'reconcile', sourceSub: 'not-a-sub' }],
    ['a sub that only looks like one', { task: 'reconcile', sourceSub: 'a-b-c-d-e' }],
    ['a field of its own', { task: 'reconcile', sourceSub, force: true }],
    ['groups that are no list', { task: 'reconcile', sourceSub, groups: 'editors' }],
    ['a group without a name', { task: 'reconcile', sourceSub, groups: [''] }],
    ['a list', []],
    ['a text', '"reconcile"'],
    ['null', 'null'],
  ])('with %s fails, and its log shows the accepted ones', async (_, input) => {
    const lines = await operator.logOf(await operator.start(input));
    expect(lines.at(-1)).toMatchObject({
      type: 'ExecutionFailed',
      details: { error: 'InvalidInput', cause: expect.stringContaining('{"task":"reconcile","sourceSub":') },
    });
    expect(await operator.recordOf(sourceSub)).toBeUndefined();
  });

  it('that is no JSON is not started at all', async () => {
    await expect(operator.start('{"task":')).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  });

  it('with a sub that neither pool knows says so, and leaves no record', async () => {
    const lines = await operator.logOf(await operator.start({ task: 'reconcile', sourceSub }));
    expect(lines.at(-1)).toMatchObject({ type: 'ExecutionFailed', details: { error: 'SourceUserNotFound' } });
    expect(await operator.recordOf(sourceSub)).toBeUndefined();
  });

  it(
    'for a user who never signed in ends as abandoned, and the next sign-in mends it',
    async () => {
      const user = take(plain);
      const lines = await operator.logOf(await operator.start({ task: 'reconcile', sourceSub: user.sub }));
      expect(lines.at(-1)).toMatchObject({ type: 'ExecutionFailed', details: { error: 'Abandoned' } });
      expect(await operator.recordOf(user.sub)).toMatchObject({ state: { S: 'abandoned' } });
      await signIn(user);
      const [arn] = (await operator.searchLog(user.sub)).map((line) => line.execution_arn).reverse();
      await operator.logOf(arn ?? '');
      expect(await operator.recordOf(user.sub)).toMatchObject({ state: { S: 'reconciled' } });
    },
    RUN_MS,
  );

  it(
    "for a user whose name the target has given to another source user's fails, and is on record as failed",
    async () => {
      const user = take(plain);
      await operator.cognito.send(
        new AdminCreateUserCommand({
          UserPoolId: serving.endpoints.target.userPoolId,
          Username: user.username,
          MessageAction: 'SUPPRESS',
          UserAttributes: [
            { Name: 'email', Value: 'somebody.else@example.com' },
            { Name: 'custom:source_sub', Value: sourceSub },
          ],
        }),
      );
      const lines = await operator.logOf(await operator.start({ task: 'reconcile', sourceSub: user.sub }));
      expect(lines.at(-1)).toMatchObject({
        type: 'ExecutionFailed',
        details: { error: 'TargetUserMismatch' },
      });
      expect(await operator.recordOf(user.sub)).toMatchObject({
        state: { S: 'failed' },
        errorCode: { S: 'TargetUserMismatch' },
      });
    },
    RUN_MS,
  );
});
