/** Which alarms went off, and whom they reached: from the accounts' own record of them. Pure. */
import { ALARM_IDS, alarmName } from '#core/alarms.ts';
import type { ObservedAlarm } from '../services/cloudwatch/alarms/alarms.ts';
import type { Observation } from './observation.ts';
import { withoutIds } from './words.ts';

export type AlarmsReport = {
  /** Each once, in alphabetical order, by the ids of docs/runbook.md; alarms that are not ours by their names. */
  readonly fired: readonly string[];
};

/** `x-source-auth-failed` as `SourceAuthFailed`, whatever the configuration is called. */
const idOf = (name: string): string => ALARM_IDS.find((id) => name.endsWith(alarmName('', id))) ?? name;

/** Times that an alarm began. */
const begunIn = ({ alarms }: Pick<Observation, 'alarms'>): readonly ObservedAlarm[] =>
  (alarms ?? []).filter(({ to }) => to === 'ALARM');

/** Null where nobody has judged the alarms. */
export const alarmsOf = (observation: Pick<Observation, 'alarms'>): AlarmsReport | null =>
  observation.alarms === undefined
    ? null
    : { fired: [...new Set(begunIn(observation).map(({ alarm }) => idOf(alarm)))].toSorted() };

/** An alarm is what should come of a fault, but not of a run without one. */
const unexpected = (observation: Observation): string[] => {
  const { faults, withdrawn, disturbed } = observation;
  if (faults !== undefined || withdrawn !== undefined || disturbed) return [];
  const reasons = new Map(begunIn(observation).map(({ alarm, reason }) => [idOf(alarm), reason]));
  return [...reasons].map(([id, reason]) => `the alarm ${id} went off without a fault: ${reason}`);
};

/** Whatever set it off, an alarm that tells nobody is none. */
const unheard = ({ alarms }: Pick<Observation, 'alarms'>): string[] => {
  const lost = (alarms ?? []).flatMap(({ alarm, notified }) =>
    notified.filter(({ delivered }) => !delivered).map((delivery) => ({ alarm, ...delivery })),
  );
  const reasons = new Map(lost.map(({ alarm, topic, reason }) => [`${idOf(alarm)} to ${topic}`, reason]));
  return [...reasons].map(([what, reason]) => `the alarm ${what} was not delivered: ${withoutIds(reason)}`);
};

export const alarmProblems = (observation: Observation): readonly string[] => [
  ...unexpected(observation),
  ...unheard(observation),
];

/** For the lines below the table. */
export const alarmWords = ({ fired }: AlarmsReport): string =>
  `Alarms that went off: ${fired.join(', ') || 'none'}.`;
