/** `AWS::CloudWatch::Alarm`: on one metric or on an expression. Anomaly bands and actions other than topics are not modelled. */
import * as z from 'zod';
import type { AlarmInput, AlarmQuery } from '../../services/cloudwatch/alarms/alarm.ts';
import { COMPARISONS, type Comparison } from '../../services/cloudwatch/alarms/alarm.ts';
import { invalid } from '../errors.ts';
import { flag, number, tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const dimensions = z.array(z.strictObject({ Name: text, Value: text })).default([]);

const query = z.strictObject({
  Id: z.string(),
  AccountId: text.exactOptional(),
  Expression: z.string().exactOptional(),
  Label: text.exactOptional(),
  MetricStat: z
    .strictObject({
      Metric: z.strictObject({ Namespace: text, MetricName: text, Dimensions: dimensions }),
      Period: number,
      Stat: text,
      Unit: text.exactOptional(),
    })
    .exactOptional(),
  Period: number.exactOptional(),
  ReturnData: flag.default(true),
});

const properties = z.strictObject({
  AlarmName: text.exactOptional(),
  AlarmDescription: text.exactOptional(),
  ActionsEnabled: flag.default(true),
  AlarmActions: z.array(text).default([]),
  OKActions: z.array(text).default([]),
  InsufficientDataActions: z.array(text).default([]),
  ComparisonOperator: z.enum(Object.keys(COMPARISONS) as [Comparison, ...Comparison[]]),
  Threshold: number,
  EvaluationPeriods: number,
  DatapointsToAlarm: number.exactOptional(),
  TreatMissingData: z.enum(['missing', 'notBreaching', 'breaching', 'ignore']).default('missing'),
  EvaluateLowSampleCountPercentile: z.enum(['evaluate', 'ignore']).exactOptional(),
  MetricName: text.exactOptional(),
  Namespace: text.exactOptional(),
  Dimensions: dimensions,
  Statistic: text.exactOptional(),
  ExtendedStatistic: text.exactOptional(),
  Period: number.exactOptional(),
  Unit: text.exactOptional(),
  Metrics: z.array(query).exactOptional(),
  Tags: tags.exactOptional(),
});

type Properties = z.output<typeof properties>;
type Dimensions = z.output<typeof dimensions>;

const byName = (list: Dimensions): Record<string, string> =>
  Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));

/** @throws {DeployError} for a mixture of both ways to name what is watched. */
const queriesOf = (alarm: Properties, accountId: string): readonly AlarmQuery[] => {
  if (alarm.Metrics) {
    if (alarm.MetricName !== undefined) throw invalid('An alarm has either MetricName or Metrics, not both.');
    return alarm.Metrics.map((one) => listedQuery(one, accountId));
  }
  const { MetricName: name, Namespace: namespace, Period: periodSeconds, Unit: unit } = alarm;
  const statistic = alarm.Statistic ?? alarm.ExtendedStatistic;
  if (name === undefined || namespace === undefined || periodSeconds === undefined || statistic === undefined)
    throw invalid('An alarm needs Metrics, or MetricName, Namespace, Period and a statistic.');
  if (alarm.Statistic !== undefined && alarm.ExtendedStatistic !== undefined)
    throw invalid('An alarm has either Statistic or ExtendedStatistic, not both.');
  const metric = { namespace, name, dimensions: byName(alarm.Dimensions) };
  return [{ id: 'm', returned: true, metric, periodSeconds, statistic, ...(unit !== undefined && { unit }) }];
};

const listedQuery = (one: z.output<typeof query>, accountId: string): AlarmQuery => {
  const { Id: id, ReturnData: returned, Expression: expression, MetricStat: stat, Period } = one;
  if (one.AccountId !== undefined && one.AccountId !== accountId)
    throw invalid(
      `${id} is a metric of account ${one.AccountId}; the rehearsal models those of its own only.`,
    );
  if ((expression === undefined) === (stat === undefined))
    throw invalid(`${id} needs either Expression or MetricStat.`);
  if (expression !== undefined)
    return { id, returned, expression, ...(Period !== undefined && { periodSeconds: Period }) };
  if (stat === undefined) throw invalid(`${id} has no MetricStat.`);
  const { Metric, Period: periodSeconds, Stat: statistic, Unit: unit } = stat;
  const metric = {
    namespace: Metric.Namespace,
    name: Metric.MetricName,
    dimensions: byName(Metric.Dimensions),
  };
  return { id, returned, metric, periodSeconds, statistic, ...(unit !== undefined && { unit }) };
};

const inputOf = (alarm: Properties, name: string, accountId: string): AlarmInput => ({
  name,
  queries: queriesOf(alarm, accountId),
  comparison: alarm.ComparisonOperator,
  threshold: alarm.Threshold,
  evaluationPeriods: alarm.EvaluationPeriods,
  treatMissingData: alarm.TreatMissingData,
  actionsEnabled: alarm.ActionsEnabled,
  actions: {
    ALARM: alarm.AlarmActions,
    OK: alarm.OKActions,
    INSUFFICIENT_DATA: alarm.InsufficientDataActions,
  },
  ...(alarm.AlarmDescription !== undefined && { description: alarm.AlarmDescription }),
  ...(alarm.DatapointsToAlarm !== undefined && { datapointsToAlarm: alarm.DatapointsToAlarm }),
  ...(alarm.EvaluateLowSampleCountPercentile && { lowSamples: alarm.EvaluateLowSampleCountPercentile }),
});

const put = (alarm: Properties, { cloud, scope }: ResourceContext, name: string): Created => {
  const { arn } = cloud.cloudwatch.alarms.put(scope, inputOf(alarm, name, scope.accountId));
  return { ref: name, attributes: { Arn: arn } };
};

export const cloudwatchAlarm = resourceType({
  type: 'AWS::CloudWatch::Alarm',
  properties,
  attributes: ['Arn'],
  replacedBy: ['AlarmName'],
  create: (alarm, context) => put(alarm, context, alarm.AlarmName ?? context.generatedName()),
  update: (alarm, context, { ref }) => put(alarm, context, ref),
  remove: ({ cloud, scope }, { ref }) => cloud.cloudwatch.alarms.remove(scope, ref),
});
