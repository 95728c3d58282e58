// A source that does not answer as it should: every sign-in ends inside one invocation, with the right outcome, and no
// password is sent twice. All users sign in at the same time, each with a fault of their own.
import type { Answer } from '#rehearsal/client/answer.ts';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import {
  BROKEN,
  injectSourceFaults,
  REFUSED,
  type SourceFaults,
  THROTTLED,
  type UserFaults,
} from './source-faults.ts';
import { type SynthesizedMigration, synthesizeMigration } from './synthesized-migration.ts';
import { FAILED, invocations, openAccounts, type TwoAccounts, told } from './two-accounts.ts';

const HANG = { kind: 'hang' } as const;
const RESET = { kind: 'reset' } as const;
const delay = (milliseconds: number) => ({ kind: 'delay', milliseconds }) as const;
const both = (fault: NonNullable<SourceFaults['check']>): SourceFaults => ({ check: fault, read: fault });

type Case = {
  readonly source: string;
  readonly faults: UserFaults;
  readonly heard: string;
  /** How often the read may arrive: it is repeated once where that harms nobody. The password arrives once. */
  readonly reads: number;
};

const CASES: readonly Case[] = [
  { source: 'hangs', faults: both(HANG), heard: FAILED, reads: 1 },
  { source: 'hangs at the password only', faults: { check: HANG }, heard: FAILED, reads: 1 },
  { source: 'hangs at the read only', faults: { read: HANG }, heard: FAILED, reads: 1 },
  { source: 'takes six seconds', faults: both(delay(6_000)), heard: FAILED, reads: 1 },
  { source: 'takes three seconds', faults: both(delay(3_000)), heard: 'ok', reads: 1 },
  { source: 'resets connections', faults: both(RESET), heard: FAILED, reads: 2 },
  { source: 'resets the read once', faults: { read: RESET, times: 1 }, heard: 'ok', reads: 2 },
  {
    source: 'checks the password and loses the answer',
    faults: { check: { kind: 'drop-answer' } },
    heard: FAILED,
    reads: 1,
  },
  { source: 'throttles', faults: both(THROTTLED), heard: FAILED, reads: 1 },
  { source: 'throttles the read only', faults: { read: THROTTLED }, heard: FAILED, reads: 1 },
  { source: 'answers 500', faults: both(BROKEN), heard: FAILED, reads: 2 },
  { source: 'answers 500 to the first read', faults: { read: BROKEN, times: 1 }, heard: 'ok', reads: 2 },
  { source: 'refuses the role its actions', faults: both(REFUSED), heard: FAILED, reads: 1 },
];

const loginOf = ({ source }: Case): string => source.replaceAll(' ', '-');
const USERS = CASES.map((one) => seedUser(loginOf(one)));

let migration: SynthesizedMigration;
let accounts: TwoAccounts;
let answers: readonly Answer[];
let arrived: ReturnType<typeof injectSourceFaults>;
let beforeInvocations: number;

const usernames = () => accounts.targetUsers().map(({ Username }) => Username);

beforeAll(async () => {
  migration = await synthesizeMigration();
  accounts = await openAccounts(migration, USERS);
  // As many processes as there are cases, warm, so that each has its whole time.
  await Promise.all(USERS.map((_, index) => accounts.signIn(`nobody-${index}`, PASSWORD)));
  beforeInvocations = invocations(accounts.cloud);
  const faults = Object.fromEntries(CASES.map((one) => [loginOf(one), one.faults]));
  arrived = injectSourceFaults(accounts.cloud, faults);
  answers = await Promise.all(CASES.map((one) => accounts.signIn(loginOf(one), PASSWORD)));
});
afterAll(async () => {
  await accounts?.close();
  migration?.remove();
});

describe('a sign-in while the source', () => {
  it.each(CASES.map((one, index) => ({ ...one, index })))(
    '$source sends the password once and ends with the right answer',
    ({ index, ...one }) => {
      const answer = answers[index];
      expect(answer && told(answer)).toBe(one.heard);
      expect(arrived('check', loginOf(one))).toBe(1);
      expect(arrived('read', loginOf(one))).toBe(one.reads);
    },
  );

  it('is faulty ends before Cognito would call again: one invocation each, none cut off by Lambda', () => {
    const { cloud } = accounts;
    expect(invocations(cloud) - beforeInvocations).toBe(CASES.length);
    const reports = cloud.recorder.entries('logs').filter(({ message }) => message.startsWith('REPORT'));
    expect(reports.length).toBeGreaterThanOrEqual(2 * CASES.length);
    expect(reports.filter(({ message }) => message.includes('Status: '))).toEqual([]);
  });

  it('is faulty creates nobody whose sign-in failed, and writes no secret', () => {
    const migrated = CASES.filter(({ heard }) => heard === 'ok').map(loginOf);
    expect(usernames().toSorted()).toEqual(migrated.toSorted());
    expect(accounts.leaks()).toEqual([]);
  });
});

describe('once the source answers again', () => {
  it('everybody whose sign-in failed signs in', async () => {
    accounts.cloud.gateway.intercept(undefined);
    const failed = CASES.filter(({ heard }) => heard === FAILED);
    const again = await Promise.all(failed.map((one) => accounts.signIn(loginOf(one), PASSWORD)));
    expect(again.map(told)).toEqual(failed.map(() => 'ok'));
    expect(usernames()).toHaveLength(CASES.length);
  });
});
