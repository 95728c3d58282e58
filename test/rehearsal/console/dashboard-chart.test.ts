// The charts of a dashboard: what is drawn for which values, and that nothing falls out of the drawing.
import fc from 'fast-check';
import { chart } from '#rehearsal/console/dashboard-chart.ts';
import type { GraphView } from '#rehearsal/console/dashboard-views.ts';

const MINUTE = 60_000;

const graph = (also: Partial<GraphView>): GraphView => ({
  kind: 'graph',
  series: [],
  operands: [],
  columns: [],
  periodMs: 5 * MINUTE,
  stacked: false,
  lines: [],
  ...also,
});

const count = (text: string, part: RegExp): number => text.match(part)?.length ?? 0;

describe('a chart', () => {
  const columns = [0, 5, 30].map((minute) => minute * MINUTE);

  it('joins dots, but not over time that is left out, nor over a missing value', () => {
    const series = [
      { label: 'a', points: [1, 2, 3] },
      { label: 'b', points: [1, undefined, 3] },
    ];
    const { text } = chart(graph({ series, columns }), 8);
    const paths = [...text.matchAll(/path d="([^"]*)"/g)].map(([, path = '']) => path.replace(/[^A-Z]/g, ''));
    expect(paths).toEqual(['MLM', 'MM']);
    expect(count(text, /class="gap"/g)).toBe(1);
    expect(count(text, /<circle/g)).toBe(5);
  });

  it('puts bars on top of each other, and draws none for a zero', () => {
    const series = [
      { label: 'a', points: [1, 0, 3] },
      { label: 'b', points: [1, 1, undefined] },
    ];
    const { text } = chart(graph({ series, columns, stacked: true }), 24);
    expect(count(text, /<rect/g)).toBe(4);
    const [first, , , second] = [...text.matchAll(/y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g)].map(
      ([, y, height]) => ({ top: Number(y), bottom: Number(y) + Number(height) }),
    );
    expect(first?.bottom).toBeGreaterThan(second?.top ?? Number.POSITIVE_INFINITY);
  });

  it.each([
    [50, 1],
    [5000, 0],
  ])('draws a limit of %d only where it is in range', (value, drawn) => {
    const series = [{ label: 'a', points: [90] }];
    const { text } = chart(graph({ series, columns: [0], lines: [{ label: 'l', value }] }), 8);
    expect(count(text, /class="limit"/g)).toBe(drawn);
  });

  it('says when each stretch of time begins, by UTC', () => {
    const { text } = chart(graph({ series: [{ label: 'a', points: [1, 1, 1] }], columns }), 12);
    expect([...text.matchAll(/>(\d\d-\d\d \d\d:\d\d)</g)].map(([, time]) => time)).toEqual([
      '01-01 00:00',
      '01-01 00:30',
    ]);
  });

  it('keeps everything inside of the drawing, whatever the values are', () => {
    const point = fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { nil: undefined });
    const any = fc.record({
      points: fc.array(fc.array(point, { minLength: 6, maxLength: 6 }), { maxLength: 9 }),
      leaps: fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 6, maxLength: 6 }),
      stacked: fc.boolean(),
      range: fc.constantFrom({}, { min: 0, max: 100 }, { min: 5, max: 5 }),
      width: fc.integer({ min: 3, max: 24 }),
    });
    fc.assert(
      fc.property(any, ({ points, leaps, stacked, range, width }) => {
        const columns = leaps.map((_, index) =>
          leaps.slice(0, index).reduce((at, leap) => at + leap * 5 * MINUTE, 0),
        );
        const series = points.map((one) => ({ label: 'a', points: one }));
        const { text } = chart(graph({ series, columns, stacked, ...range }), width);
        expect(text).not.toMatch(/NaN|Infinity|undefined/);
        const most = Number(/viewBox="0 0 ([\d.]+)/.exec(text)?.[1]);
        for (const [, x] of text.matchAll(/ (?:x|x1|x2|cx)="([^"]*)"/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(x)).toBeLessThanOrEqual(most);
        }
        for (const [, y] of text.matchAll(/ (?:y|y1|y2|cy)="([^"]*)"/g)) {
          expect(Number(y)).toBeGreaterThanOrEqual(0);
          expect(Number(y)).toBeLessThanOrEqual(150);
        }
      }),
    );
  });
});
