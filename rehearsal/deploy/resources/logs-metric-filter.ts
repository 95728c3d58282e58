/** `AWS::Logs::MetricFilter`: counts events of a log group as they are written. Dimensions and a default value are not modelled. */
import * as z from 'zod';
import { text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const properties = z.strictObject({
  FilterName: text.exactOptional(),
  FilterPattern: text,
  LogGroupName: text,
  // AWS takes exactly one. CloudFormation reference "AWS::Logs::MetricFilter", 2026-11.
  MetricTransformations: z.tuple([
    z.strictObject({
      MetricName: text,
      MetricNamespace: text,
      MetricValue: text,
      Unit: text.exactOptional(),
    }),
  ]),
});

const put = (
  { FilterPattern: pattern, LogGroupName, MetricTransformations }: z.output<typeof properties>,
  { cloud, scope }: ResourceContext,
  name: string,
): Created => {
  const [{ MetricName: metricName, MetricNamespace: namespace, MetricValue: value, Unit }] =
    MetricTransformations;
  cloud.logs.putMetricFilter(scope, LogGroupName, {
    name,
    pattern,
    namespace,
    metricName,
    value,
    ...(Unit !== undefined && { unit: Unit }),
  });
  return { ref: name, attributes: {} };
};

export const logsMetricFilter = resourceType({
  type: 'AWS::Logs::MetricFilter',
  properties,
  attributes: [],
  replacedBy: ['FilterName', 'LogGroupName'],
  create: (filter, context) => put(filter, context, filter.FilterName ?? context.generatedName()),
  update: (filter, context, { ref }) => put(filter, context, ref),
  remove: ({ cloud, scope }, { ref, properties: deployed }) => {
    const { LogGroupName } = properties.pick({ LogGroupName: true }).loose().parse(deployed);
    cloud.logs.removeMetricFilter(scope, LogGroupName, ref);
  },
});
