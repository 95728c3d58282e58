/** What the templates say of alarms, dashboard and metrics, put together for tests. */
import { Template } from 'aws-cdk-lib/assertions';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import { migration, type Resource, resources, unbundledApp } from './migration-builder.ts';

export const targetStack = (config: object = {}): TargetStack =>
  new TargetStack(unbundledApp(), 'TargetStack', { migration: migration(config) });

export type Watched = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly string[];
  readonly statistic: string;
};

type Dimension = { readonly Name: string };
type Query = {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions?: readonly Dimension[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
};

export type AlarmProperties = {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Metrics?: readonly Query[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly Dimension[];
  readonly Statistic?: string;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly AlarmActions: readonly unknown[];
  readonly OKActions: readonly unknown[];
};

export const alarmsOf = (stack: TargetStack): readonly AlarmProperties[] =>
  Object.values(resources(stack, 'AWS::CloudWatch::Alarm')).map(
    ({ Properties }: Resource) => Properties as unknown as AlarmProperties,
  );

const names = (dimensions: readonly Dimension[] = []) => dimensions.map(({ Name }) => Name).toSorted();

/** Every metric that an alarm looks at, whether it has an expression or not. */
export const watchedBy = (alarm: AlarmProperties): readonly Watched[] => [
  ...(alarm.MetricName === undefined
    ? []
    : [
        {
          namespace: alarm.Namespace ?? '',
          name: alarm.MetricName,
          dimensions: names(alarm.Dimensions),
          statistic: alarm.Statistic ?? '',
        },
      ]),
  ...(alarm.Metrics ?? []).flatMap(({ MetricStat }) =>
    MetricStat === undefined
      ? []
      : [
          {
            namespace: MetricStat.Metric.Namespace,
            name: MetricStat.Metric.MetricName,
            dimensions: names(MetricStat.Metric.Dimensions),
            statistic: MetricStat.Stat,
          },
        ],
  ),
];

export type Widget = {
  readonly type: string;
  readonly x: number;
  readonly width: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
  };
};

/** The dashboard as CloudFormation would put it; what is only known then stands in angle brackets. */
export const widgetsOf = (stack: TargetStack): readonly Widget[] => {
  const [dashboard] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  const body: unknown = dashboard?.Properties?.DashboardBody;
  const parts = (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : `<${placeholder(part)}>`)).join('');
  return (JSON.parse(text) as { widgets: Widget[] }).widgets;
};

const placeholder = (part: unknown): string => {
  const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return Ref ?? attribute?.join('.') ?? 'unknown';
};

/** Metrics of a widget in full: a dot in the array form stands for what the row before has. */
export const shownBy = ({ properties: { metrics = [] } }: Widget): readonly Watched[] => {
  const found: Watched[] = [];
  let before: readonly unknown[] = [];
  for (const row of metrics) {
    const options = row.at(-1) as { stat?: string; expression?: string };
    if (options.expression !== undefined) continue;
    const parts = row.slice(0, -1).map((part, index) => (part === '.' ? before[index] : part));
    before = parts;
    const [namespace, name, ...dimensions] = parts.map(String);
    found.push({
      namespace: namespace ?? '',
      name: name ?? '',
      dimensions: dimensions.filter((_, index) => index % 2 === 0).toSorted(),
      statistic: options.stat ?? 'Average',
    });
  }
  return found;
};
