/** Whatever a pool is described with: an update that places or takes away a trigger leaves everything else as it is. */
import fc from 'fast-check';
import {
  changedSettings,
  poolUpdateInput,
  triggersOf,
  withoutTriggers,
  withTriggers,
} from '#core/pool-update.ts';

const OURS = 'arn:aws:lambda:us-east-1:222222222222:function:migrate-user';

/** The fields of a description that an update cannot take. They are the pool's own and nobody's to set. */
const FIXED = ['SchemaAttributes', 'AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration', 'Arn'];

const settingName = fc
  .string({ minLength: 1, maxLength: 12, unit: 'grapheme-ascii' })
  .map((text) => `X${text.replace(/[^A-Za-z]/g, '')}`);

const json = fc.jsonValue({ maxDepth: 3 });

/** Known settings, settings nobody knows yet, triggers known and unknown. */
const description = fc
  .record({
    known: fc.record(
      {
        Policies: fc.record({ PasswordPolicy: fc.dictionary(settingName, json) }),
        AutoVerifiedAttributes: fc.subarray(['email', 'phone_number']),
        MfaConfiguration: fc.constantFrom('OFF', 'ON', 'OPTIONAL'),
        UserPoolTags: fc.dictionary(settingName, fc.string()),
        AdminCreateUserConfig: fc.record(
          {
            AllowAdminCreateUserOnly: fc.boolean(),
            UnusedAccountValidityDays: fc.nat(365),
            XNext: json,
          },
          { requiredKeys: [] },
        ),
        SchemaAttributes: fc.array(fc.record({ Name: fc.string(), Mutable: fc.boolean() })),
        AliasAttributes: fc.subarray(['email', 'phone_number']),
        LastModifiedDate: fc.double(),
      },
      { requiredKeys: [] },
    ),
    unknown: fc.dictionary(settingName, json),
    triggers: fc.dictionary(settingName, fc.oneof(fc.string(), fc.record({ LambdaArn: fc.string() }))),
    others: fc.record(
      { UserMigration: fc.constant(OURS), PreSignUp: fc.string(), CustomMessage: fc.string() },
      { requiredKeys: [] },
    ),
  })
  .map(({ known, unknown, triggers, others }) => ({
    Id: 'us-east-1_TargetPl1',
    Name: 'customers',
    Arn: 'arn:aws:cognito-idp:us-east-1:222222222222:userpool/us-east-1_TargetPl1',
    ...unknown,
    ...known,
    LambdaConfig: { ...triggers, ...others },
  }));

type Description = Readonly<Record<string, unknown>>;

/** What Cognito describes after an update: what was sent, and what no update touches. Everything else is at its default. */
const describedAfter = (before: Description, input: Description): Description => {
  const { UserPoolId, PoolName, ...settings } = input;
  const fixed = Object.fromEntries(Object.entries(before).filter(([name]) => FIXED.includes(name)));
  return { Id: UserPoolId, Name: PoolName, ...fixed, ...settings, LastModifiedDate: 2 };
};

const runs = { numRuns: 300 };

describe('for every description of a pool, with members that nobody knows,', () => {
  it('writing it back changes nothing', () => {
    fc.assert(
      fc.property(description, (before) => {
        expect(changedSettings(before, describedAfter(before, poolUpdateInput(before)))).toEqual([]);
      }),
      runs,
    );
  });

  it('a placed trigger is the only change', () => {
    fc.assert(
      fc.property(description, (before) => {
        const { UserMigration: _, ...triggers } = triggersOf(before);
        const bare = { ...before, LambdaConfig: triggers };
        const after = describedAfter(
          bare,
          poolUpdateInput(withTriggers(bare, { UserMigration: `${OURS}:live` })),
        );
        expect(changedSettings(bare, after)).toEqual(['LambdaConfig.UserMigration']);
      }),
      runs,
    );
  });

  it('placing and taking away leaves the pool as it was', () => {
    fc.assert(
      fc.property(description, (before) => {
        const { UserMigration: _, ...triggers } = triggersOf(before);
        const bare = { ...before, LambdaConfig: triggers };
        const placed = describedAfter(bare, poolUpdateInput(withTriggers(bare, { UserMigration: OURS })));
        const freed = describedAfter(placed, poolUpdateInput(withoutTriggers(placed, [OURS])));
        expect(changedSettings(bare, freed)).toEqual([]);
      }),
      runs,
    );
  });

  it('a setting that is lost on the way is named', () => {
    fc.assert(
      fc.property(description, fc.constantFrom('XLost', 'Policies', 'XLost.Deep'), (before, path) => {
        const [name = '', deep] = path.split('.');
        const whole: Description = { ...before, [name]: deep === undefined ? [1] : { [deep]: 1, Kept: 1 } };
        const { [name]: lost, ...others } = whole;
        const left = deep === undefined ? others : { ...others, [name]: { Kept: 1 } };
        expect(changedSettings(whole, left)).toEqual([path]);
      }),
      runs,
    );
  });
});
