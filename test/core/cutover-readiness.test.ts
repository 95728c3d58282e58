import fc from 'fast-check';
import { assessGates, type GateEvidence, type GateName, metricDays } from '#core/cutover-readiness.ts';
import { DAY, evidence, GATES, HOUR, NOW, progress, SETTINGS } from './cutover-builders.ts';

const gateOf = (name: GateName, found: GateEvidence, gates = GATES) => {
  const gate = assessGates(found, gates).find((one) => one.gate === name);
  if (gate === undefined) throw new Error(`no gate ${name}`);
  return gate;
};

const at = (time: number): string => new Date(time).toISOString();

describe('the gates', () => {
  it('are five, and met where all is well', () => {
    expect(assessGates(evidence(), GATES)).toEqual([
      { gate: 'migratedShare', threshold: 0.95, value: 0.96, met: true, says: expect.any(String) },
      { gate: 'quietDays', threshold: 14, value: 20, met: true, says: expect.any(String) },
      { gate: 'failureShare', threshold: 0.01, value: 0.005, met: true, says: expect.any(String) },
      { gate: 'sweepMaxAgeHours', threshold: 26, value: 1, met: true, says: expect.any(String) },
      { gate: 'failedReconciliations', threshold: 0, value: 0, met: true, says: expect.any(String) },
    ]);
  });

  it.each<[string, Partial<GateEvidence>, readonly GateName[]]>([
    [
      'without a sweep',
      { progress: undefined },
      ['migratedShare', 'quietDays', 'sweepMaxAgeHours', 'failedReconciliations'],
    ],
    ['without an answer from CloudWatch', { metrics: undefined }, ['quietDays', 'failureShare']],
    ['without any attempt to go by', { metrics: { attempts: 0, failed: 0 } }, ['failureShare']],
    [
      'where nobody could ever come',
      { progress: progress({ source: { users: 0, records: {}, stragglers: {} } }) },
      ['migratedShare'],
    ],
    [
      'where the sweep knows no time',
      { progress: progressOfOldVersion(), metrics: { attempts: 9, failed: 0 } },
      ['quietDays'],
    ],
    [
      'where the sweep has no sound time',
      { progress: progress({ finishedAt: 'x', newestRecordAt: 'y' }) },
      ['quietDays', 'sweepMaxAgeHours'],
    ],
  ])('%s have no value and are not met, and say so', (_, change, names) => {
    const gates = assessGates(evidence(change), GATES);
    const unknown = gates.filter(({ value }) => value === null);
    expect(unknown.map(({ gate }) => gate)).toEqual(names);
    expect(unknown.every(({ met }) => !met)).toBe(true);
    expect(gates.filter(({ value, met }) => value !== null && !met)).toEqual([]);
  });

  it('are never met by thresholds of zero where nothing is known', () => {
    const lenient = { ...GATES, migratedShare: 0, quietDays: 0, failureShare: 1, failedReconciliations: 1e6 };
    expect(
      assessGates({ now: NOW, progress: undefined, metrics: undefined }, lenient).some(({ met }) => met),
    ).toBe(false);
  });
});

function progressOfOldVersion() {
  const { newestRecordAt: _, ...old } = progress();
  return old;
}

describe('the migrated share', () => {
  const share = (change: Parameters<typeof progress>[0]) =>
    gateOf('migratedShare', evidence({ progress: progress(change) }));

  it.each<[string, Parameters<typeof progress>[0], number, boolean]>([
    ['users who cannot come do not count', {}, 0.96, true],
    ['a shell has not come', { target: { shells: 4 } }, 0.94, false],
    [
      'a record that is not reconciled has not come',
      { source: { records: { migrated: { reconciled: 90, failed: 8 } } } },
      0.88,
      false,
    ],
    ['an imported user has come', { source: { records: { imported: { reconciled: 98 } } } }, 0.96, true],
    [
      'a removed shell has not come',
      { source: { records: { migrated: { reconciled: 96 }, 'reset-required': { removed: 2 } } } },
      0.94,
      false,
    ],
    [
      'a straggler of a status that nobody knows may come',
      { source: { stragglers: { unknown: { 'unknown-status': 5 } } } },
      0.932,
      false,
    ],
    ['more shells than users on record are no negative share', { target: { shells: 500 } }, 0, false],
  ])('%s', (_, change, value, met) => {
    expect(share(change)).toMatchObject({ value, met });
  });

  it('of exactly the threshold is enough', () => {
    expect(share({ target: { shells: 3 } })).toMatchObject({ value: 0.95, met: true });
  });

  it('is never shown as more than it is', () => {
    const gate = share({
      source: { users: 2003, records: { migrated: { reconciled: 1901 } } },
      target: { shells: 2 },
    });
    expect(gate).toMatchObject({ value: 0.9495, met: false });
    expect(gate.says).toContain('94.95 %');
  });
});

describe('quiet', () => {
  const quiet = (record: number | undefined, metric: number | undefined) => {
    const known =
      record === undefined ? progressOfOldVersion() : progress({ newestRecordAt: at(NOW - record) });
    const metrics = {
      attempts: 9,
      failed: 0,
      ...(metric === undefined ? {} : { newestMigrationAt: NOW - metric }),
    };
    return gateOf('quietDays', evidence({ progress: known, metrics }));
  };

  it.each<[string, number | undefined, number | undefined, number, boolean]>([
    ['by the metric, which is newer than the last sweep', 20 * DAY, 2 * DAY, 2, false],
    ['by the record, where the metric has nothing', 20 * DAY, undefined, 20, true],
    ['by the metric, where an older sweep knew no time', undefined, 15 * DAY, 15, true],
    ['exactly as long as asked', 14 * DAY, undefined, 14, true],
    ['a minute too short', 14 * DAY - 60_000, undefined, 13.99, false],
    ['not less than no time', -HOUR, undefined, 0, false],
  ])('%s', (_, record, metric, value, met) => {
    expect(quiet(record, metric)).toMatchObject({ value, met });
  });
});

describe('the failures', () => {
  it.each([
    [10, 1000, 0.01, true],
    [11, 1000, 0.011, false],
    [1, 3, 0.3334, false],
    [0, 1, 0, true],
  ])('%d of %d attempts are %d: %s', (failed, attempts, value, met) => {
    expect(gateOf('failureShare', evidence({ metrics: { attempts, failed } }))).toMatchObject({ value, met });
  });
});

describe('the last sweep', () => {
  it.each([
    [26 * HOUR, 26, true],
    [26 * HOUR + 60_000, 26.02, false],
    [-HOUR, 0, true],
  ])('of %d ms ago is %d hours old: %s', (age, value, met) => {
    const known = progress({ finishedAt: at(NOW - age) });
    expect(gateOf('sweepMaxAgeHours', evidence({ progress: known }))).toMatchObject({ value, met });
  });
});

describe('reconciliations that were given up', () => {
  it('are failed and abandoned records of any origin, and records that cannot be read', () => {
    const records = { migrated: { reconciled: 90, failed: 1 }, unknown: { abandoned: 2, pending: 4 } };
    const known = progress({ source: { records, unreadable: 1 } });
    const found = evidence({ progress: known });
    expect(gateOf('failedReconciliations', found)).toMatchObject({ value: 4, met: false });
    expect(gateOf('failedReconciliations', found, { ...GATES, failedReconciliations: 4 }).met).toBe(true);
  });
});

describe('for any evidence', () => {
  const time = fc.option(fc.integer({ min: 0, max: 400 * DAY }), { nil: undefined });
  const count = fc.nat(1000);

  it('a gate is met only with a value, and its sentence has no odd number', () => {
    fc.assert(
      fc.property(
        time,
        time,
        count,
        count,
        count,
        count,
        (record, metric, reconciled, failed, shells, attempts) => {
          const known = progress({
            ...(record === undefined ? {} : { newestRecordAt: at(NOW - record) }),
            source: {
              users: reconciled + failed,
              records: { migrated: { reconciled, failed } },
              stragglers: {},
            },
            target: { shells },
          });
          const metrics = {
            attempts,
            failed: Math.min(attempts, failed),
            ...(metric === undefined ? {} : { newestMigrationAt: NOW - metric }),
          };
          for (const { value, met, says } of assessGates(evidence({ progress: known, metrics }), GATES)) {
            if (met) expect(value).not.toBeNull();
            expect(says).not.toMatch(/NaN|Infinity|undefined|null|-\d|\d\.\d{3}/);
          }
        },
      ),
    );
  });
});

describe('how far back CloudWatch is asked', () => {
  it('is as far as any threshold looks, in whole days', () => {
    expect(metricDays(SETTINGS)).toBe(30);
    expect(metricDays({ ...SETTINGS, retirementQuietDays: 90.5 })).toBe(91);
    expect(metricDays({ ...SETTINGS, gates: { ...GATES, quietDays: 120 } })).toBe(120);
    expect(
      metricDays({ ...SETTINGS, retirementQuietDays: 0, gates: { ...GATES, failureDays: 1, quietDays: 0 } }),
    ).toBe(1);
  });
});
