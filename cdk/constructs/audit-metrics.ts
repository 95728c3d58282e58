/** Counts the audit trail: metric filters on its log group, one for each event that is counted. */
import { Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { COUNTED_EVENTS, METRIC_NAMESPACE } from '#core/metrics.ts';

export type AuditMetricsProps = {
  /** Holds events as EventBridge writes them. Of the standard class: the other makes no metrics. */
  readonly logGroup: ILogGroup;
};

export class AuditMetrics extends Construct {
  constructor(scope: Construct, id: string, { logGroup }: AuditMetricsProps) {
    super(scope, id);
    for (const [event, metricName] of Object.entries(COUNTED_EVENTS)) {
      // No default value: it would be reported for every event that is another one, so that no data is never no events.
      new MetricFilter(this, metricName, {
        logGroup,
        filterName: metricName,
        filterPattern: FilterPattern.all(
          FilterPattern.stringValue(EVENT_TYPE, '=', event),
          FilterPattern.notExists(REPLAY),
        ),
        metricNamespace: METRIC_NAMESPACE,
        metricName,
        metricValue: '1',
        unit: Unit.COUNT,
      });
    }
  }
}

/**
 * Property selectors take hyphens as they are; brackets are for names with a period. CloudWatch Logs User Guide "Filter
 * pattern syntax", matching terms in JSON log events, 2026-11
 */
const EVENT_TYPE = '$.detail-type';

/**
 * An event that comes out of the archive was counted when it happened: counted again, it would set off alarms of today.
 * EventBridge User Guide "Replaying archived events", 2026-11
 */
const REPLAY = '$.replay-name';
