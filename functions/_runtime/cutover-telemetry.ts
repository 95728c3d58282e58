/** What is told of one assessment beside its answer: metrics, and evidence that is missing. */
import type { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Assessment } from '#core/cutover-decision.ts';
import { METRIC_NAMESPACE } from '#core/metrics.ts';
import { annotateCurrent } from './tracing.ts';

export type CutoverTelemetry = {
  readonly assessed: (assessment: Assessment) => void;
  /** @param awsError name of an error */
  readonly metricsUnknown: (awsError: string) => void;
};

/** Counts come with their zeros, so that an alarm tells a pool in order from a run that did not happen. */
const countsOf = ({ trigger, phase, gates }: Assessment): Readonly<Record<string, number>> => ({
  TriggerMissing: trigger === 'attached' ? 0 : 1,
  PhaseMismatch: phase.agree ? 0 : 1,
  // A rollback asks no gate.
  ...(gates.length === 0 ? {} : { CutoverGatesOpen: gates.filter(({ met }) => !met).length }),
});

export const createCutoverTelemetry = (logger: Logger, serviceName: string): CutoverTelemetry => {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName });
  return {
    assessed: (assessment) => {
      for (const [name, count] of Object.entries(countsOf(assessment))) {
        metrics.addMetric(name, MetricUnit.Count, count);
      }
      metrics.publishStoredMetrics();
      annotateCurrent('decision', assessment.decision);
    },
    metricsUnknown: (awsError) => logger.warn('CloudWatch did not answer', { awsError }),
  };
};
