/** Alarms in the report and in the verdict. */
import { ALARM_IDS, alarmName } from '#core/alarms.ts';
import { alarmProblems, alarmsOf, alarmWords } from '#rehearsal/report/alarms.ts';
import type { ObservedAlarm } from '#rehearsal/services/cloudwatch/alarms/alarms.ts';
import { observation } from './build-observation.ts';

const TOPIC = 'arn:aws:sns:us-east-1:222222222222:x-alarms';

const change = (
  alarm: string,
  to: ObservedAlarm['to'],
  more: Partial<ObservedAlarm> = {},
): ObservedAlarm => ({
  time: '2026-11-23T10:00:00.000Z',
  account: '222222222222',
  region: 'us-east-1',
  alarm,
  from: 'OK',
  to,
  reason: 'data points [3] against GreaterThanOrEqualToThreshold 1',
  notified: [],
  ...more,
});

const ALARMS = [
  change('x-source-auth-failed', 'ALARM'),
  change('x-source-auth-failed', 'OK'),
  change('x-failure-share', 'ALARM'),
  change('x-source-auth-failed', 'ALARM'),
  change('x-latency', 'OK'),
];

describe('the report', () => {
  it('names every alarm that went off once, by the id of the runbook', () => {
    expect(alarmsOf({ alarms: ALARMS })).toEqual({ fired: ['FailureShare', 'SourceAuthFailed'] });
    expect(alarmsOf({ alarms: [] })).toEqual({ fired: [] });
  });

  it.each(ALARM_IDS)('knows %s by its name, however the migration is called', (id) => {
    for (const prefix of ['x', 'sweep-failed', 'my-latency'])
      expect(alarmsOf({ alarms: [change(alarmName(prefix, id), 'ALARM')] })).toEqual({ fired: [id] });
  });

  it('has nothing to say where nobody judged, and an alarm of others by its name', () => {
    expect(alarmsOf({})).toBeNull();
    expect(alarmsOf({ alarms: [change('disk-full', 'ALARM')] })).toEqual({ fired: ['disk-full'] });
  });

  it('says so in words', () => {
    expect([alarmWords({ fired: [] }), alarmWords({ fired: ['Latency', 'Abandoned'] })]).toEqual([
      'Alarms that went off: none.',
      'Alarms that went off: Latency, Abandoned.',
    ]);
  });
});

describe('the verdict', () => {
  it('fails a run without faults by the names of its alarms, and why they went off', () => {
    expect(alarmProblems(observation([], { alarms: ALARMS }))).toEqual([
      'the alarm SourceAuthFailed went off without a fault: data points [3] against GreaterThanOrEqualToThreshold 1',
      'the alarm FailureShare went off without a fault: data points [3] against GreaterThanOrEqualToThreshold 1',
    ]);
  });

  it.each([
    ['faults', { faults: { throttled: 3 } }],
    ['withdrawn permissions', { withdrawn: ['sts:AssumeRole'] }],
    ['work that was disturbed', { disturbed: true as const }],
  ])('lets alarms come of %s', (_, more) => {
    expect(alarmProblems(observation([], { alarms: ALARMS, ...more }))).toEqual([]);
  });

  it('fails any run in which an alarm tells nobody', () => {
    const notified = [
      { topic: TOPIC, delivered: false, reason: 'no statement names the action', subscribers: ['email'] },
    ];
    const alarms = [change('x-latency', 'ALARM', { notified }), change('x-latency', 'OK', { notified })];
    expect(alarmProblems(observation([], { alarms, faults: { slow: 1 } }))).toEqual([
      `the alarm Latency to ${TOPIC} was not delivered: no statement names the action`,
    ]);
  });

  it('has nothing against alarms that stayed quiet', () => {
    expect(alarmProblems(observation([], { alarms: [change('x-latency', 'OK')] }))).toEqual([]);
    expect(alarmProblems(observation([], {}))).toEqual([]);
  });
});
