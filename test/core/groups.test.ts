import { mapGroups, mayApplyGroup } from '#core/groups.ts';

const MAP = { editors: 'writers', authors: 'writers', admins: 'admins' };
const from = (privileged: readonly string[] = []) => ({ mode: 'from-token', map: MAP, privileged }) as const;

describe('groups', () => {
  it("are mapped by name, each once; what the map does not name is nobody's", () => {
    expect(mapGroups(['authors', 'strangers', 'editors', 'admins'], from())).toEqual(['writers', 'admins']);
    expect(mapGroups(['constructor', '__proto__'], from())).toEqual([]);
  });

  it('are none where the config turns them off', () => {
    expect(mapGroups(['editors'], { ...from(), mode: 'off' })).toEqual([]);
  });

  it.each([
    ['mapped', { name: 'writers' }, from(), true],
    ['not mapped', { name: 'others' }, from(['others']), false],
    ['mapped, with an IAM role', { name: 'admins', roleArn: 'arn' }, from(), false],
    ['mapped, with an IAM role, named twice', { name: 'admins', roleArn: 'arn' }, from(['admins']), true],
  ])('%s: applied is %s', (_, group, settings, expected) => {
    expect(mayApplyGroup(group, settings)).toBe(expected);
  });
});
