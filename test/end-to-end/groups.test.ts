// Which groups a migrated user gets: those of the config's map that the source's token names, once, and no role unasked.
import {
  AdminAddUserToGroupCommand,
  AdminRemoveUserFromGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type SeededUser, subOf } from '#rehearsal/input/records.ts';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { asOperator, startReconciliation } from './operator.ts';
import { type SynthesizedMigration, synthesizeMigration } from './synthesized-migration.ts';
import { openAccounts, type TwoAccounts, told } from './two-accounts.ts';

const GROUPS = {
  create: false,
  map: { readers: 'readers', editors: 'staff', admins: 'admins', auditors: 'auditors', ghosts: 'ghosts' },
  // The other group with a role, admins, is named only once.
  privileged: ['auditors'],
};

/** Groups of the target, the way an operator made them; `ghosts` is missing. */
const TARGET_GROUPS = [
  { GroupName: 'readers' },
  { GroupName: 'staff' },
  { GroupName: 'strangers' },
  { GroupName: 'admins', RoleArn: 'arn:aws:iam::222222222222:role/administrator' },
  { GroupName: 'auditors', RoleArn: 'arn:aws:iam::222222222222:role/auditor' },
];

const USERS = [
  seedUser('reader', { Groups: ['readers', 'editors', 'strangers'] }),
  seedUser('powerful', { Groups: ['admins', 'auditors'] }),
  seedUser('haunted', { Groups: ['ghosts', 'readers'] }),
  seedUser('loner'),
  seedUser('revoked', { Groups: ['readers', 'editors'] }),
  seedUser('challenged', {
    Groups: ['readers'],
    UserMFASettingList: ['SMS_MFA'],
    attributes: { phone_number: '+4915112345678', phone_number_verified: 'true' },
  }),
];

let migration: SynthesizedMigration;
let accounts: TwoAccounts;
beforeAll(async () => {
  migration = await synthesizeMigration({ config: { groups: GROUPS } });
  accounts = await openAccounts(migration, USERS);
  const { cloud, world, signIn } = accounts;
  for (const group of TARGET_GROUPS) cloud.cognito.createGroup(world.target.userPoolId, group);
  const answers = await Promise.all(USERS.map(({ Username }) => signIn(Username, PASSWORD)));
  expect(answers.map(told)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'SMS_MFA']);
  await cloud.idle();
});
afterAll(async () => {
  await accounts?.close();
  migration?.remove();
});

const person = (username: string): SeededUser => {
  const found = USERS.find(({ Username }) => Username === username);
  if (found === undefined) throw new Error(`no user ${username}`);
  return found;
};

/** What the trigger asked the reconciliation of this user for, in the input that an operator sees. */
const requested = (username: string): unknown => {
  const inputs = accounts.cloud.recorder
    .entries('executions')
    .map(({ input }) => (typeof input === 'string' ? JSON.parse(input) : input));
  return inputs.find(({ sourceSub }) => sourceSub === subOf(person(username)));
};

const groupsOf = (username: string): readonly string[] =>
  accounts
    .targetUsers()
    .find(({ Username }) => Username === username)
    ?.Groups?.toSorted() ?? [];

it.each([
  [
    'reader',
    ['readers', 'staff'],
    ['readers', 'staff'],
    'names in the map become target groups, others are dropped',
  ],
  [
    'powerful',
    ['admins', 'auditors'],
    ['auditors'],
    'a group with a role is applied only when it is named twice',
  ],
  ['haunted', ['ghosts', 'readers'], ['readers'], 'a group that the target lacks stops no other'],
  ['loner', [], [], 'a user without groups gets none'],
])('%s asks for %j and gets %j: %s', (username, asked, given) => {
  expect(requested(username)).toEqual({
    task: 'reconcile',
    sourceSub: subOf(person(username)),
    groups: asked,
  });
  expect(groupsOf(username)).toEqual(given);
});

it('a second factor means no token, so nothing is known of groups and none is applied', () => {
  expect(requested('challenged')).toEqual({ task: 'reconcile', sourceSub: subOf(person('challenged')) });
  expect(groupsOf('challenged')).toEqual([]);
});

it('a rerun brings no revoked group back, and takes none away that was given in the target', async () => {
  const { cloud, world } = accounts;
  const { userPoolId: UserPoolId } = world.target;
  const of = (GroupName: string) => ({ UserPoolId, Username: 'revoked', GroupName });
  expect(groupsOf('revoked')).toEqual(['readers', 'staff']);
  await asOperator(cloud, world.target, async (operator) => {
    await operator.send(new AdminRemoveUserFromGroupCommand(of('staff')));
    await operator.send(new AdminAddUserToGroupCommand(of('strangers')));
  });
  await startReconciliation(world, { sourceSub: subOf(person('revoked')), groups: ['readers', 'staff'] });
  await cloud.idle();
  expect(cloud.recorder.entries('executions').at(-1)).toMatchObject({ status: 'SUCCEEDED' });
  expect(groupsOf('revoked')).toEqual(['readers', 'strangers']);
});
