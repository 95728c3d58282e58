/** PutEvents' input: what the whole request has to be, and what makes a single entry fail. */

import { parseArn } from '../../cloud/arn.ts';
import { NotModelled, type Scope, ServiceError } from '../../cloud/service.ts';

/** An event as rules, archives and targets see it. User Guide "Event structure", 2026-11. */
export type CloudEvent = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
};

export type Entry = Readonly<Record<string, unknown>>;
export type EntryFailure = { readonly ErrorCode: string; readonly ErrorMessage: string };

/** PutEvents API Reference and User Guide "Calculating PutEvents event entry size", 2026-11. */
const MOST_ENTRIES = 10;
const LARGEST_REQUEST_BYTES = 256 * 1024;

const MEMBERS = new Set([
  'Detail',
  'DetailType',
  'EventBusName',
  'Resources',
  'Source',
  'Time',
  'TraceHeader',
]);

/** The entries of a request. @throws {ServiceError} `ValidationException`. @throws {NotModelled} for other members. */
export const readEntries = (input: Readonly<Record<string, unknown>>): readonly Entry[] => {
  const { Entries: entries, ...rest } = input;
  const others = Object.keys(rest);
  if (others.length > 0) throw new NotModelled(`the member ${others.join(', ')} of events:PutEvents`);
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > MOST_ENTRIES) {
    throw validation(`Entries must have 1 to ${MOST_ENTRIES} members.`);
  }
  for (const entry of entries as Entry[]) {
    const unknown = Object.keys(entry).filter((member) => !MEMBERS.has(member));
    if (unknown.length > 0) throw new NotModelled(`the member ${unknown.join(', ')} of an event entry`);
  }
  const bytes = (entries as Entry[]).reduce((sum, entry) => sum + entrySize(entry), 0);
  if (bytes > LARGEST_REQUEST_BYTES)
    throw validation(`Total size of the entries in the request is over the limit (${bytes} bytes).`);
  return entries as Entry[];
};

const validation = (message: string) => new ServiceError('ValidationException', message);

/** 14 bytes for a time; source, detail type, detail and resources in UTF-8. */
const entrySize = ({ Time, Source, DetailType, Detail, Resources }: Entry): number =>
  [Source, DetailType, Detail, ...(Array.isArray(Resources) ? Resources : [])].reduce(
    (sum: number, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0),
    Time === undefined ? 0 : 14,
  );

/** The bus an entry is for, by name or ARN; `default` where it says nothing. */
export const busArnOf = ({ EventBusName: bus }: Entry, { accountId, region }: Scope): string => {
  const name = typeof bus === 'string' && bus !== '' ? bus : 'default';
  return parseArn(name) ? name : `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
};

/** The event an entry makes, or why it makes none. `now` in milliseconds. */
export const readEntry = (entry: Entry, scope: Scope, id: string, now: number): CloudEvent | EntryFailure => {
  const { Source: source, DetailType: type, Detail: detail, Resources: resources = [], Time: time } = entry;
  if (typeof source !== 'string' || source === '') return missing('Source');
  if (typeof type !== 'string' || type === '') return missing('DetailType');
  if (typeof detail !== 'string' || detail === '') return missing('Detail');
  if (source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const parsed = parseDetail(detail);
  if (!parsed) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  // On the wire a time is in seconds since the epoch.
  const at = typeof time === 'number' ? time * 1000 : now;
  return {
    version: '0',
    id,
    'detail-type': type,
    source,
    account: scope.accountId,
    time: new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: scope.region,
    resources: resources as readonly string[],
    detail: parsed,
  };
};

const missing = (member: string): EntryFailure => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${member} is not valid. Reason: ${member} is a required argument.`,
});

const parseDetail = (detail: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(detail);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
};
