/** What holds for every source user, target user and policy. */
import fc from 'fast-check';
import { planRepairs, type Repairs, type TargetUser } from '#core/drift.ts';
import { repairInput, targetUser } from './reconcile-builders.ts';
import { sourceUser } from './trigger-builders.ts';

const FIRST = { sourceOfTruth: 'target', first: true } as const;
const LATER = { sourceOfTruth: 'target', first: false } as const;
const SOURCE_RIGHT = { sourceOfTruth: 'source', first: false } as const;

/** What the source pool of these tests can hold. */
const KNOWN = ['name', 'nickname', 'email', 'phone_number', 'custom:tenant', 'custom:points'];

const text = fc.option(fc.string({ maxLength: 12 }), { nil: undefined });
const flag = fc.option(fc.constantFrom('true', 'false'), { nil: undefined });
const phone = fc.option(fc.constantFrom('+15550100', '+15550101'), { nil: undefined });
const anyAttributes = fc.record({
  email: fc.option(fc.constantFrom('a@example.com', 'A@example.com', 'b@example.com'), { nil: undefined }),
  email_verified: flag,
  phone_number: phone,
  phone_number_verified: flag,
  name: text,
  nickname: text,
  'custom:tenant': text,
  'custom:points': fc.option(fc.constantFrom('1', '99', '900', 'x'), { nil: undefined }),
});
const factors = fc.subarray(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']);

const anyInput = fc
  .record({
    source: fc.record({ attributes: anyAttributes, factors, enabled: fc.boolean() }),
    target: fc.record({
      attributes: anyAttributes,
      factors,
      enabled: fc.boolean(),
      touched: fc.boolean(),
      status: fc.constantFrom('CONFIRMED', 'RESET_REQUIRED'),
    }),
    origin: fc.constantFrom('migrated', 'reset-required', 'imported'),
    policy: fc.constantFrom(FIRST, LATER, SOURCE_RIGHT),
    smsMfa: fc.boolean(),
    emailMfa: fc.boolean(),
    caseSensitive: fc.boolean(),
    sourceAttributes: fc.subarray(KNOWN),
  })
  .map(({ source, target, smsMfa, emailMfa, caseSensitive, ...rest }) => {
    const given = Object.entries(source.attributes).filter(([, value]) => value !== undefined);
    const { pool } = repairInput();
    return repairInput({
      ...rest,
      source: {
        ...sourceUser(),
        ...source,
        attributes: { ...Object.fromEntries(given), sub: sourceUser().sub } as Record<string, string>,
      },
      target: targetUser(target),
      pool: { ...pool, smsMfa, emailMfa, signIn: { ...pool.signIn, caseSensitive } },
    });
  });

/** The target user once the plan is done: as Cognito would have it. */
const repaired = (target: TargetUser, { attributes, removed, mfa, disable }: Repairs): TargetUser => ({
  ...target,
  attributes: Object.fromEntries(
    Object.entries({ ...target.attributes, ...attributes }).filter(([name]) => !removed.includes(name)),
  ),
  factors: [...target.factors, ...mfa],
  enabled: target.enabled && !disable,
  touched: true,
});

describe('whatever differs', () => {
  it('a second run changes nothing, also where the first was not recorded', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const target = repaired(input.target, planRepairs(input));
        expect(planRepairs({ ...input, target })).toMatchObject({
          attributes: {},
          removed: [],
          mfa: [],
          disable: false,
        });
      }),
    );
  });

  it('only mapped attributes are written, with the mapped values, and no immutable one', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const [name, value] of Object.entries(planRepairs(input).attributes)) {
          expect(input.mapped.attributes[name]?.toLowerCase()).toBe(value.toLowerCase());
          expect(['custom:tenant', 'custom:source_sub', 'sub']).not.toContain(name);
        }
      }),
    );
  });

  it('nothing is taken away that the source has, and nothing while the target is right', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { removed } = planRepairs(input);
        if (input.policy.sourceOfTruth === 'target') expect(removed).toEqual([]);
        for (const name of removed) expect(input.mapped.attributes[name] ?? '').toBe('');
      }),
    );
  });

  it('a flag is raised only beside the value that the source has proven', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const plan = planRepairs(input);
        const after = repaired(input.target, plan).attributes;
        for (const contact of ['email', 'phone_number']) {
          if (plan.attributes[`${contact}_verified`] === undefined) continue;
          expect(input.source.attributes[`${contact}_verified`]).toBe('true');
          expect(after[contact]?.toLowerCase()).toBe(input.source.attributes[contact]?.toLowerCase());
        }
      }),
    );
  });

  it('nobody who is active at the source is disabled, and nobody is enabled', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        expect(planRepairs(input).disable && input.source.enabled).toBe(false);
      }),
    );
  });
});
