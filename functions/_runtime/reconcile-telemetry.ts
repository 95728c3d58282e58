/** What is told of one reconciliation: a log line and metrics. Ids, names and reasons; never an attribute value. */
import type { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { MigrationError } from '#core/errors.ts';
import { METRIC_NAMESPACE } from '#core/metrics.ts';
import type { Reconciliation } from '#core/reconciliation.ts';
import { annotateCurrent } from './tracing.ts';

export type ReconcileTelemetry = {
  readonly done: (reconciliation: Reconciliation) => void;
  /** One run of the Lambda failed; the state machine may try again. Messages of ours hold no values, others stay out. */
  readonly failed: (error: unknown) => void;
};

/** Waiting for Cognito is no failure. */
const WAITING = 'TargetUserNotFound';

export const createReconcileTelemetry = (logger: Logger, serviceName: string): ReconcileTelemetry => {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName });
  const count = (name: string): void => {
    metrics.addMetric(name, MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
  };
  return {
    done: (reconciliation) => {
      logger.info('user reconciled', { ...reconciliation });
      annotateCurrent('outcome', 'reconciled');
      count('ReconcileAttemptSucceeded');
    },
    failed: (error) => {
      const reason = error instanceof MigrationError ? error.code : 'Unexpected';
      annotateCurrent('reason', reason);
      if (reason === WAITING) {
        logger.info('target user not there yet', { reason });
        return;
      }
      const problem = error instanceof MigrationError ? error.message : undefined;
      logger.error('reconciliation failed', { reason, problem });
      count('ReconcileAttemptFailed');
    },
  };
};
