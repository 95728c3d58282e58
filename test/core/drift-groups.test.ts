import fc from 'fast-check';
import { type GroupInput, openGroups, planGroups } from '#core/drift-groups.ts';
import { settings } from './trigger-builders.ts';

const groups = settings({
  groups: { mode: 'from-token', map: { editors: 'writers', admins: 'owners' }, privileged: [] },
}).groups;
const input = (change: Partial<GroupInput> = {}): GroupInput => ({
  requested: ['writers'],
  applied: [],
  settings: groups,
  ...change,
});
const WRITERS = { name: 'writers' };
const OWNERS = { name: 'owners', roleArn: 'arn:aws:iam::222222222222:role/owners' };

describe('the groups of a migrated user', () => {
  it.each([
    ['are added once', input(), [WRITERS], [], { add: ['writers'], applied: ['writers'], notApplied: [] }],
    [
      'that the user already has count as applied',
      input(),
      [WRITERS],
      ['writers'],
      { add: [], applied: ['writers'], notApplied: [] },
    ],
    [
      'once applied are not added again, though they were revoked',
      input({ applied: ['writers'] }),
      [WRITERS],
      [],
      { add: [], applied: ['writers'], notApplied: [] },
    ],
    [
      'that the target lacks are told of and stay open',
      input(),
      [],
      [],
      { add: [], applied: [], notApplied: ['writers'] },
    ],
    [
      'with an IAM role are not applied, unless named twice',
      input({ requested: ['owners'] }),
      [OWNERS],
      [],
      { add: [], applied: [], notApplied: ['owners'] },
    ],
    [
      'with an IAM role are applied where named twice',
      input({ requested: ['owners'], settings: { ...groups, privileged: ['owners'] } }),
      [OWNERS],
      [],
      { add: ['owners'], applied: ['owners'], notApplied: [] },
    ],
    [
      'outside the map are never applied',
      input({ requested: ['root'] }),
      [{ name: 'root' }],
      [],
      { add: [], applied: [], notApplied: ['root'] },
    ],
  ])('%s', (_, given, known, memberOf, expected) => {
    expect(planGroups(given, { known, memberOf })).toEqual(expected);
  });

  it('are nobody’s business where the config switches them off', () => {
    expect(openGroups(input({ settings: { ...groups, mode: 'off' } }))).toEqual([]);
  });

  it('are never added twice, whatever was asked for and however often', () => {
    const names = fc.array(fc.constantFrom('writers', 'owners', 'root'), { maxLength: 5 });
    fc.assert(
      fc.property(names, names, names, (requested, again, memberOf) => {
        const known = [WRITERS, OWNERS, { name: 'root' }];
        const first = planGroups(input({ requested }), { known, memberOf });
        const second = planGroups(input({ requested: again, applied: first.applied }), {
          known,
          memberOf: [],
        });
        expect(second.add.filter((name) => first.applied.includes(name))).toEqual([]);
        expect(second.applied).toEqual(expect.arrayContaining([...first.applied]));
      }),
    );
  });
});
