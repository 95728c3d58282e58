/** `AWS::CloudWatch::Dashboard`: its body is kept as it is. */
import * as z from 'zod';
import { tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const properties = z.strictObject({
  DashboardName: text.exactOptional(),
  DashboardBody: z.string(),
  Tags: tags.exactOptional(),
});

const put = (body: string, { cloud, scope }: ResourceContext, name: string): Created => {
  cloud.cloudwatch.dashboards.put(scope, name, body);
  return { ref: name, attributes: {} };
};

export const cloudwatchDashboard = resourceType({
  type: 'AWS::CloudWatch::Dashboard',
  properties,
  attributes: [],
  replacedBy: ['DashboardName'],
  create: ({ DashboardName, DashboardBody }, context) =>
    put(DashboardBody, context, DashboardName ?? context.generatedName()),
  update: ({ DashboardBody }, context, { ref }) => put(DashboardBody, context, ref),
  remove: ({ cloud, scope }, { ref }) => cloud.cloudwatch.dashboards.remove(scope, ref),
});
