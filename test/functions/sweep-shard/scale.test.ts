/** Sweeps of large pools, over made-up users and on clocks that only waiting moves: calls, pace, memory and totals. */
import { sumOf } from '#core/sweep-counts.ts';
import { type ScaleReport, simulateSweep } from './simulate-sweep.ts';

const listsOf = ({ calls }: ScaleReport): number =>
  (calls['ListUsers source'] ?? 0) + (calls['ListUsers target'] ?? 0);

/** The configured half of 30 a second; windows of ten seconds may catch one more call of each of eight workers. */
const MOST_LISTS_PER_SECOND = 15 + 8 / 10;

describe('a sweep of 1,000,000 source users and 600,000 target users', () => {
  let report: ScaleReport;
  beforeAll(async () => {
    report = await simulateSweep({ source: 1_000_000, target: 600_000 });
  }, 120_000);

  it('reads hardly more pages than there are', () => {
    expect(report.pages).toBe(26_667);
    expect(listsOf(report)).toBeLessThanOrEqual(1.1 * report.pages);
  });

  it('makes one other call a page, and two a shard', () => {
    const { BatchGetItem, GetItem, PutItem, PutObject, StartExecution } = report.calls;
    expect(BatchGetItem).toBeLessThanOrEqual(listsOf(report));
    expect({ GetItem, PutItem, PutObject }).toEqual({ GetItem: 512, PutItem: 512, PutObject: 256 });
    expect(StartExecution).toBe(report.totals.target?.started);
  });

  it('stays below the configured share of the quota, and comes close to it', () => {
    expect(report.listsPerSecond).toBeLessThanOrEqual(MOST_LISTS_PER_SECOND);
    const shortest = listsOf(report) / 15;
    expect(report.seconds).toBeGreaterThanOrEqual(Math.floor(shortest));
    expect(report.seconds).toBeLessThan(1.5 * shortest);
  });

  it('keeps no more than a page and a list in memory', () => {
    expect(report.heapMb.peak - report.heapMb.before).toBeLessThan(24);
  });

  it('finds a place for every user', () => {
    const { source, target } = report.totals;
    expect(source.users).toBe(1_000_000);
    expect(sumOf(source.records) + sumOf(source.stragglers)).toBe(1_000_000);
    expect(target).toMatchObject({ users: 600_000, foreign: 0, failed: 0 });
    expect((target?.reconciled ?? 0) + (target?.started ?? 0)).toBe(600_000);
    expect(sumOf(source.records)).toBe(target?.reconciled);
  });
});

describe('a sweep', () => {
  it('takes no more memory for ten times the users', async () => {
    const small = await simulateSweep({ source: 20_000, target: 20_000 });
    const large = await simulateSweep({ source: 200_000, target: 200_000 });
    const grown = ({ heapMb }: ScaleReport) => heapMb.peak - heapMb.before;
    expect(grown(large) - grown(small)).toBeLessThan(16);
  }, 60_000);

  it('of pools whose subs all begin alike goes on in later rounds, and is whole all the same', async () => {
    // Seen in newer pools: the second digit is the same for all users of a region.
    const occurs = (prefix: string) => prefix[1] === '4';
    const report = await simulateSweep({ source: 300_000, target: 10_000 }, { digits: 2, occurs });
    expect(report.rounds).toBeGreaterThan(1);
    expect(report.totals).toMatchObject({ source: { users: 300_000 }, target: { users: 10_000 } });
    expect(listsOf(report)).toBeLessThanOrEqual(1.1 * report.pages);
  }, 60_000);
});
