/** CloudWatch Logs: the log groups of all accounts, what is written to them, and reading it back. See logs.md. */

import type { Recorder } from '../../cloud/recorder.ts';
import { type Clock, type Scope, type Service, ServiceError } from '../../cloud/service.ts';
import { type MetricDatum, recordMetric } from '../cloudwatch/metric.ts';
import { readEmbeddedMetrics } from './embedded-metrics.ts';
import { logReadingService } from './log-reading.ts';
import {
  type MetricFilter,
  type MetricFilterInput,
  MOST_FILTERS,
  parseMessage,
  readMetricFilter,
} from './metric-filter.ts';

export type LogGroupDescription = {
  readonly name: string;
  /** Absent: kept forever. Nothing expires during a rehearsal. */
  readonly retentionDays?: number;
  readonly kmsKeyId?: string;
  /** @default false */
  readonly deletionProtection?: boolean;
};

export type LogEvent = {
  /** Unique and ascending in the order of arrival. */
  readonly id: string;
  readonly stream: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
};

export type LogGroup = Scope & {
  readonly description: LogGroupDescription;
  readonly arn: string;
  readonly createdAt: number;
  readonly events: LogEvent[];
  /** By name. */
  readonly filters: Map<string, MetricFilter>;
};

/** Retentions that CloudWatch Logs takes, in days. API Reference "PutRetentionPolicy", 2026-11. */
const RETENTIONS = new Set([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

export class Logs {
  readonly service: Service;
  readonly #groups = new Map<string, LogGroup>();
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  #written = 0;

  constructor({ recorder, clock }: { readonly recorder: Recorder; readonly clock: Clock }) {
    this.#recorder = recorder;
    this.#clock = clock;
    this.service = logReadingService(this);
  }

  /** Creates the group or changes its settings; what was written and its metric filters stay. @throws {ServiceError} for a retention AWS does not have. */
  putLogGroup(scope: Scope, description: LogGroupDescription): { readonly arn: string } {
    const { name, retentionDays } = description;
    if (retentionDays !== undefined && !RETENTIONS.has(retentionDays)) {
      const message = `Log group ${name} has a retention of ${retentionDays} days; use one of ${[...RETENTIONS].join(', ')}.`;
      throw new ServiceError('InvalidParameterException', message);
    }
    const { accountId, region } = scope;
    const arn = `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
    const before = this.#groups.get(arn);
    const createdAt = before?.createdAt ?? this.#clock.now();
    const { events = [], filters = new Map() } = before ?? {};
    this.#groups.set(arn, { accountId, region, description, arn, createdAt, events, filters });
    return { arn };
  }

  /**
   * Creates or replaces a metric filter of a group; it counts what is written from then on.
   * @throws {ServiceError} where the group does not exist, or has too many. @throws {NotModelled} for other patterns.
   */
  putMetricFilter(scope: Scope, groupName: string, input: MetricFilterInput): void {
    const { filters } = this.requireGroup(scope, groupName);
    const filter = readMetricFilter(input);
    if (!filters.has(input.name) && filters.size >= MOST_FILTERS) {
      const message = `Log group ${groupName} has ${MOST_FILTERS} metric filters already: resource limit exceeded.`;
      throw new ServiceError('LimitExceededException', message);
    }
    filters.set(input.name, filter);
  }

  removeMetricFilter(scope: Scope, groupName: string, name: string): void {
    this.findGroup(scope, groupName)?.filters.delete(name);
  }

  /** With everything that was written to it. @throws {ServiceError} `ValidationException` where it is protected. */
  deleteLogGroup(scope: Scope, name: string): void {
    const group = this.findGroup(scope, name);
    // User Guide "Protecting log groups from deletion", 2026-11.
    if (group?.description.deletionProtection)
      throw new ServiceError(
        'ValidationException',
        'Cannot delete log group with deletion protection enabled. Disable deletion protection first.',
      );
    if (group) this.#groups.delete(group.arn);
  }

  /** The group, or undefined where the scope has none of that name. */
  findGroup({ accountId, region }: Scope, name: string): LogGroup | undefined {
    return this.#groups.get(`arn:aws:logs:${region}:${accountId}:log-group:${name}`);
  }

  /** @throws {ServiceError} `ResourceNotFoundException` saying which group of which account is missing. */
  requireGroup(scope: Scope, name: string): LogGroup {
    const group = this.findGroup(scope, name);
    if (group) return group;
    const where = `${name} in account ${scope.accountId}, ${scope.region}`;
    throw new ServiceError('ResourceNotFoundException', `The specified log group does not exist: ${where}.`);
  }

  /** All groups of an account in a region, by name. */
  groupsOf({ accountId, region }: Scope): readonly LogGroup[] {
    const groups = [...this.#groups.values()].filter(
      (group) => group.accountId === accountId && group.region === region,
    );
    return groups.toSorted((a, b) => (a.description.name < b.description.name ? -1 : 1));
  }

  /**
   * Writes one event, the metrics that are embedded in it, and those that the group's metric filters make of it.
   * @throws {ServiceError} `ResourceNotFoundException` where the group does not exist.
   */
  write(scope: Scope, groupName: string, stream: string, message: string): void {
    const group = this.requireGroup(scope, groupName);
    const { accountId: account, region } = group;
    const timestamp = this.#clock.now();
    const time = new Date(timestamp).toISOString();
    this.#written += 1;
    group.events.push({ id: String(this.#written).padStart(20, '0'), stream, timestamp, message });
    this.#recorder.record('logs', { time, account, region, logGroup: groupName, logStream: stream, message });
    const data = [...metricsIn(message, groupName, timestamp), ...filtered(group, message, timestamp)];
    for (const datum of data) {
      recordMetric({ recorder: this.#recorder, clock: this.#clock }, group, datum);
    }
  }
}

const filtered = ({ filters }: LogGroup, message: string, timestamp: number): readonly MetricDatum[] => {
  const parsed = filters.size === 0 ? undefined : parseMessage(message);
  return parsed ? [...filters.values()].flatMap((filter) => filter(parsed, timestamp) ?? []) : [];
};

/** Where a line's metrics cannot be read, CloudWatch says so by a metric of its own. User Guide "Viewing metrics", 2026-11. */
const metricsIn = (message: string, groupName: string, timestamp: number): readonly MetricDatum[] => {
  const found = readEmbeddedMetrics(message);
  if (found === undefined) return [];
  if (found !== 'invalid') return found.data;
  const dimensions = { LogGroupName: groupName };
  return [
    { namespace: 'AWS/Logs', name: 'EMFValidationErrors', unit: 'Count', values: [1], dimensions, timestamp },
  ];
};
