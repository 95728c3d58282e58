import fc from 'fast-check';
import {
  type AppClientDescription,
  changedSettings,
  clientUpdate,
  flowsOf,
  letsPasswordsIn,
  planRestore,
  planSwitch,
  sameFlows,
} from '#core/auth-flows.ts';

const SRP = 'ALLOW_USER_SRP_AUTH';
const REFRESH = 'ALLOW_REFRESH_TOKEN_AUTH';
const PASSWORD = 'ALLOW_USER_PASSWORD_AUTH';
const ADMIN = 'ALLOW_ADMIN_USER_PASSWORD_AUTH';
const USER = 'ALLOW_USER_AUTH';
const CUSTOM = 'ALLOW_CUSTOM_AUTH';

const client = (flows: readonly string[] | undefined, others: object = {}): AppClientDescription => ({
  ClientId: 'web',
  UserPoolId: 'us-east-1_AbC',
  ...(flows === undefined ? {} : { ExplicitAuthFlows: flows }),
  ...others,
});

describe('the plan of a cutover', () => {
  it.each<[string, readonly string[] | undefined, readonly string[], readonly string[], readonly string[]]>([
    ['takes the password flow', [PASSWORD, SRP, REFRESH], [SRP, REFRESH], [PASSWORD], []],
    ['takes the one for servers', [ADMIN, SRP, REFRESH], [SRP, REFRESH], [ADMIN], []],
    ['takes choice-based sign-in', [USER, SRP, REFRESH], [SRP, REFRESH], [USER], []],
    ['adds SRP and refresh where absent', [PASSWORD], [SRP, REFRESH], [PASSWORD], [SRP, REFRESH]],
    ['adds SRP alone', [CUSTOM, REFRESH], [CUSTOM, REFRESH, SRP], [], [SRP]],
    [
      'leaves flows it does not know',
      [PASSWORD, 'ALLOW_NEW', REFRESH],
      ['ALLOW_NEW', REFRESH, SRP],
      [PASSWORD],
      [SRP],
    ],
    ['leaves what is right', [REFRESH, SRP], [REFRESH, SRP], [], []],
    ['leaves the default, which has no password flow', undefined, [], [], []],
    ['takes an empty list for the default', [], [], [], []],
    ['leaves clients of machines', ['ALLOW_CLIENT_TOKEN_AUTH'], ['ALLOW_CLIENT_TOKEN_AUTH'], [], []],
  ])('%s', (_, flows, wanted, removed, added) => {
    expect(planSwitch(client(flows), 'remove')).toEqual({ kind: 'plan', wanted, removed, added });
  });

  it('keeps choice-based sign-in where the configuration insists', () => {
    expect(planSwitch(client([USER, PASSWORD]), 'keep')).toEqual({
      kind: 'plan',
      wanted: [USER, SRP, REFRESH],
      removed: [PASSWORD],
      added: [SRP, REFRESH],
    });
  });

  it('adds no refresh flow where refresh tokens rotate, because Cognito has only one of the two', () => {
    const rotating = client([PASSWORD], { RefreshTokenRotation: { Feature: 'ENABLED' } });
    expect(planSwitch(rotating, 'remove')).toMatchObject({ wanted: [SRP], added: [SRP] });
    const still = client([PASSWORD], { RefreshTokenRotation: { Feature: 'DISABLED' } });
    expect(planSwitch(still, 'remove')).toMatchObject({ wanted: [SRP, REFRESH] });
  });

  it.each(['ADMIN_NO_SRP_AUTH', 'CUSTOM_AUTH_FLOW_ONLY', 'USER_PASSWORD_AUTH', 'SOMETHING_OLD'])(
    'refuses the unprefixed flow %s by name',
    (flow) => {
      expect(planSwitch(client([flow]), 'remove')).toEqual({ kind: 'legacy', flows: [flow] });
    },
  );

  const flow = fc.constantFrom(PASSWORD, ADMIN, USER, SRP, REFRESH, CUSTOM, 'ALLOW_NEW');
  const flows = fc.option(fc.uniqueArray(flow), { nil: undefined });
  const userAuth = fc.constantFrom<'remove' | 'keep'>('remove', 'keep');

  it('for any client: no password flow is left, nothing else goes, and a second plan changes nothing', () => {
    fc.assert(
      fc.property(flows, userAuth, (found, policy) => {
        const plan = planSwitch(client(found), policy);
        if (plan.kind !== 'plan') throw new Error('refused');
        const gone = [PASSWORD, ADMIN, ...(policy === 'remove' ? [USER] : [])];
        expect(plan.wanted.filter((name) => gone.includes(name))).toEqual([]);
        expect(plan.removed.every((name) => gone.includes(name))).toBe(true);
        expect(new Set([...plan.wanted, ...plan.removed])).toEqual(
          new Set([...(found ?? []), ...plan.added]),
        );
        if ((found ?? []).length > 0) expect(plan.wanted).toContain(SRP);
        expect(planSwitch(client(plan.wanted), policy)).toMatchObject({ removed: [], added: [] });
      }),
    );
  });

  it('is undone by the plan of a rollback, for any client', () => {
    fc.assert(
      fc.property(flows, userAuth, (found, policy) => {
        const there = planSwitch(client(found), policy);
        if (there.kind !== 'plan') throw new Error('refused');
        const back = planRestore(client(there.wanted), flowsOf(client(found)));
        expect(sameFlows(back.wanted, found ?? [])).toBe(true);
        expect(new Set(back.added)).toEqual(new Set(there.removed));
        expect(new Set(back.removed)).toEqual(new Set(there.added));
      }),
    );
  });
});

describe('a client lets passwords in', () => {
  it.each([
    [PASSWORD, true],
    [ADMIN, true],
    [USER, true],
    ['ADMIN_NO_SRP_AUTH', true],
    ['USER_PASSWORD_AUTH', true],
    ['CUSTOM_AUTH_FLOW_ONLY', false],
    [SRP, false],
    ['ALLOW_NEW', false],
  ])('by %s: %s', (name, expected) => {
    expect(letsPasswordsIn(client([name]))).toBe(expected);
  });

  it('by nothing, where flows are not set', () => {
    expect(letsPasswordsIn(client(undefined))).toBe(false);
  });
});

describe('the same flows', () => {
  it.each([
    [[SRP, REFRESH], [REFRESH, SRP], true],
    [[], [CUSTOM, SRP, REFRESH], true],
    [[SRP], [SRP, REFRESH], false],
    [[SRP, REFRESH], [SRP], false],
  ])('%j and %j: %s', (left, right, expected) => {
    expect(sameFlows(left, right)).toBe(expected);
  });
});

const CREATED = new Date(0);

const DROPPED = {
  ClientSecret: 's3cr3t',
  ClientType: 'CONFIDENTIAL',
  CreationDate: CREATED,
  LastModifiedDate: CREATED,
};

/** Settings with names and values of any kind, as later versions of Cognito may have them. */
const settings = fc.dictionary(
  fc.string({ minLength: 1 }).filter((name) => !Object.hasOwn({ ...DROPPED, ExplicitAuthFlows: 0 }, name)),
  fc.jsonValue(),
);

const UPDATED_LATER = { ...DROPPED, LastModifiedDate: new Date(1) };

/** As Cognito does it: what the update does not name falls to its default, and lists come back in any order. */
const applied = (update: Readonly<Record<string, unknown>>): AppClientDescription => ({
  ...Object.fromEntries(Object.entries(update).reverse()),
  ...UPDATED_LATER,
});

describe('an update of a client', () => {
  it('carries every setting that the description has, known or not, but for four that are no settings', () => {
    fc.assert(
      fc.property(settings, (others) => {
        const { ExplicitAuthFlows, ...carried } = clientUpdate(
          { ...others, ...DROPPED, ExplicitAuthFlows: [PASSWORD] },
          [SRP],
        );
        expect(ExplicitAuthFlows).toEqual([SRP]);
        expect(carried).toEqual(others);
      }),
    );
  });

  it('never sends an empty list', () => {
    expect(clientUpdate(client([PASSWORD]), [])).not.toHaveProperty('ExplicitAuthFlows');
  });

  it('leaves the description as it was', () => {
    const before = client([PASSWORD], DROPPED);
    const copy = structuredClone(before);
    clientUpdate(before, [SRP]);
    expect(before).toEqual(copy);
  });

  it('is proven where only the flows and the date differ', () => {
    fc.assert(
      fc.property(settings, (others) => {
        const before = { ...others, ...DROPPED, ExplicitAuthFlows: [PASSWORD] };
        expect(changedSettings(before, applied(clientUpdate(before, [SRP])))).toEqual([]);
      }),
    );
  });

  it('names every setting that was lost or came out otherwise, and no value', () => {
    fc.assert(
      fc.property(settings, settings, (before, after) => {
        const told = changedSettings(before, after);
        for (const name of Object.keys({ ...before, ...after })) {
          const same = JSON.stringify(before[name] ?? null) === JSON.stringify(after[name] ?? null);
          if (same) expect(told).not.toContain(name);
          const scalar = [before[name], after[name]].every((value) => typeof value !== 'object');
          if (!same && scalar) expect(told).toContain(name);
        }
      }),
    );
  });

  it.each<[string, object, object, readonly string[]]>([
    ['a lost setting', { Rotation: { Feature: 'ENABLED' } }, {}, ['Rotation']],
    ['a new one', {}, { CallbackURLs: ['https://example.com'] }, ['CallbackURLs']],
    [
      'a list with one entry less',
      { ReadAttributes: ['a', 'b'] },
      { ReadAttributes: ['a'] },
      ['ReadAttributes'],
    ],
    ['an entry that came twice', { A: ['a', 'b', 'b'] }, { A: ['a', 'a', 'b'] }, ['A']],
    ['a change inside', { Units: { access: 'minutes' } }, { Units: { access: 'hours' } }, ['Units']],
    ['another secret', { ClientSecret: 'a' }, { ClientSecret: 'b' }, ['ClientSecret']],
    ['another order of a list', { A: ['a', 'b'] }, { A: ['b', 'a'] }, []],
    ['another order of members', { A: { a: 1, b: 2 } }, { A: { b: 2, a: 1 } }, []],
    ['null for what is absent', { A: null }, {}, []],
    ['an empty list for what is absent', { A: [] }, {}, []],
    ['the date of the change', { LastModifiedDate: 1 }, { LastModifiedDate: 2 }, []],
    ['the same date in another object', { CreationDate: CREATED }, { CreationDate: new Date(0) }, []],
    ['another date', { CreationDate: CREATED }, { CreationDate: new Date(1) }, ['CreationDate']],
    ['the flows', { ExplicitAuthFlows: ['a'] }, { ExplicitAuthFlows: ['b'] }, []],
  ])('of %s', (_, before, after, names) => {
    expect(changedSettings(before as AppClientDescription, after as AppClientDescription)).toEqual(names);
  });
});
