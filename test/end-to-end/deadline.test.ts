// A source that does not answer as it should: every sign-in ends inside one invocation, with the right outcome, and no
// password is sent twice. All users sign in at the same time, each with a fault of their own.
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

/** The same for a forgotten password, which only reads. */
const FORGOTTEN: readonly Case[] = [
  { source: 'forgot while it hangs', faults: { read: HANG }, heard: FAILED, reads: 1 },
  { source: 'forgot while it throttles', faults: { read: THROTTLED }, heard: FAILED, reads: 1 },
  { source: 'forgot while it is broken', faults: { read: BROKEN }, heard: FAILED, reads: 2 },
  { source: 'forgot as it stumbled', faults: { read: BROKEN, times: 1 }, heard: 'EMAIL email', reads: 2 },
];

const loginOf = ({ source }: Case): string => source.replaceAll(' ', '-');
const ALL = [...CASES, ...FORGOTTEN];
const USERS = ALL.map((one) => seedUser(loginOf(one)));

let migration: SynthesizedMigration;
let accounts: TwoAccounts;
let answers: readonly string[];
let forgotten: readonly string[];
let arrived: ReturnType<typeof injectSourceFaults>;
let beforeInvocations: number;

const usernames = () => accounts.targetUsers().map(({ Username }) => Username);

beforeAll(async () => {
  migration = await synthesizeMigration();
  accounts = await openAccounts(migration, USERS);
  // As many processes as there are cases, warm, so that each has its whole time.
  await Promise.all(USERS.map((_, index) => accounts.signIn(`nobody-${index}`, PASSWORD)));
  beforeInvocations = invocations(accounts.cloud);
  const faults = Object.fromEntries(ALL.map((one) => [loginOf(one), one.faults]));
  arrived = injectSourceFaults(accounts.cloud, faults);
  [answers, forgotten] = await Promise.all([
    Promise.all(CASES.map(async (one) => told(await accounts.signIn(loginOf(one), PASSWORD)))),
    Promise.all(FORGOTTEN.map((one) => accounts.forgotPassword(loginOf(one)))),
  ]);
});
afterAll(async () => {
  await accounts?.close();
  migration?.remove();
});

describe('a sign-in while the source', () => {
  it.each(CASES.map((one, index) => ({ ...one, index })))(
    '$source sends the password once and ends with the right answer',
    ({ index, ...one }) => {
      expect(answers[index]).toBe(one.heard);
      expect(arrived('check', loginOf(one))).toBe(1);
      expect(arrived('read', loginOf(one))).toBe(one.reads);
    },
  );

  it('is faulty ends before Cognito would call again: one invocation each, none cut off by Lambda', () => {
    const { cloud } = accounts;
    expect(invocations(cloud) - beforeInvocations).toBe(ALL.length);
    const reports = cloud.recorder.entries('logs').filter(({ message }) => message.startsWith('REPORT'));
    expect(reports.length).toBeGreaterThanOrEqual(2 * ALL.length);
    expect(reports.filter(({ message }) => message.includes('Status: '))).toEqual([]);
  });

  it('is faulty creates nobody whose sign-in failed, and writes no secret', () => {
    const migrated = ALL.filter(({ heard }) => heard !== FAILED).map(loginOf);
    expect(usernames().toSorted()).toEqual(migrated.toSorted());
    expect(accounts.leaks()).toEqual([]);
  });
});

describe('a forgotten password while the source is faulty', () => {
  it.each(FORGOTTEN.map((one, index) => ({ ...one, index })))(
    'ends with the right answer: $source',
    ({ index, ...one }) => {
      expect(forgotten[index]).toBe(one.heard);
      expect(arrived('read', loginOf(one))).toBe(one.reads);
    },
  );
});

describe('once the source answers again', () => {
  it('everybody whose sign-in failed signs in', async () => {
    accounts.cloud.gateway.intercept(undefined);
    const failed = ALL.filter(({ heard }) => heard === FAILED);
    const again = await Promise.all(failed.map((one) => accounts.signIn(loginOf(one), PASSWORD)));
    expect(again.map(told)).toEqual(failed.map(() => 'ok'));
    expect(usernames()).toHaveLength(ALL.length);
  });
});
