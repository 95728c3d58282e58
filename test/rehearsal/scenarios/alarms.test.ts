// The table of alarms: the runbook and the scenario say the same. Who plays its faults.
import { readFileSync } from 'node:fs';
import { ALARM_IDS } from '#core/alarms.ts';
import { subOf } from '#rehearsal/input/records.ts';
import { alarms } from '#rehearsal/scenarios/alarms/alarms.ts';
import { castOf, GUARDS, strangerOf } from '#rehearsal/scenarios/alarms/cast.ts';
import { ROWS } from '#rehearsal/scenarios/alarms/rows.ts';

const CHAPTER = /^## Which alarm means what$([\s\S]*?)^## /m.exec(
  readFileSync('docs/runbook.md', 'utf8'),
)?.[1];

/** The cells of the first table of the chapter, without its head. */
const tableOf = (chapter: string): string[][] => {
  const [first = ''] = /(?:^\|.*\n)+/m.exec(chapter) ?? [];
  return first
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
};

const idsIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id);

describe('the table of docs/runbook.md', () => {
  const rows = tableOf(CHAPTER ?? '').map(([, fault, set, because = '']) => ({
    fault: idsIn(fault)[0] ?? '',
    set: idsIn(set),
    cell: set,
    because,
  }));

  it('has each fault once, with the alarms that the scenario waits for, and says why', () => {
    expect(rows.length).toBeGreaterThan(ALARM_IDS.length);
    expect(new Set(rows.map(({ fault }) => fault)).size).toBe(rows.length);
    expect(Object.fromEntries(rows.map(({ fault, set }) => [fault, set.toSorted()]))).toEqual(ROWS);
    expect(rows.filter(({ because }) => because === '')).toEqual([]);
  });

  it('says so where a fault sets off nothing', () => {
    expect(rows.filter(({ set }) => set.length === 0).map(({ cell }) => cell)).toEqual(
      Object.values(ROWS)
        .filter((set) => set.length === 0)
        .map(() => '–'),
    );
  });

  it('has every alarm that there is', () => {
    expect(new Set<string>(Object.values(ROWS).flat())).toEqual(new Set<string>(ALARM_IDS));
  });
});

describe('the cast', () => {
  it.each([1, 2, 3, 4_294_967_294])('is nobody twice and just enough, with the seed %d', (seed) => {
    const [setting] = alarms.settings(seed);
    const people = setting?.people ?? [];
    const { crowd, slow, ...singles } = castOf(people);
    expect(crowd).toHaveLength(GUARDS.minimumAttempts);
    const all = [...crowd, ...slow, ...Object.values(singles)];
    expect(all.map(({ sub }) => sub).toSorted()).toEqual(setting?.input.users.map(subOf).toSorted());
  });

  it('has strangers of whom each is another one, the same in every run', () => {
    const strangers = Array.from({ length: 300 }, (_, number) => strangerOf(number));
    expect(new Set(strangers.map(({ sub }) => sub)).size).toBe(300);
    expect(new Set(strangers.map(({ login }) => login)).size).toBe(300);
    expect(strangerOf(7)).toEqual(strangers[7]);
  });
});
