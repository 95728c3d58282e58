import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { AuditMetrics } from '#cdk/constructs/audit-metrics.ts';
import { MigrationRecords } from '#cdk/constructs/migration-records.ts';
import { COUNTED_EVENTS } from '#core/metrics.ts';
import { readMetricFilter } from '#rehearsal/services/logs/metric-filter.ts';
import { migration, named, resources, unbundledApp } from './migration-builder.ts';

const ENV = { account: '222222222222', region: 'us-east-1' };

const filters = () => {
  const stack = new Stack(unbundledApp(), 'Stack', { env: ENV });
  const logGroup = new LogGroup(stack, 'Log', { logGroupName: '/audit' });
  new AuditMetrics(stack, 'Metrics', { logGroup });
  return { stack, all: Object.values(resources(stack, 'AWS::Logs::MetricFilter')) };
};

describe('of the audit log', () => {
  it('a user who was given up is counted: 1 for each event, without dimensions or a default', () => {
    const { stack } = filters();
    expect(named(stack, 'AWS::Logs::MetricFilter', 'FilterName', 'Abandoned').Properties).toEqual({
      FilterName: 'Abandoned',
      FilterPattern: '{ ($.detail-type = "UserAbandoned") && ($.replay-name NOT EXISTS) }',
      LogGroupName: { Ref: Object.keys(resources(stack, 'AWS::Logs::LogGroup'))[0] },
      MetricTransformations: [
        { MetricName: 'Abandoned', MetricNamespace: 'CognitoMigration', MetricValue: '1', Unit: 'Count' },
      ],
    });
  });

  it.each(Object.entries(COUNTED_EVENTS))(
    '%s is what %s counts, and no other event, nor one that is replayed',
    (type, metricName) => {
      const { stack } = filters();
      const { FilterPattern } = named(stack, 'AWS::Logs::MetricFilter', 'FilterName', metricName).Properties;
      const matches = readMetricFilter({
        name: metricName,
        pattern: String(FilterPattern),
        namespace: 'N',
        metricName,
        value: '1',
      });
      const counted = Object.keys(COUNTED_EVENTS).filter((one) => matches({ 'detail-type': one }, 0));
      expect(counted).toEqual([type]);
      expect(matches({ 'detail-type': type, 'replay-name': 'again' }, 0)).toBeUndefined();
    },
  );

  it('nothing else is counted', () => {
    const names = filters().all.map(({ Properties }) => Properties.FilterName);
    expect(names.toSorted()).toEqual(Object.values(COUNTED_EVENTS).toSorted());
  });
});

it('the group that EventBridge writes to is the one that is counted', () => {
  const stack = new Stack(unbundledApp(), 'Stack', { env: ENV });
  new MigrationRecords(stack, 'Records', { migration: migration() });
  const { id } = named(stack, 'AWS::Logs::LogGroup', 'LogGroupName', '/aws/events/cognito-migration-audit');
  const counted = Object.values(resources(stack, 'AWS::Logs::MetricFilter'));
  expect(counted).toHaveLength(Object.keys(COUNTED_EVENTS).length);
  for (const { Properties } of counted) expect(Properties.LogGroupName).toEqual({ Ref: id });
});
