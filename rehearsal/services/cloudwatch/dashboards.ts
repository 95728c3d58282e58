/** Dashboards of all accounts, as they were put. What their widgets show is for whoever draws them. */

import * as z from 'zod';
import { type Scope, ServiceError } from '../../cloud/service.ts';

export type Dashboard = {
  readonly name: string;
  readonly arn: string;
  /** JSON, as it was put. */
  readonly body: string;
};

/** What every widget has. CloudWatch API Reference "Dashboard body structure and syntax", 2026-11. */
const widget = z.looseObject({
  type: z.enum(['metric', 'text', 'log', 'alarm', 'explorer', 'custom']),
  properties: z.looseObject({}),
  x: z.int().min(0).max(23).exactOptional(),
  y: z.int().min(0).exactOptional(),
  width: z.int().min(1).max(24).exactOptional(),
  height: z.int().min(1).max(1000).exactOptional(),
});
const dashboardBody = z.looseObject({ widgets: z.array(widget).max(500) });

/** Dashboards belong to an account, in no region: their ARN names none. */
export class Dashboards {
  readonly #dashboards = new Map<string, Dashboard>();

  /** Creates or replaces it. @throws {ServiceError} `InvalidParameterInput` for a name or a body that CloudWatch refuses. */
  put(scope: Scope, name: string, body: string): Dashboard {
    if (!/^[\w-]{1,255}$/.test(name))
      throw invalid(`The dashboard name ${name} must have 1 to 255 letters, digits, - and _.`);
    const read = dashboardBody.safeParse(parse(name, body));
    if (!read.success) {
      const [issue] = read.error.issues;
      throw invalid(`The body of dashboard ${name}, ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
    }
    const dashboard = { name, arn: arnOf(scope, name), body };
    this.#dashboards.set(dashboard.arn, dashboard);
    return dashboard;
  }

  find(scope: Pick<Scope, 'accountId'>, name: string): Dashboard | undefined {
    return this.#dashboards.get(arnOf(scope, name));
  }

  /** Of one account, in order of creation. */
  of(scope: Pick<Scope, 'accountId'>): readonly Dashboard[] {
    return [...this.#dashboards.values()].filter(({ arn }) => arn.startsWith(arnOf(scope, '')));
  }

  remove(scope: Pick<Scope, 'accountId'>, name: string): void {
    this.#dashboards.delete(arnOf(scope, name));
  }
}

export const arnOf = ({ accountId }: Pick<Scope, 'accountId'>, name: string): string =>
  `arn:aws:cloudwatch::${accountId}:dashboard/${name}`;

const parse = (name: string, body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw invalid(`The body of dashboard ${name} is not JSON.`);
  }
};

const invalid = (message: string) => new ServiceError('InvalidParameterInput', message);
