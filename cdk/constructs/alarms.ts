/** The alarms of core/alarms.ts: each tells the topic when it begins and when it is over, and links to the runbook. */
import { Alarm, ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ALARM_CHAPTERS, ALARM_IDS, type AlarmId, alarmName } from '#core/alarms.ts';
import type { Migration } from '#core/migration.ts';
import { type AlarmRule, alarmRules } from './alarm-rules.ts';
import { AlarmTopic } from './alarm-topic.ts';

/** Everything that is watched is known by its literal name, so the alarms wait for no other resource. */
export type AlarmsProps = { readonly migration: Migration };

export class Alarms extends Construct {
  readonly topic: Topic;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { migration }: AlarmsProps) {
    super(scope, id);
    const { topic } = new AlarmTopic(this, 'Told', { migration });
    this.topic = topic;
    const rules = alarmRules(this, migration);
    this.alarms = ALARM_IDS.map((alarm) => this.#createAlarm(alarm, rules[alarm], migration));
  }

  #createAlarm(id: AlarmId, rule: AlarmRule, { config }: Migration): Alarm {
    const { metric, at, missing, says } = rule;
    const { bad, of } = rule.periods ?? { bad: 1, of: 1 };
    const alarm = new Alarm(this, id, {
      alarmName: alarmName(config.name, id),
      alarmDescription: `${says}. What to do: ${config.alarms.runbookUrl}#${ALARM_CHAPTERS[id]}`,
      metric,
      threshold: 'least' in at ? at.least : at.above,
      comparisonOperator:
        'least' in at
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: of,
      datapointsToAlarm: bad,
      treatMissingData: missing,
    });
    const tell = new SnsAction(this.topic);
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
    return alarm;
  }
}
