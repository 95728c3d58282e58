/** What the migration's own metrics say about the past: attempts, failures, and when somebody was last let in. */
import {
  CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { MetricEvidence } from '#core/cutover-readiness.ts';
import { METRIC_NAMESPACE } from '#core/metrics.ts';
import { endpointOverride, type Transport } from './endpoint.ts';
import { errorName } from './error-translation.ts';
import { instrument } from './instrument.ts';

/** Milliseconds since the epoch; both beginnings are rounded down to the hour. */
export type MetricWindow = {
  /** Beginning of the time in which migrations are looked for. */
  readonly migratedSince: number;
  /** Beginning of the time of which attempts and failures are counted. */
  readonly attemptsSince: number;
  readonly to: number;
};

/** What nobody could tell is no zero. `awsError`: name of an error, for the log. */
export type MetricAnswer =
  | ({ readonly kind: 'told' } & MetricEvidence)
  | { readonly kind: 'unknown'; readonly awsError: string };

type HistoryOptions = {
  readonly accountId: string;
  /** The metrics are in the Lambda's own. */
  readonly region: string;
  readonly transport: Transport;
  readonly variables: Readonly<Record<string, string | undefined>>;
};

// One hour is kept for 455 days, one minute for 15 (CloudWatch User Guide "Metrics retention", 2026-11).
const PERIOD_SECONDS = 3_600;
const PERIOD_MS = PERIOD_SECONDS * 1_000;

const MAX_ATTEMPTS = 3;

/** `service` of the Lambda that is asked at a sign-in: Powertools' one dimension. */
const SERVICE = 'migrate-user';

const METRICS = { migrated: 'Migrated', attempts: 'MigrationAttempts', failed: 'Failed' } as const;
type Metric = keyof typeof METRICS;

const queryOf = (id: Metric): MetricDataQuery => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: METRIC_NAMESPACE,
      MetricName: METRICS[id],
      Dimensions: [{ Name: 'service', Value: SERVICE }],
    },
    Period: PERIOD_SECONDS,
    Stat: 'Sum',
  },
});

/** Sums of hours; `at` is when the hour began. */
type Point = { readonly at: number; readonly sum: number };

const pointsOf = ({ Timestamps = [], Values = [] }: MetricDataResult): readonly Point[] =>
  Timestamps.map((timestamp, index) => ({ at: timestamp.getTime(), sum: Values[index] ?? 0 }));

/** A metric that is not in it was not told of; one that never had a point is there, and empty. */
type History = ReadonlyMap<Metric, readonly Point[]>;

/** `PartialData` goes on with the next page; the others are no data. API reference "MetricDataResult", 2026-11 */
const TOLD: readonly (string | undefined)[] = ['Complete', 'PartialData'];

const nameOf = (result: MetricDataResult): Metric => {
  const id = Object.keys(METRICS).find((known): known is Metric => known === result.Id);
  if (id !== undefined && TOLD.includes(result.StatusCode)) return id;
  throw Object.assign(new Error('A metric was not told.'), { name: result.StatusCode ?? 'Unknown' });
};

const hourOf = (milliseconds: number): number => Math.floor(milliseconds / PERIOD_MS) * PERIOD_MS;

const readPoints = async (
  client: CloudWatchClient,
  { migratedSince, attemptsSince, to }: MetricWindow,
  abortSignal: AbortSignal,
): Promise<History> => {
  const points = new Map<Metric, readonly Point[]>();
  let NextToken: string | undefined;
  do {
    const command = new GetMetricDataCommand({
      MetricDataQueries: [queryOf('migrated'), queryOf('attempts'), queryOf('failed')],
      StartTime: new Date(hourOf(Math.min(migratedSince, attemptsSince))),
      EndTime: new Date(to),
      ...(NextToken ? { NextToken } : {}),
    });
    const page = await client.send(command, { abortSignal });
    for (const result of page.MetricDataResults ?? []) {
      const name = nameOf(result);
      points.set(name, [...(points.get(name) ?? []), ...pointsOf(result)]);
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return points;
};

const sumSince = (points: readonly Point[], since: number): number =>
  points.filter(({ at }) => at >= hourOf(since)).reduce((sum, point) => sum + point.sum, 0);

const newestIn = (points: readonly Point[], { migratedSince, to }: MetricWindow): number | undefined => {
  const hours = points.filter(({ at, sum }) => sum > 0 && at >= hourOf(migratedSince)).map(({ at }) => at);
  return hours.length === 0 ? undefined : Math.min(to, Math.max(...hours) + PERIOD_MS);
};

const toHistory = (history: History, window: MetricWindow): MetricAnswer => {
  const [migrated, attempts, failed] = [
    history.get('migrated'),
    history.get('attempts'),
    history.get('failed'),
  ];
  if (!migrated || !attempts || !failed) return { kind: 'unknown', awsError: 'NoResult' };
  const newestMigrationAt = newestIn(migrated, window);
  return {
    kind: 'told',
    ...(newestMigrationAt === undefined ? {} : { newestMigrationAt }),
    attempts: sumSince(attempts, window.attemptsSince),
    failed: sumSince(failed, window.attemptsSince),
  };
};

/** @throws {MigrationError} `EndpointRefused` */
export const createMetricHistory = ({ accountId, region, transport, variables }: HistoryOptions) => {
  const endpoint = endpointOverride('CLOUDWATCH', variables);
  const client = instrument(
    new CloudWatchClient({
      region,
      maxAttempts: MAX_ATTEMPTS,
      requestHandler: transport,
      ...(endpoint ? { endpoint } : {}),
    }),
    { name: 'CloudWatch', accountId, region },
  );
  return {
    /** Never rejects: what gates go by may be missing, and is then not met. */
    readHistory: async (window: MetricWindow, signal: AbortSignal): Promise<MetricAnswer> => {
      try {
        return toHistory(await readPoints(client, window, signal), window);
      } catch (error) {
        return { kind: 'unknown', awsError: errorName(error) };
      }
    },
  };
};
