// docs/runbook.md says what every alarm means: its chapters are there, and its table names each alarm and each fault.
import { readFileSync } from 'node:fs';
import { ALARM_CHAPTERS, ALARM_IDS, type AlarmId } from '#core/alarms.ts';
import { FAILURE_REASONS } from '#core/failure-reasons.ts';

const page = readFileSync('docs/runbook.md', 'utf8');

/** As GitHub makes them. */
const anchors = [...page.matchAll(/^#{2,4} (.+)$/gm)].map(([, heading = '']) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-'),
);

const chapter = (heading: string): string => {
  const [, text = ''] = page.split(`\n## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
};

const faults = [...chapter('Which alarm means what').matchAll(/^\| `([a-z-]+)` \| (.+?) \| .+ \|$/gm)].map(
  ([, fault = '', alarms = '']) => ({
    fault,
    isNone: alarms === '–',
    alarms: [...alarms.matchAll(/`(\w+)`/g)].map(([, id = '']) => id),
  }),
);

describe('the runbook', () => {
  it.each(ALARM_IDS)('has the chapter that %s links to', (id) => {
    expect(anchors.filter((anchor) => anchor === ALARM_CHAPTERS[id])).toHaveLength(1);
  });

  it('leads nowhere that is not there', () => {
    const links = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });

  it('has each fault once, with the alarms that it sets off', () => {
    expect(faults.length).toBeGreaterThan(10);
    expect(new Set(faults.map(({ fault }) => fault)).size).toBe(faults.length);
    for (const { alarms, isNone } of faults) {
      expect(alarms.length === 0).toBe(isNone);
      expect(alarms.filter((id) => !ALARM_IDS.includes(id as AlarmId))).toEqual([]);
    }
  });

  it('has a fault for each alarm', () => {
    const set = new Set(faults.flatMap(({ alarms }) => alarms));
    expect(ALARM_IDS.filter((id) => !set.has(id))).toEqual([]);
  });

  it('says of each alarm when it goes off', () => {
    const rows = [...chapter('Which alarm means what').matchAll(/^\| `([A-Z]\w+)` \| /gm)].map(
      ([, id]) => id,
    );
    expect(rows).toEqual([...new Set(rows)]);
    expect(rows.toSorted()).toEqual(ALARM_IDS.toSorted());
  });

  it.each(Object.keys(FAILURE_REASONS))('says what the reason %s means', (reason) => {
    expect(chapter('Sign-ins fail')).toMatch(new RegExp(`^\\| [^|]*\`${reason}\``, 'm'));
  });
});
