// docs/metrics.md lists what the code counts: every metric with its unit, its dimensions and who counts it.
import { globSync, readFileSync } from 'node:fs';
import type { Assessment } from '#core/cutover-decision.ts';
import { COUNTED_EVENTS, METRIC_NAMESPACE } from '#core/metrics.ts';
import { type Attempt, createAttemptTelemetry, createLogger } from '#functions/_runtime/attempt-telemetry.ts';
import { createCutoverTelemetry } from '#functions/_runtime/cutover-telemetry.ts';
import { createReconcileTelemetry } from '#functions/_runtime/reconcile-telemetry.ts';
import { createSweepTelemetry } from '#functions/_runtime/sweep-telemetry.ts';
import { readEmbeddedMetrics } from '#rehearsal/services/logs/embedded-metrics.ts';
import { answer } from '#test/statemachines/run-post-migration.ts';

const page = readFileSync('docs/metrics.md', 'utf8');

/** `Name | unit | dimensions | who`, as a row of the page begins. */
const listed = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| (.+?) \| `([\w-]+)` \| .+ \|$/gm)].map(
  ([, name, unit, dimensions, from]) => `${name} | ${unit} | ${dimensions?.replaceAll('`', '')} | ${from}`,
);

const environment = { ...process.env };
beforeEach(() => {
  process.env.POWERTOOLS_METRICS_DISABLED = 'false';
  process.env.POWERTOOLS_DEV = 'true';
});
afterEach(() => {
  process.env = { ...environment };
  jest.restoreAllMocks();
});

/** A row for each metric in each dimension set that is written to stdout meanwhile. */
const rowsOf = (service: string, act: () => void): readonly string[] => {
  const lines: string[] = [];
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    jest.spyOn(console, method).mockImplementation((...line: unknown[]) => void lines.push(String(line[0])));
  }
  act();
  const data = lines.map(readEmbeddedMetrics).flatMap((found) => {
    if (found === 'invalid') throw new Error('a line of metrics that CloudWatch could not read');
    return found?.data ?? [];
  });
  expect(data.length).toBeGreaterThan(0);
  for (const { namespace, dimensions } of data) {
    expect([namespace, dimensions.service]).toEqual([METRIC_NAMESPACE, service]);
  }
  return [
    ...new Set(
      data.map(
        ({ name, unit, dimensions }) =>
          `${name} | ${unit} | ${Object.keys(dimensions).join(', ')} | ${service}`,
      ),
    ),
  ];
};

const ATTEMPT: Attempt = {
  trigger: 'sign-in',
  outcome: { kind: 'failed', reason: 'throttled' },
  latency: { total: 90, passwordCheck: 40, userRead: 35 },
  sourceAuthFailed: false,
};

const gate = { gate: 'quietDays', threshold: 14, value: null, met: false, says: 'so' } as const;
const ASSESSMENT: Assessment = {
  task: 'cutover',
  decision: 'deferred',
  gates: [gate],
  findings: [],
  clients: [],
  desiredPhase: 'migrating',
  desiredClients: [],
  forced: false,
  resume: false,
  held: false,
  liftHold: false,
  trigger: 'attached',
  phase: { configured: 'migrating', recorded: 'migrating', agree: true },
  notCovered: 0,
};

/** Everything that each Lambda can count, in one go. */
const COUNTING: Readonly<Record<string, (service: string) => void>> = {
  'migrate-user': (service) => createAttemptTelemetry(createLogger(service), service).record(ATTEMPT),
  'reconcile-user': (service) => {
    const telemetry = createReconcileTelemetry(createLogger(service), service);
    telemetry.done(answer());
    telemetry.failed(new Error('any'));
  },
  'summarize-sweep': (service) =>
    createSweepTelemetry(service).finished({
      source: { users: 3, records: {}, stragglers: {}, unreadable: 0, imported: 0 },
    }),
  'assess-cutover': (service) => createCutoverTelemetry(createLogger(service), service).assessed(ASSESSMENT),
};

describe('docs/metrics.md', () => {
  const from = (who: string) => listed.filter((row) => row.endsWith(` | ${who}`)).toSorted();

  it.each(Object.entries(COUNTING))('lists what %s counts', (service, count) => {
    expect(from(service)).toEqual(rowsOf(service, () => count(service)).toSorted());
  });

  it.each(Object.entries(COUNTED_EVENTS))('lists that %s is counted by %s', (type, name) => {
    expect(from(type)).toEqual([`${name} | Count | none | ${type}`]);
  });

  it('lists nothing else, and names the namespace', () => {
    const known = [...Object.keys(COUNTING), ...Object.keys(COUNTED_EVENTS)];
    expect(listed.filter((row) => !known.some((who) => row.endsWith(` | ${who}`)))).toEqual([]);
    expect(page.match(/^\| `/gm)).toHaveLength(listed.length);
    expect(page).toContain(`\`${METRIC_NAMESPACE}\``);
  });

  it('has one meaning for each name: no Lambda counts by the name of an event', () => {
    const meanings = new Set(
      listed.map((row) => {
        const [name, , , who] = row.split(' | ');
        return `${name} of ${who}`;
      }),
    );
    const names = [...meanings].map((meaning) => meaning.split(' of ')[0]);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    expect(twice).toEqual([]);
  });
});

it('nobody else among the Lambdas counts', () => {
  const counting = globSync('functions/**/*.ts').filter((path) =>
    readFileSync(path, 'utf8').includes('.addMetric('),
  );
  expect(counting.toSorted()).toEqual([
    'functions/_runtime/attempt-telemetry.ts',
    'functions/_runtime/cutover-telemetry.ts',
    'functions/_runtime/reconcile-telemetry.ts',
    'functions/_runtime/sweep-telemetry.ts',
  ]);
});
