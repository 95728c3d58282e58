/** The page of the local CloudFormation says exactly what is modelled. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INTRINSICS } from '#rehearsal/deploy/intrinsics/resolve.ts';
import { PSEUDO_PARAMETERS } from '#rehearsal/deploy/pseudo-parameters.ts';
import { RESOURCE_TYPES } from '#rehearsal/deploy/resource-table.ts';

const page = readFileSync(join(__dirname, '../../../rehearsal/deploy/deploy.md'), 'utf8');
const rows = new Map(
  [...page.matchAll(/^\| `(AWS::[^`]+)` \| (.*) \| (.*)\| (.*) \|$/gm)].map(
    ([, type = '', properties = '', attributes = '']) => [
      type,
      { properties: list(properties), attributes: list(attributes) },
    ],
  ),
);

function list(cell: string): string[] {
  return cell
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .toSorted();
}

describe('deploy.md', () => {
  it('lists every resource type and no other', () => {
    expect([...rows.keys()]).toEqual([...RESOURCE_TYPES.keys()].toSorted());
  });

  it.each([...RESOURCE_TYPES.values()].map((type) => [type.type, type] as const))(
    'lists what %s has',
    (name, type) => {
      expect(rows.get(name)).toEqual({
        properties: [...type.properties].toSorted(),
        attributes: [...type.attributes].toSorted(),
      });
    },
  );

  it.each([...Object.keys(INTRINSICS), ...PSEUDO_PARAMETERS])('lists %s', (name) => {
    expect(page).toContain(`\`${name}\``);
  });
});
