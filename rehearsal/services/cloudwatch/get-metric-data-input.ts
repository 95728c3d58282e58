/** What GetMetricData is asked, read and checked. API Reference "GetMetricData", "MetricDataQuery", 2026-11. */

import * as z from 'zod';
import { NotModelled, ServiceError } from '../../cloud/service.ts';
import { readStatistic, type Statistic } from './statistic.ts';

const name = z.string().min(1).max(255);
const seconds = z.number().transform((value) => value * 1000);

const metricStat = z.strictObject({
  Metric: z.strictObject({
    Namespace: name.regex(/^[^:]/, 'must not begin with a colon'),
    MetricName: name,
    Dimensions: z
      .array(z.strictObject({ Name: name, Value: z.string().min(1).max(1024) }))
      .max(30)
      .default([]),
  }),
  Period: z.int().min(1),
  Stat: z.string(),
  Unit: z.string().exactOptional(),
});

const query = z.strictObject({
  Id: name.regex(/^[a-z]\w*$/, 'must begin with a small letter and have letters, digits and _'),
  MetricStat: metricStat.exactOptional(),
  Expression: z.string().exactOptional(),
  Label: z.string().exactOptional(),
  ReturnData: z.boolean().default(true),
  Period: z.int().min(1).exactOptional(),
  AccountId: z.string().exactOptional(),
});

/** 500 queries and 100,800 points in one answer: CloudWatch's limits. */
const MOST_POINTS = 100_800;
const input = z.strictObject({
  MetricDataQueries: z.array(query).min(1).max(500),
  StartTime: seconds,
  EndTime: seconds,
  NextToken: z.string().exactOptional(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxDatapoints: z.int().min(1).max(MOST_POINTS).default(MOST_POINTS),
});

type Query = z.output<typeof query>;

export type MetricQuery = {
  readonly id: string;
  readonly label: string;
  readonly returned: boolean;
  readonly metric: { readonly namespace: string; readonly name: string; readonly dimensions: Dimensions };
  readonly periodSeconds: number;
  readonly statistic: Statistic;
  readonly unit?: string;
};
type Dimensions = Readonly<Record<string, string>>;

export type GetMetricDataInput = {
  readonly queries: readonly MetricQuery[];
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly oldestFirst: boolean;
  readonly mostPoints: number;
  readonly nextToken?: string;
};

/** @throws {ServiceError} `ValidationError`. @throws {NotModelled} for metric math, other accounts, fine periods and unknown members. */
export const readGetMetricData = (body: unknown): GetMetricDataInput => {
  const { MetricDataQueries, StartTime, EndTime, ScanBy, MaxDatapoints, NextToken } = parse(body);
  if (StartTime >= EndTime) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  const ids = MetricDataQueries.map(({ Id }) => Id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw invalid(`The Id ${twice} is there twice; give each query its own.`);
  return {
    queries: MetricDataQueries.map(readQuery),
    start: StartTime,
    end: EndTime,
    oldestFirst: ScanBy === 'TimestampAscending',
    mostPoints: MaxDatapoints,
    ...(NextToken !== undefined && { nextToken: NextToken }),
  };
};

const parse = (body: unknown): z.output<typeof input> => {
  const read = input.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const path = issue?.path.join('.') || 'The request';
  if (issue?.code === 'unrecognized_keys')
    throw new NotModelled(`the member ${issue.keys.join(', ')} of cloudwatch:GetMetricData (${path})`);
  throw invalid(`${path}: ${issue?.message ?? 'is not valid'}`);
};

const readQuery = ({ Id: id, MetricStat, Expression, Label, ReturnData, Period, AccountId }: Query) => {
  if ((MetricStat === undefined) === (Expression === undefined))
    throw invalid(`The query ${id} needs either MetricStat or Expression.`);
  if (!MetricStat) throw new NotModelled('metric math and Metrics Insights in cloudwatch:GetMetricData');
  if (AccountId !== undefined) throw new NotModelled('metrics of other accounts (AccountId)');
  if (Period !== undefined) throw invalid(`The query ${id} has a Period of its own beside its MetricStat's.`);
  if (Label?.includes('${')) throw new NotModelled('dynamic labels of metrics');
  const { Metric, Stat, Unit, Period: periodSeconds } = MetricStat;
  return {
    id,
    label: Label ?? Metric.MetricName,
    returned: ReturnData,
    metric: {
      namespace: Metric.Namespace,
      name: Metric.MetricName,
      dimensions: Object.fromEntries(Metric.Dimensions.map(({ Name, Value }) => [Name, Value])),
    },
    periodSeconds: checkedPeriod(periodSeconds),
    statistic: readStatistic(Stat),
    ...(Unit !== undefined && { unit: Unit }),
  } satisfies MetricQuery;
};

/** Everything here is recorded at the regular resolution: whole minutes. */
const checkedPeriod = (period: number): number => {
  if (period % 60 === 0) return period;
  if ([1, 5, 10, 20, 30].includes(period))
    throw new NotModelled('metrics of high resolution (a Period under 60)');
  throw invalid(`The period ${period} is not a multiple of 60.`);
};

const invalid = (message: string) => new ServiceError('ValidationError', message);
