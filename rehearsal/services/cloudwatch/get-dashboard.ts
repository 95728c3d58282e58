/** GetDashboard: a dashboard's body as it was put. */

import * as z from 'zod';
import { type Operation, ServiceError } from '../../cloud/service.ts';
import { arnOf, type Dashboards } from './dashboards.ts';

const input = z.strictObject({ DashboardName: z.string() });

export const getDashboard = (dashboards: Dashboards): Operation => ({
  access: {
    kind: 'signed',
    requests: ({ DashboardName = '*' }: { readonly DashboardName?: string }, scope) => [
      { action: 'cloudwatch:GetDashboard', resource: arnOf(scope, String(DashboardName)) },
    ],
  },
  handle: (body: unknown, context) => {
    const read = input.safeParse(body);
    if (!read.success)
      throw new ServiceError('InvalidParameterValue', 'GetDashboard takes a DashboardName and nothing else.');
    const { DashboardName } = read.data;
    const found = dashboards.find(context, DashboardName);
    if (!found)
      throw new ServiceError('DashboardNotFoundError', `Dashboard ${DashboardName} does not exist`, 404);
    return { DashboardArn: found.arn, DashboardBody: found.body, DashboardName };
  },
});
