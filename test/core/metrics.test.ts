import { AUDIT_EVENTS } from '#core/events.ts';
import { COUNTED_EVENTS, METRIC_NAMESPACE } from '#core/metrics.ts';

describe('what the audit trail is counted by', () => {
  it('are events that there are, each by a metric of its own', () => {
    const events = Object.keys(COUNTED_EVENTS);
    expect(events.filter((type) => !Object.hasOwn(AUDIT_EVENTS, type))).toEqual([]);
    expect(new Set(Object.values(COUNTED_EVENTS)).size).toBe(events.length);
  });

  it('tells the three ends of a reconciliation apart', () => {
    expect(COUNTED_EVENTS).toMatchObject({
      UserReconciled: 'Reconciled',
      UserReconciliationFailed: 'ReconcileFailed',
      UserAbandoned: 'Abandoned',
    });
  });

  it('has names that CloudWatch takes', () => {
    // No AWS/ in front, no colon. API reference "MetricTransformation", 2026-11
    for (const name of [METRIC_NAMESPACE, ...Object.values(COUNTED_EVENTS)]) expect(name).toMatch(/^\w+$/);
  });
});
