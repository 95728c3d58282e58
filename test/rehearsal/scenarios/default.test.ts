// The default scenario against clients that answer from a table: who signs in, in which order, with what.

import { migrationNames } from '#core/names.ts';
import type { Answer, Credentials } from '#rehearsal/client/answer.ts';
import type { AppClient } from '#rehearsal/client/app-client.ts';
import { concurrently } from '#rehearsal/scenarios/concurrently.ts';
import { defaultScenario } from '#rehearsal/scenarios/default.ts';
import { findScenario, SCENARIOS } from '#rehearsal/scenarios/registry.ts';
import type { Person, Stage } from '#rehearsal/scenarios/scenario.ts';
import { POLICIES, sourceUser } from '../report/build-observation.ts';

const person = (sub: string, change: Parameters<typeof sourceUser>[1] = {}): Person => ({
  user: sourceUser(sub, change),
  sub,
  login: `login-${sub}`,
  password: `right-${sub}`,
  wrongPassword: `wrong-${sub}`,
  newPassword: `new-${sub}`,
});

const people = [
  person('a'),
  person('b', { Enabled: false }),
  person('c'),
  person('d', { UserStatus: 'UNCONFIRMED' }),
  person('e'),
  person('f'),
];

const unused = async (): Promise<never> => {
  throw new Error('the default scenario does no such thing');
};

const play = async (stopping = new AbortController().signal, swept: string | undefined = 'SUCCEEDED') => {
  const sent: string[] = [];
  const inTarget = new Set<string>();
  const client = (flow: Answer['flow']): AppClient => ({
    signIn: async ({ sub, password }: Credentials) => {
      sent.push(`${flow} ${sub} ${password}`);
      const right = password.startsWith('right');
      const ok = right && ['a', 'c', 'e', 'f'].includes(sub);
      if (ok) inTarget.add(sub);
      const refused = { status: 'error', errorType: 'NotAuthorizedException' } as const;
      return { flow, ...(ok ? { status: 'ok' } : refused), secondFactorProven: false, durationMs: 1 };
    },
    close: () => {},
  });
  const stage: Stage = {
    people,
    policies: POLICIES,
    passwordClient: client('USER_PASSWORD_AUTH'),
    srpClient: { ...client('USER_SRP_AUTH'), refresh: unused },
    recoveryClient: { askForCode: unused, setPassword: unused, close: () => {} },
    operator: {
      deleteTargetUser: unused,
      clearLedgerRecord: unused,
      takeEmail: unused,
      sweep: async (input) => {
        sent.push(`sweep ${JSON.stringify(input)}`);
        return swept ? { executionArn: 'arn', status: swept } : undefined;
      },
      reconcile: unused,
      redrive: unused,
      ended: unused,
      cutover: unused,
      endedCutover: unused,
      withdraw: () => () => {},
      detachTriggers: unused,
      replayAudit: unused,
      view: {
        itemOf: unused,
        givenUp: unused,
        machineLog: unused,
        attempts: unused,
        audit: unused,
        stragglers: unused,
        undelivered: unused,
      },
    },
    inject: () => {},
    appClients: { look: () => [], addSetting: () => {}, deployAgain: unused },
    platform: {
      strike: () => 0,
      repeatExecutions: () => {},
      repeatTriggers: () => {},
      throttle: () => () => {},
      withdrawLogPolicy: () => () => {},
    },
    alarms: () => [],
    targetOf: ({ sub }) => (inTarget.has(sub) ? { status: 'CONFIRMED', mfa: [] } : undefined),
    settle: async () => void sent.push('settle'),
    now: () => '2026-01-01T00:00:00.000Z',
    advance: () => {},
    scheduler: { runDue: unused, fire: unused, nextDue: () => undefined },
    names: migrationNames('rehearsed'),
    targetPoolId: 'us-east-1_target',
    held: unused,
    progress: () => ({ step: () => {}, end: () => {} }),
    stopping,
  };
  return { sent, result: await defaultScenario.run(stage) };
};

describe('the default scenario', () => {
  it('signs everybody in with the right password, and every fifth with a wrong one first', async () => {
    const { sent, result } = await play();
    expect(sent.filter((line) => line.includes('wrong'))).toEqual([
      'USER_PASSWORD_AUTH a wrong-a',
      'USER_PASSWORD_AUTH f wrong-f',
    ]);
    expect(result.attempts.map(({ sub }) => sub).toSorted()).toEqual([
      'a',
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
      'f',
    ]);
    expect(sent.findIndex((line) => line.includes('wrong-a'))).toBeLessThan(
      sent.findIndex((line) => line.includes('right-a')),
    );
  });

  it('signs those who migrated in by SRP', async () => {
    const { sent, result } = await play();
    expect(sent.filter((line) => line.startsWith('USER_SRP_AUTH')).toSorted()).toEqual([
      'USER_SRP_AUTH a right-a',
      'USER_SRP_AUTH c right-c',
      'USER_SRP_AUTH e right-e',
      'USER_SRP_AUTH f right-f',
    ]);
    expect(result.srp.every(({ known }) => known)).toBe(true);
  });

  it('sweeps once the work after the sign-ins has ended, and ends when that of the sweep has', async () => {
    const { sent, result } = await play();
    expect(sent.slice(-3)).toEqual(['settle', 'sweep {"task":"sweep"}', 'settle']);
    expect(sent.filter((line) => line === 'settle')).toHaveLength(2);
    expect(result.swept).toBe(true);
  });

  it.each([['of a sweep that failed', 'FAILED'] as const, ['where nothing sweeps', undefined] as const])(
    'claims no totals %s',
    async (_, status) => {
      const { result } = await play(undefined, status ?? '');
      expect(result.swept).toBeUndefined();
    },
  );

  it('tells users new to the target from those it had, by what the target holds', async () => {
    const { result } = await play();
    expect(result.attempts.every(({ known }) => !known)).toBe(true);
  });

  it('begins no sign-in once the user wants to stop', async () => {
    const { sent } = await play(AbortSignal.abort());
    expect(sent).toEqual(['settle']);
  });
});

describe('concurrently', () => {
  it('keeps the order of the items and never exceeds its limit', async () => {
    let running = 0;
    let most = 0;
    const work = async (item: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < 10 - item; turn += 1) await Promise.resolve();
      running -= 1;
      return item * 2;
    };
    expect(await concurrently([1, 2, 3, 4, 5, 6, 7], 3, work)).toEqual([2, 4, 6, 8, 10, 12, 14]);
    expect(most).toBe(3);
  });
});

describe('findScenario', () => {
  it('names the scenarios there are when asked for another', () => {
    expect(() => findScenario('dreams')).toThrow(
      /--scenario dreams: there is no such scenario; there are default/,
    );
  });

  it('has a name and a description for each', () => {
    for (const { name, description } of SCENARIOS)
      expect(`${name} ${description}`.length).toBeGreaterThan(20);
  });
});
