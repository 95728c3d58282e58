/** CloudWatch metrics of all accounts: what was recorded, and the operation that reads it. See cloudwatch.md. */

import type { Recorder } from '../../cloud/recorder.ts';
import type { Clock, RequestContext, Service } from '../../cloud/service.ts';
import { getMetricData } from './get-metric-data.ts';
import { MetricStore } from './metric-store.ts';

export class CloudWatch {
  readonly service: Service;
  /** For those who watch metrics without the API. */
  readonly store: MetricStore;

  constructor({ recorder, clock }: { readonly recorder: Pick<Recorder, 'entries'>; readonly clock: Clock }) {
    this.store = new MetricStore(recorder);
    this.service = {
      // Signed as `monitoring`, allowed as `cloudwatch`. Service Authorization Reference, 2026-11.
      name: 'monitoring',
      protocol: 'awsJson1_0',
      target: 'GraniteServiceVersion20100801',
      operations: {
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
