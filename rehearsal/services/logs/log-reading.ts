/** The operations by which an operator reads log groups: DescribeLogGroups, FilterLogEvents, GetLogEvents. */

import { NotModelled, type Operation, type Scope, type Service, ServiceError } from '../../cloud/service.ts';
import type { LogEvent, LogGroup, Logs } from './logs.ts';

type Input = Readonly<Record<string, unknown>>;

/** Most groups and events in one answer. API Reference, 2026-11. */
const GROUPS_PER_PAGE = 50;
const EVENTS_PER_PAGE = 10_000;

export const logReadingService = (logs: Logs): Service => ({
  name: 'logs',
  protocol: 'awsJson1_1',
  target: 'Logs_20140328',
  operations: {
    DescribeLogGroups: reading(
      'DescribeLogGroups',
      (_input, scope) => groupArn(scope, '*'),
      ({ input, scope }) => describeGroups(logs.groupsOf(scope), input),
    ),
    FilterLogEvents: reading('FilterLogEvents', groupResource, ({ input, scope }) =>
      filterEvents(groupOf(logs, scope, input), input),
    ),
    GetLogEvents: reading('GetLogEvents', groupResource, ({ input, scope }) =>
      getEvents(groupOf(logs, scope, input), input),
    ),
  },
});

const KNOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  DescribeLogGroups: new Set(['logGroupNamePrefix', 'limit', 'nextToken']),
  FilterLogEvents: new Set([
    'logGroupName',
    'logGroupIdentifier',
    'logStreamNames',
    'logStreamNamePrefix',
    'startTime',
    'endTime',
    'filterPattern',
    'limit',
    'nextToken',
    'interleaved',
  ]),
  GetLogEvents: new Set([
    'logGroupName',
    'logGroupIdentifier',
    'logStreamName',
    'startTime',
    'endTime',
    'startFromHead',
    'limit',
    'nextToken',
  ]),
};

const reading = (
  name: string,
  resource: (input: Input, scope: Scope) => string,
  answer: (call: { input: Input; scope: Scope }) => unknown,
): Operation<Input> => ({
  access: {
    kind: 'signed',
    requests: (input, scope) => [{ action: `logs:${name}`, resource: resource(input, scope) }],
  },
  handle: (input, scope) => {
    const unknown = Object.keys(input).filter((member) => !KNOWN[name]?.has(member));
    if (unknown.length > 0) throw new NotModelled(`logs:${name} with ${unknown.join(', ')}`);
    return answer({ input, scope });
  },
});

const groupArn = ({ accountId, region }: Scope, name: string): string =>
  `arn:aws:logs:${region}:${accountId}:log-group:${name}`;

const groupResource = (input: Input, scope: Scope): string => `${groupArn(scope, groupName(input))}:*`;

/** Name or ARN; the ARN may end in `:*`. */
const groupName = ({ logGroupName, logGroupIdentifier }: Input): string => {
  const given = logGroupName ?? logGroupIdentifier;
  if (typeof given !== 'string' || given === '') throw invalid('logGroupName', 'a text');
  return /:log-group:([^:]+)/.exec(given)?.[1] ?? given;
};

const groupOf = (logs: Logs, scope: Scope, input: Input): LogGroup =>
  logs.requireGroup(scope, groupName(input));

const describeGroups = (groups: readonly LogGroup[], input: Input) => {
  const prefix = textIn(input, 'logGroupNamePrefix') ?? '';
  const fitting = groups.filter(({ description }) => description.name.startsWith(prefix));
  const { page, nextToken } = pageOf(fitting, input, GROUPS_PER_PAGE);
  return { logGroups: page.map(describeGroup), ...(nextToken && { nextToken }) };
};

const describeGroup = ({ description, arn, createdAt, events }: LogGroup) => ({
  logGroupName: description.name,
  arn: `${arn}:*`,
  logGroupArn: arn,
  creationTime: createdAt,
  storedBytes: events.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0),
  ...(description.retentionDays !== undefined && { retentionInDays: description.retentionDays }),
  ...(description.kmsKeyId !== undefined && { kmsKeyId: description.kmsKeyId }),
});

const filterEvents = (group: LogGroup, input: Input) => {
  const names = input.logStreamNames;
  if (names !== undefined && !Array.isArray(names)) throw invalid('logStreamNames', 'a list of texts');
  const prefix = textIn(input, 'logStreamNamePrefix') ?? '';
  const term = filterTerm(textIn(input, 'filterPattern') ?? '');
  const fitting = inTime(group.events, input).filter(
    ({ stream, message }) =>
      (names?.includes(stream) ?? true) && stream.startsWith(prefix) && message.includes(term),
  );
  const { page, nextToken } = pageOf(fitting, input, EVENTS_PER_PAGE);
  const events = page.map(({ id, stream, ...event }) => ({
    ...event,
    eventId: id,
    logStreamName: stream,
    ingestionTime: event.timestamp,
  }));
  return { events, searchedLogStreams: [], ...(nextToken && { nextToken }) };
};

/** One word, or any text in double quotes; everything else of the pattern language is refused. */
const filterTerm = (pattern: string): string => {
  const quoted = /^"([^"]*)"$/.exec(pattern)?.[1];
  if (quoted !== undefined) return quoted;
  if (/^[\w-]*$/.test(pattern)) return pattern;
  throw new NotModelled('filter patterns of logs:FilterLogEvents beyond one word or one quoted text');
};

/** Pages of one stream; at the end the token that came in is handed back, which tells a client to stop. */
const getEvents = (group: LogGroup, input: Input) => {
  const stream = textIn(input, 'logStreamName');
  if (!group.events.some((event) => event.stream === stream)) {
    throw new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
  }
  const fitting = inTime(group.events, input).filter((event) => event.stream === stream);
  const limit = limitOf(input, EVENTS_PER_PAGE);
  const token = textIn(input, 'nextToken');
  const start = token
    ? offsetOf(token)
    : input.startFromHead === true
      ? 0
      : Math.max(0, fitting.length - limit);
  const page = fitting.slice(start, start + limit);
  return {
    events: page.map(({ timestamp, message }) => ({ timestamp, message, ingestionTime: timestamp })),
    nextForwardToken: `f/${start + page.length}`,
    nextBackwardToken: `b/${Math.max(0, start - limit)}`,
  };
};

/** From `startTime` on, and before `endTime`. */
const inTime = (events: readonly LogEvent[], { startTime, endTime }: Input): readonly LogEvent[] => {
  const from = typeof startTime === 'number' ? startTime : 0;
  const to = typeof endTime === 'number' ? endTime : Number.POSITIVE_INFINITY;
  return events.filter(({ timestamp }) => timestamp >= from && timestamp < to);
};

const pageOf = <Entry>(entries: readonly Entry[], input: Input, most: number) => {
  const limit = limitOf(input, most);
  const token = textIn(input, 'nextToken');
  const start = token ? offsetOf(token) : 0;
  const end = start + limit;
  return { page: entries.slice(start, end), nextToken: end < entries.length ? `f/${end}` : undefined };
};

const limitOf = ({ limit }: Input, most: number): number => {
  if (limit === undefined) return most;
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw invalid('limit', `a whole number from 1 to ${most}`);
};

const offsetOf = (token: string): number => {
  const offset = /^[fb]\/(\d+)$/.exec(token)?.[1];
  if (offset === undefined) throw invalid('nextToken', 'a token of an earlier answer');
  return Number(offset);
};

const textIn = (input: Input, member: string): string | undefined => {
  const value = input[member];
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(member, 'a text');
};

const invalid = (member: string, what: string) =>
  new ServiceError('InvalidParameterException', `Parameter ${member} is not ${what}.`);
