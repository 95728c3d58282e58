// Credentials of the role in account A that are refused, late or stale: how often STS is asked, and what the client hears.
import type { Fault, Intercept } from '#rehearsal/cloud/gateway.ts';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { BROKEN, EXPIRED, injectSourceFaults, REFUSED } from './source-faults.ts';
import { type SynthesizedMigration, synthesizeMigration } from './synthesized-migration.ts';
import {
  FAILED,
  INCORRECT,
  invocations,
  openAccounts,
  type TwoAccounts,
  told,
  triggerCalls,
} from './two-accounts.ts';

const USERS = [seedUser('ada'), seedUser('grace')];

let migration: SynthesizedMigration;
beforeAll(async () => {
  migration = await synthesizeMigration();
});
afterAll(() => migration?.remove());

/** A cloud of its own, because credentials belong to a Lambda process and not to a user. */
const withAccounts = async (test: (accounts: TwoAccounts) => Promise<void>): Promise<void> => {
  const accounts = await openAccounts(migration, USERS);
  try {
    await test(accounts);
  } finally {
    await accounts.close();
  }
};

/** STS meets the fault so many times for the trigger. */
const stsFault = (fault: Fault, times = Number.POSITIVE_INFINITY): Intercept => {
  let met = 0;
  return ({ operation, principal }) => {
    const ofTrigger = principal.kind === 'role' && principal.roleArn.endsWith('-migrate-user');
    if (operation !== 'AssumeRole' || !ofTrigger) return undefined;
    met += 1;
    return met <= times ? fault : undefined;
  };
};

const asked = ({ cloud }: TwoAccounts, since = 0) => {
  const calls = triggerCalls(cloud, since);
  const count = (action: string) => calls.filter((call) => call === action).length;
  return { sts: count('sts:AssumeRole'), passwords: count('cognito-idp:AdminInitiateAuth') };
};

const requestsSoFar = ({ cloud }: TwoAccounts): number => cloud.recorder.entries('requests').length;

describe('a role that cannot be assumed', () => {
  it('fails the sign-in without sending the password anywhere, and is asked for anew the next time', () =>
    withAccounts(async (accounts) => {
      const { cloud, signIn } = accounts;
      cloud.gateway.intercept(stsFault(REFUSED));
      expect(told(await signIn('ada', PASSWORD))).toBe(FAILED);
      // Once during init, and once more by the sign-in that found no credentials.
      expect(asked(accounts)).toEqual({ sts: 2, passwords: 0 });
      const before = requestsSoFar(accounts);
      expect(told(await signIn('ada', PASSWORD))).toBe(FAILED);
      expect(asked(accounts, before)).toEqual({ sts: 1, passwords: 0 });
      expect(accounts.targetUsers()).toEqual([]);

      cloud.gateway.intercept(undefined);
      expect(told(await signIn('ada', PASSWORD))).toBe('ok');
    }));

  it('because STS hangs fails the sign-in in time', () =>
    withAccounts(async (accounts) => {
      const { cloud, signIn } = accounts;
      cloud.gateway.intercept(stsFault({ kind: 'hang' }));
      expect(told(await signIn('ada', PASSWORD))).toBe(FAILED);
      expect(asked(accounts).passwords).toBe(0);
      expect(invocations(cloud)).toBe(1);
      expect(accounts.targetUsers()).toEqual([]);

      cloud.gateway.intercept(undefined);
      expect(told(await signIn('ada', PASSWORD))).toBe('ok');
    }));

  it.each<[string, Fault]>([
    ['stumbles', BROKEN],
    ['loses a connection', { kind: 'reset' }],
  ])('at first, because STS %s once, does not fail the sign-in', (_, fault) =>
    withAccounts(async (accounts) => {
      accounts.cloud.gateway.intercept(stsFault(fault, 1));
      expect(told(await accounts.signIn('ada', PASSWORD))).toBe('ok');
      expect(asked(accounts)).toEqual({ sts: 2, passwords: 1 });
    }),
  );
});

describe('credentials that the source calls expired', () => {
  it('are renewed once for both calls of a sign-in, which then succeeds', () =>
    withAccounts(async (accounts) => {
      const { cloud, signIn } = accounts;
      expect(told(await signIn('nobody', PASSWORD))).toBe(INCORRECT);
      const before = requestsSoFar(accounts);
      const arrived = injectSourceFaults(cloud, { ada: { check: EXPIRED, read: EXPIRED, times: 1 } });
      expect(told(await signIn('ada', PASSWORD))).toBe('ok');
      expect(asked(accounts, before).sts).toBe(1);
      // The first was refused for its credentials, before anybody looked at the password.
      expect(arrived('check', 'ada')).toBe(2);
      expect(arrived('read', 'ada')).toBe(2);
    }));

  it('again after the renewal fail the sign-in', () =>
    withAccounts(async (accounts) => {
      const { cloud, signIn } = accounts;
      expect(told(await signIn('nobody', PASSWORD))).toBe(INCORRECT);
      const before = requestsSoFar(accounts);
      const arrived = injectSourceFaults(cloud, { ada: { check: EXPIRED, read: EXPIRED } });
      expect(told(await signIn('ada', PASSWORD))).toBe(FAILED);
      expect(asked(accounts, before).sts).toBe(1);
      expect(arrived('check', 'ada')).toBe(2);

      cloud.gateway.intercept(undefined);
      expect(told(await signIn('ada', PASSWORD))).toBe('ok');
      expect(told(await signIn('grace', PASSWORD))).toBe('ok');
    }));
});

describe('a wrong password', () => {
  it('is sent once even when its answer was lost, so that no retry locks the user out', () =>
    withAccounts(async (accounts) => {
      const { cloud, signIn } = accounts;
      expect(told(await signIn('nobody', PASSWORD))).toBe(INCORRECT);
      const arrived = injectSourceFaults(cloud, { ada: { check: { kind: 'drop-answer' } } });
      // Cognito locks after five; four lost answers leave the right password good.
      for (let attempt = 1; attempt <= 4; attempt += 1) {
        expect(told(await signIn('ada', 'Wrong-Password-1'))).toBe(FAILED);
        expect(arrived('check', 'ada')).toBe(attempt);
      }
      cloud.gateway.intercept(undefined);
      expect(told(await signIn('ada', PASSWORD))).toBe('ok');
    }));
});
