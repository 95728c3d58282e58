/** StartReplay: what a request has to be, and which events of an archive go to the bus once more. */

import { parseArn } from '../../cloud/arn.ts';
import { NotModelled, ServiceError } from '../../cloud/service.ts';
import type { CloudEvent } from './put-events.ts';

/** An archived event on its way to the rules again: it says so. User Guide "Replaying archived events", 2026-11. */
export type ReplayedEvent = CloudEvent & { readonly 'replay-name': string };

export type ReplayInput = {
  readonly name: string;
  readonly archiveArn: string;
  /** Milliseconds since the epoch; from the start on, before the end. */
  readonly from: number;
  readonly until: number;
  readonly busArn: string;
  /** Only these rules of the bus. @default - all of them */
  readonly ruleArns?: readonly string[];
};

/** A replay that has ended, as DescribeReplay shows it. Times in milliseconds since the epoch. */
export type Replay = ReplayInput & {
  readonly arn: string;
  readonly at: number;
  readonly lastReplayed?: number;
};

type Given = {
  readonly ReplayName?: unknown;
  readonly EventSourceArn?: unknown;
  readonly EventStartTime?: unknown;
  readonly EventEndTime?: unknown;
  readonly Destination?: { readonly Arn?: unknown; readonly FilterArns?: unknown };
};

const MEMBERS = new Set([
  'ReplayName',
  'Description',
  'EventSourceArn',
  'EventStartTime',
  'EventEndTime',
  'Destination',
]);

/** API Reference "StartReplay", 2026-11. */
const NAME = /^[.\-_A-Za-z0-9]{1,64}$/;

export const replayName = (given: unknown): string => {
  if (typeof given === 'string' && NAME.test(given)) return given;
  throw refused(`ReplayName ${String(given)} must be 1 to 64 letters, digits, ".", "-" or "_".`);
};

/** @throws {ServiceError} `ValidationException`. @throws {NotModelled} for other members. */
export const readReplay = (input: Given): ReplayInput => {
  const others = Object.keys(input).filter((member) => !MEMBERS.has(member));
  if (others.length > 0) throw new NotModelled(`the member ${others.join(', ')} of events:StartReplay`);
  const { EventSourceArn: archiveArn, Destination = {} } = input;
  if (typeof archiveArn !== 'string' || !parseArn(archiveArn)?.resource.startsWith('archive/'))
    throw refused(`EventSourceArn ${String(archiveArn)} is no ARN of an archive.`);
  if (typeof Destination.Arn !== 'string') throw refused('Destination must have the Arn of an event bus.');
  const [from, until] = [timeOf(input.EventStartTime), timeOf(input.EventEndTime)];
  if (!(from < until)) throw refused('EventStartTime must be before EventEndTime.');
  return {
    name: replayName(input.ReplayName),
    archiveArn,
    from,
    until,
    busArn: Destination.Arn,
    ...rulesOf(Destination.FilterArns),
  };
};

const rulesOf = (given: unknown): Pick<ReplayInput, 'ruleArns'> => {
  if (given === undefined || given === null) return {};
  if (Array.isArray(given) && given.every((arn) => typeof arn === 'string')) return { ruleArns: given };
  throw refused('FilterArns must be a list of ARNs of rules.');
};

/** On the wire a time is in seconds since the epoch. */
const timeOf = (given: unknown): number => {
  if (typeof given === 'number') return given * 1000;
  throw refused('EventStartTime and EventEndTime must be times.');
};

export const refused = (message: string) => new ServiceError('ValidationException', message);

/**
 * By the time that stands in them, oldest first. AWS goes minute by minute and keeps no order within one.
 */
export const eventsToReplay = (
  archived: readonly CloudEvent[],
  { name, from, until }: ReplayInput,
): readonly ReplayedEvent[] =>
  archived
    .filter(({ time }) => Date.parse(time) >= from && Date.parse(time) < until)
    .toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time))
    .map((event) => ({ ...event, 'replay-name': name }));
