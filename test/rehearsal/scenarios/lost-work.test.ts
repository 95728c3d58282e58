// The points of the lost work scenario as data, who is dealt which, and what requests meet.
import type { Principal } from '#rehearsal/cloud/service.ts';
import { subOf } from '#rehearsal/input/records.ts';
import type { Policies } from '#rehearsal/report/observation.ts';
import { dealPoints } from '#rehearsal/scenarios/lost-work/deal.ts';
import { createCounter, disturb } from '#rehearsal/scenarios/lost-work/disturb.ts';
import { disturbRetries, disturbSweep } from '#rehearsal/scenarios/lost-work/disturb-sweep.ts';
import { lostWork } from '#rehearsal/scenarios/lost-work/lost-work.ts';
import { FAULT_KINDS, POINTS, type Point } from '#rehearsal/scenarios/lost-work/points.ts';
import { personFinder, type Request, workerOf } from '#rehearsal/scenarios/lost-work/requests.ts';
import { CROWDED } from '#rehearsal/scenarios/lost-work/users.ts';
import type { Person, Stage } from '#rehearsal/scenarios/scenario.ts';
import { POLICIES, sourceUser } from '../report/build-observation.ts';

const SOURCE = '111111111111';
const TARGET = '222222222222';

/** What the example configuration makes of the sample pool. */
const SAMPLE_POLICIES: Policies = { ...POLICIES, phoneRecoversNoSmsUser: true };

const settingOf = (seed: number) => {
  const [setting] = lostWork.settings(seed);
  if (!setting) throw new Error('the scenario has no setting');
  return setting;
};

describe('the setting', () => {
  it.each([1, 2, 3, 4, 5, 6])('has everybody for every point, with seed %i', (seed) => {
    const dealt = dealPoints(settingOf(seed).people, SAMPLE_POLICIES);
    for (const point of POINTS) {
      const wanted = Object.values(point.people).reduce((sum, count) => sum + count, 0);
      expect([point.kind, [...dealt.values()].filter((one) => one === point).length]).toEqual([
        point.kind,
        wanted,
      ]);
    }
  });

  it('has one shard with three pages, of people who do not all sign in, and nobody twice', () => {
    const { input, people } = settingOf(1);
    const subs = input.users.map(subOf);
    expect(subs.filter((sub) => sub.startsWith(CROWDED)).length).toBeGreaterThan(2 * 60);
    expect(new Set(subs).size).toBe(subs.length);
    expect(new Set(input.users.map(({ Username }) => Username)).size).toBe(subs.length);
    expect(people.length).toBeLessThan(subs.length);
  });

  it('is the example as it is, so that it can be played with a given assembly', () => {
    expect(settingOf(1)).not.toHaveProperty('changes');
  });

  it('leaves some of those alone who are let in', () => {
    const { people } = settingOf(1);
    const dealt = dealPoints(people, SAMPLE_POLICIES);
    expect(dealt.size).toBeLessThan(people.filter(({ user }) => user.Enabled).length);
  });
});

const person = (name: string): Person => ({
  user: sourceUser(name, { Username: `Name-${name}` }),
  sub: `${name.padEnd(8, '0')}-0000-4000-8000-000000000000`,
  login: `${name}@example.com`,
  password: 'right',
  wrongPassword: 'wrong',
  newPassword: 'new',
});
const ada = person('ada');
const bob = person('b0b');

const role = (accountId: string, name: string, session: string): Principal => ({
  kind: 'role',
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`,
  roleArn: `arn:aws:iam::${accountId}:role/${name}`,
});

const request = (
  worker: string,
  operation: string,
  input: unknown,
  change: Partial<Request> = {},
): Request => ({
  service: 'any',
  operation,
  accountId: TARGET,
  region: 'us-east-1',
  principal: role(TARGET, `cognito-migration-${worker}`, 'session'),
  input,
  ...change,
});

describe('a request', () => {
  it.each(['migrate-user', 'reconcile-user', 'sweep-shard', 'summarize-sweep', 'post-migration', 'sweep'])(
    'of %s is known by its role',
    (worker) => {
      expect(workerOf(request(worker, 'Any', {}))).toBe(worker);
    },
  );

  it('in the source is known by its session', () => {
    const principal = role(SOURCE, 'cognito-migration-source', 'sweep-shard');
    expect(workerOf({ principal })).toBe('sweep-shard');
    expect(workerOf({ principal: role(SOURCE, 'somebody-else', 'sweep-shard') })).toBeUndefined();
    expect(workerOf({ principal: { kind: 'anonymous' } })).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['a password check', { AuthParameters: { USERNAME: 'ADA@example.com' } }],
    ['a read', { Username: 'name-ada' }],
    ['an event of a trigger', { userName: 'ada@example.com' }],
    ['a start', { input: JSON.stringify({ task: 'reconcile', sourceSub: ada.sub }) }],
    [
      'an event',
      { Entries: [{ Detail: JSON.stringify({ executionId: bob.user.Username, sourceSub: ada.sub }) }] },
    ],
    ['a record', { Key: { id: { S: `user#${ada.sub}` } } }],
  ])('is known by whom it is about: %s', (_, input) => {
    expect(personFinder([bob, ada])(input)).toBe(ada);
    expect(personFinder([bob])(input)).toBeUndefined();
  });
});

/** A platform of which one running invocation can be struck. */
const platformWith = (functionName: string, payload: unknown) => {
  const decisions: { executions?: unknown; triggers?: unknown } = {};
  const platform: Stage['platform'] = {
    strike: (hits) => (hits({ functionName, payload }) ? 1 : 0),
    repeatExecutions: (decide) => {
      decisions.executions = decide;
    },
    repeatTriggers: (decide) => {
      decisions.triggers = decide;
    },
    throttle: () => () => {},
    withdrawLogPolicy: () => () => {},
  };
  return { platform, decisions };
};

const pointOf = (kind: Point['kind'], test: (point: Point) => boolean = () => true): Point => {
  const point = POINTS.find((one) => one.kind === kind && test(one));
  if (!point) throw new Error(`no point ${kind}`);
  return point;
};

const disturbed = (point: Point, running = platformWith('none', {})) => {
  const counter = createCounter();
  const dealt = new Map([[ada, point]]);
  const { platform } = running;
  return { ...disturb({ dealt, sourceAccountId: SOURCE, counter, platform }), counter };
};

const startOf = (who: Person) => ({ input: JSON.stringify({ sourceSub: who.sub }) });
const updateOf = (who: Person) => ({ Key: { id: { S: `user#${who.sub}` } } });
const eventOf = (who: Person) => ({ Entries: [{ Detail: JSON.stringify({ sourceSub: who.sub }) }] });

describe('a point', () => {
  it('is met by its worker, its operation and its person only, and counted', () => {
    const { intercept, counter } = disturbed(pointOf('StartExecution refused'));
    expect(intercept(request('migrate-user', 'StartExecution', startOf(ada)))).toMatchObject({
      kind: 'error',
      code: 'AccessDeniedException',
    });
    expect(intercept(request('migrate-user', 'StartExecution', startOf(bob)))).toBeUndefined();
    expect(intercept(request('sweep-shard', 'StartExecution', startOf(ada)))).toBeUndefined();
    expect(intercept(request('migrate-user', 'PutEvents', eventOf(ada)))).toBeUndefined();
    expect(counter.met()).toMatchObject({ 'StartExecution refused': 1, 'audit bus down': 0 });
  });

  it('that kills finds the invocation that is about the person', () => {
    const point = pointOf(
      'migrate-user killed midway',
      ({ meetings }) => meetings[0]?.operation === 'StartExecution',
    );
    const other = disturbed(point, platformWith('x-migrate-user', { userName: bob.login }));
    expect(other.intercept(request('migrate-user', 'StartExecution', startOf(ada)))).toBeUndefined();
    expect(other.counter.met()['migrate-user killed midway']).toBe(0);
    const own = disturbed(point, platformWith('x-migrate-user', { userName: ada.login }));
    const once = () => own.intercept(request('migrate-user', 'StartExecution', startOf(ada)));
    expect([once(), once()]).toEqual([{ kind: 'drop-answer' }, undefined]);
    expect(own.counter.met()['migrate-user killed midway']).toBe(1);
  });

  it('with a number is met as often; one that comes after another waits for that', () => {
    const twice = disturbed(pointOf('ledger throttled', ({ meetings }) => meetings[0]?.times === 2));
    const write = () => twice.intercept(request('post-migration', 'UpdateItem', updateOf(ada)))?.kind;
    expect([write(), write(), write()]).toEqual(['error', 'error', undefined]);
    const { intercept } = disturbed(pointOf('audit bus and ledger down'));
    const update = request('post-migration', 'UpdateItem', updateOf(ada));
    expect(intercept(update)).toBeUndefined();
    expect(intercept(request('post-migration', 'PutEvents', eventOf(ada)))).toBeDefined();
    expect(intercept(update)).toBeDefined();
  });

  it('knows the accounts apart', () => {
    const { intercept } = disturbed(pointOf('source throttled'));
    const read = (accountId: string) => {
      const principal = role(SOURCE, 'cognito-migration-source', 'reconcile-user');
      return intercept(request('', 'AdminGetUser', { Username: ada.sub }, { accountId, principal }));
    };
    expect([read(TARGET), read(SOURCE)?.kind]).toEqual([undefined, 'error']);
  });

  it('says of whose admission the bus has nothing', () => {
    const tells = request('migrate-user', 'PutEvents', eventOf(ada));
    const refused = disturbed(
      pointOf('audit bus down', ({ meetings }) => meetings[0]?.by.includes('migrate-user') === true),
    );
    expect(refused.untold()).toEqual([]);
    refused.intercept(tells);
    expect(refused.untold()).toEqual([ada.sub]);
    // The event is there, only nobody heard so.
    const lost = disturbed(pointOf('audit bus answer lost'));
    expect(lost.intercept(tells)).toEqual({ kind: 'drop-answer' });
    expect(lost.untold()).toEqual([]);
  });

  it('lets executions and triggers of its people run twice', () => {
    const running = platformWith('none', {});
    const { counter } = disturbed(pointOf('execution runs twice'), running);
    const { executions, triggers } = running.decisions as {
      executions: (execution: { input: unknown }) => boolean;
      triggers: (event: unknown) => boolean;
    };
    expect([ada, bob].map((who) => executions({ input: { sourceSub: who.sub } }))).toEqual([true, false]);
    expect(triggers({ userName: ada.login })).toBe(false);
    expect(counter.met()['execution runs twice']).toBe(1);
  });
});

describe('the sweep', () => {
  const page = (token?: string, prefix = CROWDED) =>
    request(
      '',
      'ListUsers',
      {
        Filter: `sub ^= "${prefix}"`,
        ...(token && { PaginationToken: token }),
      },
      { accountId: SOURCE, principal: role(SOURCE, 'cognito-migration-source', 'sweep-shard') },
    );

  it('finds no third page of the crowded shard, however often it begins again, until that is mended', () => {
    const counter = createCounter();
    const { platform } = platformWith('none', {});
    const { intercept, mendPages } = disturbSweep({ counter, platform }, SOURCE);
    const walk = () => [page(), page('2'), page('3'), page('3')].map((one) => intercept(one)?.kind);
    expect(walk()).toEqual([undefined, undefined, 'error', 'error']);
    expect(walk()).toEqual([undefined, undefined, 'error', 'error']);
    expect([page(undefined, '0'), page('2', '0'), page('3', '0')].map(intercept)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    mendPages();
    expect(walk()).toEqual(Array(4).fill(undefined));
    expect(counter.met()['child of the sweep fails on its third page']).toBe(4);
  });

  it('loses Lambdas midway, and retryFailed after some users were started', () => {
    const counter = createCounter();
    const { platform } = platformWith('x-sweep-shard', {});
    const { intercept } = disturbSweep({ counter, platform }, SOURCE);
    const put = () => intercept(request('sweep-shard', 'PutItem', {}))?.kind;
    expect([put(), put(), put()]).toEqual(['drop-answer', 'drop-answer', undefined]);
    const retries = disturbRetries({ counter, platform });
    const start = () => retries(request('sweep-shard', 'StartExecution', startOf(ada)))?.kind;
    expect([start(), start(), start(), start()]).toEqual([undefined, undefined, 'drop-answer', undefined]);
    expect(counter.met()['sweep-shard killed midway']).toBe(3);
  });
});

it('every kind is counted from the beginning, so that one that nothing meets shows as zero', () => {
  expect(createCounter().met()).toEqual(Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])));
});
