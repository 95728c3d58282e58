/** EventBridge: event buses with their rules and archives, PutEvents, and replays of an archive. See events.md. */

import { randomUUID } from 'node:crypto';
import { parseArn } from '../../cloud/arn.ts';
import type { Recorder } from '../../cloud/recorder.ts';
import {
  type Clock,
  NotModelled,
  type RequestContext,
  type Scope,
  type Service,
  ServiceError,
} from '../../cloud/service.ts';
import { reportMetrics } from '../cloudwatch/metric.ts';
import type { Logs } from '../logs/logs.ts';
import { type EventPattern, type Matcher, readPattern } from './event-pattern.ts';
import { deliverToLogGroup, type LogTarget, readLogTarget } from './log-delivery.ts';
import { LogResourcePolicies } from './log-resource-policies.ts';
import { busArnOf, type CloudEvent, type Entry, readEntries, readEntry } from './put-events.ts';
import { eventsToReplay, type Replay, type ReplayInput, readReplay, refused, replayName } from './replay.ts';

export type EventsDeps = { readonly recorder: Recorder; readonly clock: Clock; readonly logs: Logs };

export type RuleInput = {
  readonly name: string;
  /** Name or ARN. */
  readonly eventBus: string;
  readonly pattern: EventPattern;
  readonly enabled: boolean;
  /** ARNs of log groups: the only targets here. */
  readonly targets: readonly string[];
};

export type ArchiveInput = {
  readonly name: string;
  readonly eventBusArn: string;
  /** @default - every event of the bus */
  readonly pattern?: EventPattern;
  /** 0 or absent: for ever. Nothing expires during a rehearsal. */
  readonly retentionDays?: number;
};

type Rule = {
  readonly arn: string;
  readonly matches: Matcher;
  readonly targets: readonly LogTarget[];
};
type Archive = { readonly matches: Matcher; readonly events: CloudEvent[] };
type Bus = Scope & { readonly rules: Map<string, Rule>; readonly archives: Map<string, Archive> };

export class Events {
  readonly service: Service;
  /** Who may write to log groups; `AWS::Logs::ResourcePolicy` is put here. */
  readonly logPolicies = new LogResourcePolicies();
  readonly #deps: EventsDeps;
  readonly #buses = new Map<string, Bus>();
  /** By ARN. */
  readonly #replays = new Map<string, Replay>();

  constructor(deps: EventsDeps) {
    this.#deps = deps;
    this.service = {
      name: 'events',
      protocol: 'awsJson1_1',
      target: 'AWSEvents',
      operations: {
        PutEvents: {
          access: {
            kind: 'signed',
            requests: (input, scope) => {
              const buses = new Set(readEntries(input).map((entry) => busArnOf(entry, scope)));
              return [...buses].map((resource) => ({ action: 'events:PutEvents', resource }));
            },
          },
          handle: (input, context) => this.#putEvents(readEntries(input), context),
        },
        StartReplay: {
          // The archive (I): the Service Authorization Reference lists resource types per action.
          access: {
            kind: 'signed',
            requests: (input) => [{ action: 'events:StartReplay', resource: readReplay(input).archiveArn }],
          },
          handle: (input, context) => this.#startReplay(readReplay(input), context),
        },
        DescribeReplay: {
          access: {
            kind: 'signed',
            requests: ({ ReplayName }, scope) => [
              { action: 'events:DescribeReplay', resource: replayArn(scope, replayName(ReplayName)) },
            ],
          },
          handle: ({ ReplayName }, context) =>
            this.#describeReplay(replayArn(context, replayName(ReplayName))),
        },
      },
    };
  }

  /** Creates the bus where there is none; its rules and archives stay. */
  putEventBus(scope: Scope, name: string): { readonly arn: string } {
    const arn = `arn:aws:events:${scope.region}:${scope.accountId}:event-bus/${name}`;
    const { accountId, region } = scope;
    if (!this.#buses.has(arn)) {
      this.#buses.set(arn, { accountId, region, rules: new Map(), archives: new Map() });
    }
    return { arn };
  }

  /** Creates or replaces a rule of a bus. @throws {ServiceError} `ResourceNotFoundException`. @throws {NotModelled} for targets and operators. */
  putRule(scope: Scope, { name, eventBus, pattern, enabled, targets }: RuleInput): { readonly arn: string } {
    const busArn = busArnOf({ EventBusName: eventBus }, scope);
    const bus = this.#bus(busArn);
    const arn = busArn.replace(/:event-bus\/(.*)$/, `:rule/$1/${name}`);
    const matches = readPattern(pattern);
    const logTargets = targets.map((target) => readLogTarget(target, scope));
    bus.rules.set(name, { arn, matches: enabled ? matches : () => false, targets: logTargets });
    return { arn };
  }

  /** Creates or replaces an archive; what it has kept stays. @throws {ServiceError} `ResourceNotFoundException`. */
  putArchive(
    scope: Scope,
    { name, eventBusArn, pattern, retentionDays = 0 }: ArchiveInput,
  ): { readonly arn: string } {
    if (!(Number.isInteger(retentionDays) && retentionDays >= 0)) {
      const message = `Archive ${name} has a retention of ${retentionDays} days; use a whole number from 0.`;
      throw new ServiceError('ValidationException', message);
    }
    const archives = this.#bus(eventBusArn).archives;
    const matches = pattern ? readPattern(pattern) : () => true;
    archives.set(name, { matches, events: archives.get(name)?.events ?? [] });
    return { arn: `arn:aws:events:${scope.region}:${scope.accountId}:archive/${name}` };
  }

  /** What any archive keeps: for a search through everything that was written. */
  archived(): readonly CloudEvent[] {
    const archives = [...this.#buses.values()].flatMap((bus) => [...bus.archives.values()]);
    return archives.flatMap(({ events }) => events);
  }

  /** With its rules and archives. */
  deleteEventBus({ accountId, region }: Scope, name: string): void {
    this.#buses.delete(`arn:aws:events:${region}:${accountId}:event-bus/${name}`);
  }

  deleteRule(scope: Scope, eventBus: string, name: string): void {
    this.#buses.get(busArnOf({ EventBusName: eventBus }, scope))?.rules.delete(name);
  }

  /** With the events it has kept. */
  deleteArchive(eventBusArn: string, name: string): void {
    this.#buses.get(eventBusArn)?.archives.delete(name);
  }

  /** What an archive has kept, oldest first. @throws {ServiceError} `ResourceNotFoundException`. */
  archivedEvents(scope: Scope, archiveName: string): readonly CloudEvent[] {
    return this.#archive(scope, archiveName).archive.events;
  }

  /** An archive and the ARN of its bus. @throws {ServiceError} `ResourceNotFoundException`. */
  #archive({ accountId, region }: Scope, name: string) {
    for (const [busArn, bus] of this.#buses) {
      const archive = bus.archives.get(name);
      if (archive && bus.accountId === accountId && bus.region === region) return { archive, busArn };
    }
    throw notFound(`Archive ${name} does not exist.`);
  }

  /** Ends at once; AWS takes minutes. What is replayed does not go into archives again. */
  #startReplay(input: ReplayInput, scope: Scope) {
    const { archive, busArn } = this.#archive(scope, parseArn(input.archiveArn)?.resource.slice(8) ?? '');
    if (busArn !== input.busArn)
      throw refused(`Destination ${input.busArn} is not the event bus of the archive, ${busArn}.`);
    const arn = replayArn(scope, input.name);
    if (this.#replays.has(arn))
      throw new ServiceError('ResourceAlreadyExistsException', `Replay ${input.name} already exists.`);
    const rules = this.#replayedTo(this.#bus(busArn), input);
    const events = eventsToReplay(archive.events, input);
    for (const event of events) for (const rule of rules) if (rule.matches(event)) this.#deliver(event, rule);
    const last = events.at(-1);
    const at = this.#deps.clock.now();
    this.#replays.set(arn, { ...input, arn, at, ...(last && { lastReplayed: Date.parse(last.time) }) });
    return { ReplayArn: arn, State: 'STARTING', ReplayStartTime: at / 1000 };
  }

  #replayedTo({ rules }: Bus, { ruleArns }: ReplayInput): readonly Rule[] {
    if (!ruleArns) return [...rules.values()];
    return ruleArns.map((ruleArn) => {
      const rule = [...rules.values()].find(({ arn }) => arn === ruleArn);
      if (rule) return rule;
      throw refused(`FilterArns: ${ruleArn} is no rule of the event bus.`);
    });
  }

  #describeReplay(arn: string) {
    const replay = this.#replays.get(arn);
    if (!replay) throw notFound(`Replay ${arn.split('/').at(-1)} does not exist.`);
    const { name, archiveArn, from, until, busArn, ruleArns, at, lastReplayed } = replay;
    return {
      ReplayName: name,
      ReplayArn: arn,
      State: 'COMPLETED',
      EventSourceArn: archiveArn,
      Destination: { Arn: busArn, ...(ruleArns && { FilterArns: ruleArns }) },
      EventStartTime: from / 1000,
      EventEndTime: until / 1000,
      ReplayStartTime: at / 1000,
      ReplayEndTime: at / 1000,
      ...(lastReplayed !== undefined && { EventLastReplayedTime: lastReplayed / 1000 }),
    };
  }

  #bus(arn: string): Bus {
    const bus = this.#buses.get(arn);
    if (bus) return bus;
    if (arn.endsWith(':event-bus/default')) throw new NotModelled('the default event bus');
    throw notFound(`Event bus ${parseArn(arn)?.resource.split('/').at(-1) ?? arn} does not exist.`);
  }

  #putEvents(entries: readonly Entry[], context: RequestContext) {
    const results = entries.map((entry) => this.#putEvent(entry, context));
    return {
      FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
      Entries: results,
    };
  }

  #putEvent(entry: Entry, scope: Scope) {
    const busArn = busArnOf(entry, scope);
    const bus = this.#buses.get(busArn);
    const event = readEntry(entry, scope, randomUUID(), this.#deps.clock.now());
    if ('ErrorCode' in event) return event;
    if (!bus) return { ErrorCode: 'InvalidArgument', ErrorMessage: `Event bus ${busArn} does not exist.` };
    for (const archive of bus.archives.values()) if (archive.matches(event)) archive.events.push(event);
    for (const rule of bus.rules.values()) if (rule.matches(event)) this.#deliver(event, rule);
    return { EventId: event.id };
  }

  #deliver(event: CloudEvent, { arn, targets }: Rule): void {
    reportRule(this.#deps, arn, 'MatchedEvents', 'TriggeredRules');
    for (const target of targets) {
      const stored = deliverToLogGroup(event, target, arn, this.logPolicies, this.#deps);
      reportRule(this.#deps, arn, 'Invocations', ...(stored ? [] : ['FailedInvocations']));
    }
  }
}

const replayArn = ({ accountId, region }: Scope, name: string): string =>
  `arn:aws:events:${region}:${accountId}:replay/${name}`;

/** Rules of a custom bus, by bus and rule. User Guide "Monitoring Amazon EventBridge", 2026-11. */
const reportRule = (deps: EventsDeps, ruleArn: string, ...names: readonly string[]): void => {
  const { accountId = '', region = '', resource = '' } = parseArn(ruleArn) ?? {};
  const [, EventBusName = '', RuleName = ''] = resource.split('/');
  const dimensions = { EventBusName, RuleName };
  const values = names.map((name) => [name, 1] as const);
  reportMetrics(deps, { accountId, region }, { namespace: 'AWS/Events', dimensions, values });
};

const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message);
