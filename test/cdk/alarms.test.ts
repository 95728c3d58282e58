import fc from 'fast-check';
import { ALARM_CHAPTERS, ALARM_IDS, type AlarmId, alarmName } from '#core/alarms.ts';
import { readExpression } from '#rehearsal/services/cloudwatch/math/expression.ts';
import { readNamedValues } from '#rehearsal/services/cloudwatch/math/named-values.ts';
import { asListed, LISTED } from '#test/docs/listed-metrics.ts';
import { only, resources } from './migration-builder.ts';
import { type AlarmProperties, alarmsOf, targetStack, watchedBy } from './observability-builder.ts';

const stack = targetStack();
const alarms = alarmsOf(stack);
const alarm = (id: AlarmId, among = alarms): AlarmProperties => {
  const found = among.find(({ AlarmName }) => AlarmName === alarmName('cognito-migration', id));
  if (found === undefined) throw new Error(`no alarm ${id}`);
  return found;
};

/** Whether one period with these values is breaching. Metrics by the ids of the expression. */
const breaches = (id: AlarmId, values: Readonly<Record<string, number>>, among = alarms): boolean => {
  const { Metrics = [], Threshold, ComparisonOperator } = alarm(id, among);
  const queries = Metrics.map(({ Id, Expression }) =>
    Expression === undefined ? { id: Id } : { id: Id, expression: Expression },
  );
  const result = Metrics.find(({ ReturnData }) => ReturnData !== false)?.Id ?? '';
  const value = readNamedValues(queries)(result, (metric) => [values[metric]]);
  const [point] = value.kind === 'series' ? value.values : [];
  if (point === undefined) return false;
  return ComparisonOperator === 'GreaterThanThreshold' ? point > Threshold : point >= Threshold;
};

describe('the alarms', () => {
  it('are those of the contract, each with its name', () => {
    const names = alarms.map(({ AlarmName }) => AlarmName);
    expect(names.toSorted()).toEqual(ALARM_IDS.map((id) => alarmName('cognito-migration', id)).toSorted());
  });

  it.each(ALARM_IDS)(
    '%s links to its chapter, tells the topic of both ends, and says what missing data means',
    (id) => {
      const { AlarmDescription, AlarmActions, OKActions, TreatMissingData } = alarm(id);
      expect(AlarmDescription).toMatch(new RegExp(`What to do: docs/runbook\\.md#${ALARM_CHAPTERS[id]}$`));
      const topic = Object.keys(resources(stack, 'AWS::SNS::Topic')).map((Ref) => ({ Ref }));
      expect([AlarmActions, OKActions]).toEqual([topic, topic]);
      expect(TreatMissingData).toBe(id === 'TriggerMissing' ? 'ignore' : 'notBreaching');
    },
  );

  it.each(ALARM_IDS)('%s looks at metrics that docs/metrics.md lists', (id) => {
    const watched = watchedBy(alarm(id)).map(asListed);
    expect(watched.length).toBeGreaterThan(0);
    expect(watched.filter((metric) => !LISTED.has(metric))).toEqual([]);
  });

  it.each(
    alarms.flatMap(({ AlarmName, Metrics = [] }) =>
      Metrics.flatMap(({ Expression }) => (Expression ? [[AlarmName, Expression]] : [])),
    ),
  )('%s has an expression that the rehearsal computes', (_, expression) =>
    expect(() => readExpression(expression)).not.toThrow(),
  );

  it('link to a copy of the runbook where there is one', () => {
    const elsewhere = alarmsOf(targetStack({ alarms: { runbookUrl: 'https://wiki.example.com/run' } }));
    expect(alarm('Abandoned', elsewhere).AlarmDescription).toContain(
      'https://wiki.example.com/run#cognito-did-not',
    );
  });

  it('are not there where nobody wants them, and neither is a topic', () => {
    const none = targetStack({ alarms: { enabled: false } });
    expect(alarmsOf(none)).toEqual([]);
    expect(resources(none, 'AWS::SNS::Topic')).toEqual({});
    expect(resources(none, 'AWS::CloudWatch::Dashboard')).not.toEqual({});
  });
});

describe('is set off', () => {
  it.each<[AlarmId, Readonly<Record<string, number>>, boolean]>([
    ['FailureShare', { attempts: 19, failed: 19 }, false],
    ['FailureShare', { attempts: 20, failed: 1 }, true],
    ['FailureShare', { attempts: 100, failed: 1 }, false],
    ['FailureShare', { attempts: 100, failed: 2 }, true],
    ['FailureShare', {}, false],
    ['Latency', { deadline: 0, samples: 200, p99: 4000 }, false],
    ['Latency', { deadline: 0, samples: 200, p99: 4001 }, true],
    ['Latency', { deadline: 0, samples: 99, p99: 4400 }, false],
    ['Latency', { deadline: 1, samples: 1, p99: 4400 }, true],
    ['Latency', {}, false],
    ['TriggerErrors', { errors: 1 }, true],
    ['TriggerErrors', { errors: 40, failed: 40 }, false],
    ['TriggerErrors', { errors: 40, failed: 25 }, false],
    ['TriggerErrors', { errors: 0, failed: 3 }, false],
    ['TriggerErrors', { failed: 3 }, false],
    ['TriggerErrors', { errors: 0 }, false],
    ['ReconcileFailed', { given_up: 1, failed: 1, timed_out: 0 }, true],
    ['ReconcileFailed', { failed: 1, timed_out: 0, abandoned: 1 }, false],
    ['ReconcileFailed', { failed: 2, timed_out: 0, abandoned: 1 }, true],
    ['ReconcileFailed', { failed: 0, timed_out: 1 }, true],
    ['ReconcileFailed', { failed: 0, timed_out: 0 }, false],
    ['ReconcileFailed', { abandoned: 1 }, false],
    ['RejectionSpike', { attempts: 110, rejected: 100 }, true],
    ['RejectionSpike', { attempts: 99, rejected: 99 }, false],
    ['RejectionSpike', { attempts: 200, rejected: 150 }, false],
    ['RejectionSpike', {}, false],
    ['AuditFailed', { untold: 0 }, false],
    ['AuditFailed', { untold: 1 }, true],
    ['AuditFailed', { undelivered: 1 }, true],
    ['SweepFailed', { failed: 0, timed_out: 0 }, false],
    ['SweepFailed', { failed: 0, timed_out: 1 }, true],
    ['CutoverFailed', { failed: 1, timed_out: 0 }, true],
    ['Undelivered', { sweep: 0, cutover: 1 }, true],
    ['Undelivered', { cutover: 1 }, true],
    ['Undelivered', { sweep: 0 }, false],
  ])('%s by %j: %s', (id, values, expected) => expect(breaches(id, values)).toBe(expected));

  it('FailureShare never below the attempts that are asked for, and always by more than the share above it', () => {
    const count = fc.integer({ min: 0, max: 5_000 });
    fc.assert(
      fc.property(count, count, (attempts, some) => {
        const failed = Math.min(some, attempts);
        return (
          breaches('FailureShare', { attempts, failed }) === (attempts >= 20 && failed / attempts > 0.01)
        );
      }),
    );
  });

  it('RejectionSpike never by wrong passwords among users who come in', () => {
    const count = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(count, count, (rejected, others) => {
        const attempts = rejected + others;
        return (
          breaches('RejectionSpike', { attempts, rejected }) ===
          (rejected >= 100 && rejected >= 0.9 * attempts)
        );
      }),
    );
  });

  it('by the thresholds of the configuration', () => {
    const own = alarmsOf(
      targetStack({
        alarms: {
          failureShare: 0.5,
          minimumAttempts: 2,
          rejectionsPerFiveMinutes: 5,
          rejectionShare: 0.2,
          sourceAuthFailures: 3,
        },
      }),
    );
    expect(breaches('FailureShare', { attempts: 2, failed: 2 }, own)).toBe(true);
    expect(breaches('FailureShare', { attempts: 2, failed: 1 }, own)).toBe(false);
    expect(breaches('RejectionSpike', { attempts: 10, rejected: 5 }, own)).toBe(true);
    expect(alarm('SourceAuthFailed', own).Threshold).toBe(3);
  });

  it('PhaseMismatch by two days of three on which every run finds it, no sooner', () => {
    expect(alarm('PhaseMismatch')).toMatchObject({
      Statistic: 'Minimum',
      Period: 86_400,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
    });
  });

  it('TriggerThrottles by the sign-up guard too, where there is one', () => {
    const own = alarmsOf(targetStack({ target: { selfSignUp: { enabled: true } } }));
    expect(breaches('TriggerThrottles', { trigger: 0, guard: 1 }, own)).toBe(true);
    expect(breaches('TriggerThrottles', { trigger: 0 }, own)).toBe(false);
    expect(watchedBy(alarm('TriggerThrottles'))).toHaveLength(1);
  });
});

describe('the topic', () => {
  it('is encrypted by a key that CloudWatch may use, for this account only', () => {
    const key = only(stack, 'AWS::KMS::Key').Properties;
    expect(key).toMatchObject({ EnableKeyRotation: true });
    expect(JSON.stringify(key.KeyPolicy)).toContain(
      '"Condition":{"StringEquals":{"aws:SourceAccount":"222222222222"}},"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"}',
    );
    expect(only(stack, 'AWS::SNS::Topic').Properties.KmsMasterKeyId).toEqual({
      'Fn::GetAtt': [Object.keys(resources(stack, 'AWS::KMS::Key'))[0], 'Arn'],
    });
  });

  it('takes nothing without TLS, and from alarms of this migration only', () => {
    const policy = only(stack, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument;
    expect(policy).toMatchObject({
      Statement: [
        { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Condition: {
            StringEquals: { 'aws:SourceAccount': '222222222222' },
            ArnLike: {
              'aws:SourceArn': expect.stringMatching(
                /:cloudwatch:us-east-1:222222222222:alarm:cognito-migration-\*$/,
              ),
            },
          },
        },
      ],
    });
  });

  it('tells every subscriber of the configuration', () => {
    const subscribers = [
      { protocol: 'email', endpoint: 'oncall@example.com' },
      { protocol: 'https', endpoint: 'https://alerts.example.com/' },
    ];
    const told = Object.values(resources(targetStack({ alarms: { subscribers } }), 'AWS::SNS::Subscription'));
    expect(
      told.map(({ Properties: { Protocol, Endpoint } }) => ({ protocol: Protocol, endpoint: Endpoint })),
    ).toEqual(subscribers);
    expect(resources(stack, 'AWS::SNS::Subscription')).toEqual({});
  });
});
