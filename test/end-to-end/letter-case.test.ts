// A target that ignores letter case in front of a source that does not: whom the one look-up by e-mail address finds.
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { type SynthesizedMigration, synthesizeMigration } from './synthesized-migration.ts';
import { INCORRECT, openAccounts, type TwoAccounts, told, triggerCalls } from './two-accounts.ts';

const email = (address: string, verified = 'true') => ({
  attributes: { email: address, email_verified: verified },
});

const USERS = [
  seedUser('Ada', email('Ada.Lovelace@Example.com')),
  seedUser('lower', email('lower@example.com')),
  seedUser('First', email('Twice@example.com')),
  seedUser('Second', email('twicE@example.com')),
  seedUser('Unproven', email('Unproven@example.com', 'false')),
];

const SOURCE = { UsernameConfiguration: { CaseSensitive: true } };
const FIRST_PAIR = ['cognito-idp:AdminGetUser', 'cognito-idp:AdminInitiateAuth'];

let migration: SynthesizedMigration;
let accounts: TwoAccounts;
const open = (letterCaseLookup: boolean) => async () => {
  migration = await synthesizeMigration({
    pool: SOURCE,
    overrides: { caseSensitive: false },
    config: { policies: { letterCaseLookup } },
  });
  accounts = await openAccounts(migration, USERS);
  expect(told(await accounts.signIn('nobody', PASSWORD))).toBe(INCORRECT);
};
const close = async () => {
  await accounts?.close();
  migration?.remove();
};

const usernames = () => accounts.targetUsers().map(({ Username }) => Username);

/** What the source's Cognito was asked, and what the client heard. */
const observe = async (login: string, password = PASSWORD) => {
  const before = accounts.cloud.recorder.entries('requests').length;
  const heard = told(await accounts.signIn(login, password));
  const calls = triggerCalls(accounts.cloud, before).filter((call) => /^cognito-idp:\w+$/.test(call));
  return { heard, calls };
};

// Three look-ups in all: as many as one process of the Lambda makes at once.
describe('with the look-up', () => {
  beforeAll(open(true));
  afterAll(close);

  it('a user signs in by an e-mail address in any letter case', async () => {
    const { heard, calls } = await observe('ADA.lovelace@EXAMPLE.com');
    expect(heard).toBe('ok');
    expect(calls).toEqual([...FIRST_PAIR, ...FIRST_PAIR, 'cognito-idp:ListUsers'].toSorted());
    expect(usernames()).toEqual(['ada']);
    expect(told(await accounts.signIn('Ada', PASSWORD))).toBe('ok');
  });

  it('an address that the source knows as typed is not looked up', async () =>
    expect(await observe('lower@example.com', 'Wrong-Password-1')).toEqual({
      heard: INCORRECT,
      calls: FIRST_PAIR,
    }));

  it.each([
    ['two users share but for letter case', 'twice@example.com'],
    ['was never verified', 'unproven@example.com'],
  ])('an address that %s lets nobody in', async (_, login) => {
    const before = usernames();
    const { heard, calls } = await observe(login);
    expect(heard).toBe(INCORRECT);
    expect(calls).toEqual([...FIRST_PAIR, 'cognito-idp:ListUsers']);
    expect(usernames()).toEqual(before);
  });

  it('a username is not looked up', async () =>
    expect(await observe('First')).toEqual({ heard: INCORRECT, calls: FIRST_PAIR }));
});

describe('without it, which is the default', () => {
  beforeAll(open(false));
  afterAll(close);

  it('the source is asked for the login as Cognito hands it over, and for nothing else', async () => {
    expect(await observe('Ada.Lovelace@Example.com')).toEqual({ heard: INCORRECT, calls: FIRST_PAIR });
    expect((await observe('lower')).heard).toBe('ok');
    expect(usernames()).toEqual(['lower']);
  });
});
