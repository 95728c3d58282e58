/** CloudWatch of all accounts: what was recorded, alarms over it, dashboards, and the operations that read. See cloudwatch.md. */

import type { Recorder } from '../../cloud/recorder.ts';
import type { Clock, RequestContext, Service } from '../../cloud/service.ts';
import { Alarms, type Publish } from './alarms/alarms.ts';
import { Dashboards } from './dashboards.ts';
import { getDashboard } from './get-dashboard.ts';
import { getMetricData } from './get-metric-data.ts';
import { MetricStore } from './metric-store.ts';

type Deps = {
  readonly recorder: Pick<Recorder, 'entries' | 'record'>;
  readonly clock: Clock;
  readonly publish: Publish;
};

export class CloudWatch {
  readonly service: Service;
  /** For those who watch metrics without the API. */
  readonly store: MetricStore;
  readonly alarms: Alarms;
  readonly dashboards = new Dashboards();

  constructor({ recorder, clock, publish }: Deps) {
    this.store = new MetricStore(recorder);
    this.alarms = new Alarms({ store: this.store, recorder, clock, publish });
    this.service = {
      // Signed as `monitoring`, allowed as `cloudwatch`. Service Authorization Reference, 2026-11.
      name: 'monitoring',
      protocol: 'awsJson1_0',
      target: 'GraniteServiceVersion20100801',
      operations: {
        GetDashboard: getDashboard(this.dashboards),
        GetMetricData: {
          // It knows no resources: a policy names `*`.
          access: { kind: 'signed', requests: () => [{ action: 'cloudwatch:GetMetricData', resource: '*' }] },
          handle: (input: unknown, context: RequestContext) =>
            getMetricData(this.store, input, context, clock.now()),
        },
      },
    };
  }
}
