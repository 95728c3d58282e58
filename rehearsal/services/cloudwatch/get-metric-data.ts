/** GetMetricData: statistics of metrics over time, page by page. */

import { type Scope, ServiceError } from '../../cloud/service.ts';
import { type Datapoint, datapoints } from './datapoints.ts';
import { type GetMetricDataInput, type MetricQuery, readGetMetricData } from './get-metric-data-input.ts';
import type { MetricStore } from './metric-store.ts';
import { keptSamples, roundedStart } from './retention.ts';

type Result = { readonly query: MetricQuery; readonly points: readonly Datapoint[] };

/** @param now by the cloud's clock: the past is known the less finely the older it is */
export const getMetricData = (store: MetricStore, body: unknown, scope: Scope, now: number) => {
  const input = readGetMetricData(body);
  const results = input.queries
    .filter(({ returned }) => returned)
    .map((query) => ({ query, points: pointsOf(store, query, input, scope, now) }));
  const from = offsetIn(input.nextToken);
  const to = from + input.mostPoints;
  const total = results.reduce((sum, { points }) => sum + points.length, 0);
  return {
    MetricDataResults: pageOf(results, from, to),
    Messages: [],
    ...(to < total && { NextToken: tokenFor(to) }),
  };
};

const pointsOf = (
  store: MetricStore,
  { metric, ...query }: MetricQuery,
  { start, end, oldestFirst }: GetMetricDataInput,
  scope: Scope,
  now: number,
): readonly Datapoint[] => {
  const samples = keptSamples(store.samples(scope, metric), query.periodSeconds, now);
  const points = datapoints(samples, { ...query, start: roundedStart(start, now), end });
  return oldestFirst ? points : points.toReversed();
};

/**
 * Every query with those of its points that are among the page's: points are counted through all queries in turn.
 * `PartialData`: more of this query is on later pages.
 */
const pageOf = (results: readonly Result[], from: number, to: number) => {
  let before = 0;
  return results.map(({ query, points }) => {
    const page = points.slice(Math.max(0, from - before), Math.max(0, to - before));
    const isPartial = before + points.length > to;
    before += points.length;
    return {
      Id: query.id,
      Label: query.label,
      Timestamps: page.map(({ at }) => at / 1000),
      Values: page.map(({ value }) => value),
      StatusCode: isPartial ? 'PartialData' : 'Complete',
    };
  });
};

const tokenFor = (offset: number): string => Buffer.from(`after:${offset}`).toString('base64');

const offsetIn = (token: string | undefined): number => {
  if (token === undefined) return 0;
  const [, offset] = /^after:(\d+)$/.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
  if (offset !== undefined) return Number(offset);
  throw new ServiceError('InvalidNextToken', 'The next token is not valid; pass it on as it was returned.');
};
