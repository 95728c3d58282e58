/** All alarms of all accounts: judged step by step, over what was recorded, when somebody asks. */

import type { Recorder } from '../../../cloud/recorder.ts';
import type { Clock, Scope } from '../../../cloud/service.ts';
import type { MetricStore } from '../metric-store.ts';
import { type Alarm, type AlarmInput, COMPARISONS, readAlarm, type Sight } from './alarm.ts';
import { type AlarmState, nextState } from './alarm-state.ts';

/** What came of telling a topic. */
export type Delivery = {
  readonly topic: string;
  readonly delivered: boolean;
  readonly reason: string;
  /** Protocols of the topic's subscriptions. */
  readonly subscribers: readonly string[];
};

/** Tells a topic of an alarm. */
export type Publish = (request: {
  readonly topicArn: string;
  readonly alarmArn: string;
  readonly accountId: string;
}) => Delivery;

/** An entry of the recorder's stream `alarms`: one change of an alarm's state. */
export type ObservedAlarm = {
  /** When it was judged, by the cloud's clock. */
  readonly time: string;
  readonly account: string;
  readonly region: string;
  /** Its name. */
  readonly alarm: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
  /** For each action of the new state. */
  readonly notified: readonly Delivery[];
};

export type AlarmStatus = {
  readonly scope: Scope;
  readonly arn: string;
  readonly alarm: Alarm;
  readonly state: AlarmState;
};

type Deps = {
  readonly store: Pick<MetricStore, 'samples'>;
  readonly recorder: Pick<Recorder, 'record'>;
  readonly clock: Clock;
  readonly publish: Publish;
};

/** `next`: the first step that is not judged for good, in milliseconds since the epoch. */
type Watched = { readonly scope: Scope; readonly arn: string; alarm: Alarm; state: AlarmState; next: number };

/** When the step of an alarm ends that this time is in: a whole minute or hour. */
const endOfStep = (time: number, stepMs: number): number => Math.ceil(time / stepMs) * stepMs;

export class Alarms {
  readonly #deps: Deps;
  readonly #watched = new Map<string, Watched>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * Creates the alarm or replaces its description; its state stays.
   * @throws {ServiceError} `ValidationError`. @throws {NotModelled} for expressions and settings that are not judged here.
   */
  put(scope: Scope, input: AlarmInput): { readonly arn: string } {
    const alarm = readAlarm(input);
    const arn = arnOf(scope, input.name);
    const before = this.#watched.get(arn);
    const next = before?.next ?? endOfStep(this.#deps.clock.now(), alarm.stepMs);
    this.#watched.set(arn, { scope, arn, alarm, state: before?.state ?? 'INSUFFICIENT_DATA', next });
    return { arn };
  }

  remove(scope: Scope, name: string): void {
    this.#watched.delete(arnOf(scope, name));
  }

  /** As of the last evaluation, in order of creation. */
  statuses(): readonly AlarmStatus[] {
    return [...this.#watched.values()].map(({ scope, arn, alarm, state }) => ({ scope, arn, alarm, state }));
  }

  /**
   * Judges every alarm at the end of every minute since it was last judged (of every hour where it looks back over more
   * than a day); the one that is running counts as ended, and is judged again next time. Changes of state are recorded and told to the topics of the new state.
   */
  evaluate(): void {
    for (const watched of this.#watched.values()) this.#judgeSteps(watched);
  }

  #judgeSteps(watched: Watched): void {
    const { alarm, scope } = watched;
    const { stepMs } = alarm;
    const end = endOfStep(this.#deps.clock.now(), stepMs);
    const times = alarm.metrics
      .flatMap((metric) => this.#deps.store.samples(scope, metric).map(({ at }) => at))
      .toSorted((a, b) => a - b);
    for (let at = watched.next; at <= end; ) {
      const sight = alarm.look(this.#deps.store, scope, at);
      this.#judge(watched, sight, at);
      at = sight.empty ? (stepAfterNext(times, at, stepMs) ?? end + stepMs) : at + stepMs;
    }
    watched.next = end;
  }

  #judge(watched: Watched, sight: Sight, at: number): void {
    if (sight.tooFew) return;
    const { alarm, state: from } = watched;
    const compare = COMPARISONS[alarm.comparison];
    const breaching = sight.points.map((point) =>
      point === undefined ? point : compare(point, alarm.threshold),
    );
    const to = nextState(breaching, alarm, from);
    if (to === from) return;
    watched.state = to;
    this.#record(watched, from, reasonOf(alarm, sight), Math.min(at, this.#deps.clock.now()));
  }

  #record({ scope, arn, alarm, state: to }: Watched, from: AlarmState, reason: string, at: number): void {
    const { accountId: account, region } = scope;
    const actions = alarm.actionsEnabled ? alarm.actions[to] : [];
    const notified = actions.map((topicArn) =>
      this.#deps.publish({ topicArn, alarmArn: arn, accountId: account }),
    );
    const time = new Date(at).toISOString();
    const entry = { time, account, region, alarm: alarm.name, from, to, reason, notified };
    this.#deps.recorder.record('alarms', entry satisfies ObservedAlarm);
  }
}

const arnOf = ({ accountId, region }: Scope, name: string): string =>
  `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;

/** Nothing changes until there is something to see: the end of the step of the next sample. */
const stepAfterNext = (times: readonly number[], at: number, stepMs: number): number | undefined => {
  const next = times.find((time) => time >= at);
  return next === undefined ? undefined : Math.floor(next / stepMs) * stepMs + stepMs;
};

const reasonOf = (
  { comparison, threshold, evaluationPeriods, treatMissingData }: Alarm,
  { points }: Sight,
): string => {
  const there = points.filter((point) => point !== undefined).slice(-evaluationPeriods);
  const missing = evaluationPeriods - there.length;
  const words = there.length === 0 ? 'no data points' : `data points [${there.join(', ')}]`;
  const treated = missing > 0 ? `, ${missing} missing and treated as ${treatMissingData}` : '';
  return `${words} against ${comparison} ${threshold}${treated}`;
};
