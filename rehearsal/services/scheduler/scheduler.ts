/** EventBridge Scheduler: schedules of all accounts, fired on the cloud's clock. See scheduler.md. */

import type { Iam } from '../../cloud/iam.ts';
import type { Recorder } from '../../cloud/recorder.ts';
import { type Clock, type Scope, ServiceError } from '../../cloud/service.ts';
import type { Work } from '../../cloud/work.ts';
import type { NextAfter } from './cron-expression.ts';
import { type Delivery, deliver } from './deliver.ts';
import { checkTiming, readTiming, type Timing } from './schedule-expression.ts';
import { checkTarget, type Target } from './target.ts';

export type SchedulerDeps = {
  readonly iam: Iam;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly work: Work;
  /** The gateway's URL. */
  readonly endpoint: () => string;
};

/** CreateSchedule's input, as a deployment gives it. */
export type ScheduleInput = {
  readonly name: string;
  /** @default default */
  readonly group?: string;
  readonly timing: Timing;
  readonly enabled: boolean;
  readonly target: Target;
};

export type Schedule = {
  readonly scope: Scope;
  readonly arn: string;
  readonly groupArn: string;
  readonly input: ScheduleInput;
};

/** A schedule that was fired, when it had been due, and what became of it. */
export type Fired = { readonly name: string; readonly dueAt: number } & Delivery;

type Entry = Schedule & {
  readonly next: NextAfter;
  /** Everything due until then is done. Milliseconds since the epoch. */
  doneUntil: number;
};

const DEFAULT_GROUP = 'default';

export class Scheduler {
  readonly #deps: SchedulerDeps;
  readonly #schedules = new Map<string, Entry>();
  readonly #groups = new Set<string>();

  constructor(deps: SchedulerDeps) {
    this.#deps = deps;
  }

  putGroup(scope: Scope, name: string): { readonly arn: string } {
    const arn = groupArnOf(scope, name);
    this.#groups.add(arn);
    return { arn };
  }

  /**
   * Creates the schedule or replaces it, which needs times that are still to come. What was due before it is replaced stays done, unless its times change.
   * @throws {ServiceError} `ValidationException`, `ResourceNotFoundException`. @throws {NotModelled} for other targets than state machines.
   */
  putSchedule(scope: Scope, input: ScheduleInput): { readonly arn: string } {
    const { name, group = DEFAULT_GROUP, timing, target } = input;
    const groupArn = groupArnOf(scope, group);
    if (group !== DEFAULT_GROUP && !this.#groups.has(groupArn))
      throw new ServiceError('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404);
    const arn = `arn:aws:scheduler:${scope.region}:${scope.accountId}:schedule/${group}/${name}`;
    checkTarget(target, { scope, groupArn, iam: this.#deps.iam });
    const now = this.#deps.clock.now();
    checkTiming(timing, now);
    const before = this.#schedules.get(arn);
    const unchanged = before && JSON.stringify(before.input.timing) === JSON.stringify(timing);
    const { next, doneUntil } = unchanged ? before : { next: readTiming(timing, now), doneUntil: now - 1 };
    this.#schedules.set(arn, { scope, arn, groupArn, input, next, doneUntil });
    return { arn };
  }

  removeSchedule(arn: string): void {
    this.#schedules.delete(arn);
  }

  /** Fires a schedule now, due or not. @throws where it does not exist, is disabled, or another account has one of that name. */
  fire(name: string): Promise<Fired> {
    const [entry, another] = [...this.#schedules.values()].filter(({ input }) => input.name === name);
    if (!entry) throw new Error(`There is no schedule ${name}; there are ${this.#names() || 'none'}.`);
    if (another) throw new Error(`There are several schedules ${name}: ${entry.arn}, ${another.arn}.`);
    if (!entry.input.enabled) throw new Error(`The schedule ${name} is disabled: it never fires.`);
    return this.#fire(entry, this.#deps.clock.now());
  }

  /**
   * Fires what has become due since the last call, each schedule once, however often it was due: a scenario that lets a
   * month pass does not want thirty sweeps at once. Resolves when everything was handed over.
   */
  runDue(): Promise<readonly Fired[]> {
    const now = this.#deps.clock.now();
    const due = [...this.#schedules.values()].flatMap((entry) => {
      const dueAt = entry.next(entry.doneUntil);
      entry.doneUntil = now;
      return entry.input.enabled && dueAt !== undefined && dueAt <= now ? [this.#fire(entry, dueAt)] : [];
    });
    return Promise.all(due);
  }

  /** When a schedule is due next, in milliseconds since the epoch; undefined where it never is again. */
  nextDue(name: string): number | undefined {
    const entry = [...this.#schedules.values()].find(({ input }) => input.name === name);
    return entry?.input.enabled ? entry.next(entry.doneUntil) : undefined;
  }

  async #fire(entry: Entry, dueAt: number): Promise<Fired> {
    const delivery = await this.#deps.work.track(deliver(entry, dueAt, this.#deps));
    return { name: entry.input.name, dueAt, ...delivery };
  }

  #names(): string {
    return [...this.#schedules.values()].map(({ input }) => input.name).join(', ');
  }
}

const groupArnOf = ({ region, accountId }: Scope, name: string): string =>
  `arn:aws:scheduler:${region}:${accountId}:schedule-group/${name}`;
