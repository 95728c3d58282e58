/** What a finished sweep says of the whole migration in metrics: how far it has come. Numbers of users only. */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRIC_NAMESPACE } from '#core/metrics.ts';
import { progressCounts } from '#core/progress.ts';
import type { SweepTotals } from '#core/sweep-counts.ts';

export type SweepTelemetry = {
  /** Only of a sweep over the whole source: a part of it would look like a loss of users. */
  readonly finished: (totals: SweepTotals) => void;
};

/** @param serviceName becomes the dimension `service` */
export const createSweepTelemetry = (serviceName: string): SweepTelemetry => {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName });
  return {
    finished: (totals) => {
      for (const [name, users] of Object.entries(progressCounts(totals)))
        metrics.addMetric(name, MetricUnit.Count, users);
      metrics.publishStoredMetrics();
    },
  };
};
