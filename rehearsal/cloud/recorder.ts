/**
 * What was observed during a rehearsal, stream by stream: the only source of the report and the artifacts. Entries
 * come from the accounts and the clients, never from the code under test.
 */

import type { ObservedAlarm } from '../services/cloudwatch/alarms/alarms.ts';

/** One request that reached an account, allowed or not. */
export type ObservedRequest = {
  readonly time: string;
  readonly account: string;
  readonly region: string;
  readonly principal: string;
  /** The IAM action, such as `lambda:InvokeFunction`; `service:Operation` for public operations. */
  readonly action: string;
  readonly resource: string;
  readonly decision: 'allowed' | 'denied' | 'unsigned';
  /** Why it was denied, in words: which statement or condition was missing. */
  readonly reason?: string;
  readonly status: number;
  readonly errorType?: string;
  readonly traceId?: string;
  readonly durationMs: number;
};

/** One thing a client did and what it got; `sub` is the source user's, no login and no secret is ever here. */
export type ObservedClientCall = {
  readonly time: string;
  readonly operation: string;
  readonly flow?: string;
  readonly sub?: string;
  readonly status: 'ok' | 'error' | 'challenge';
  readonly challenge?: string;
  readonly errorType?: string;
  readonly message?: string;
  readonly durationMs: number;
};

/** One line a Lambda or a service wrote to a log group. */
export type ObservedLog = {
  readonly time: string;
  readonly account: string;
  readonly region: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly message: string;
};

export type Streams = {
  readonly requests: ObservedRequest;
  readonly client: ObservedClientCall;
  readonly logs: ObservedLog;
  readonly segments: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly audit: Readonly<Record<string, unknown>>;
  readonly executions: Readonly<Record<string, unknown>>;
  readonly ledger: Readonly<Record<string, unknown>>;
  readonly faults: Readonly<Record<string, unknown>>;
  readonly alarms: ObservedAlarm;
};

export type StreamName = keyof Streams;

export const STREAM_NAMES = [
  'requests',
  'client',
  'logs',
  'segments',
  'metrics',
  'audit',
  'executions',
  'ledger',
  'faults',
  'alarms',
] as const satisfies readonly StreamName[];

export type Recorder = {
  readonly record: <Name extends StreamName>(stream: Name, entry: Streams[Name]) => void;
  readonly entries: <Name extends StreamName>(stream: Name) => readonly Streams[Name][];
};

/** A recorder that keeps everything in memory, in the order of arrival. */
export const createRecorder = (): Recorder => {
  const streams = Object.fromEntries(STREAM_NAMES.map((name) => [name, [] as unknown[]]));
  return {
    record: (stream, entry) => void streams[stream]?.push(entry),
    entries: <Name extends StreamName>(stream: Name) => (streams[stream] ?? []) as Streams[Name][],
  };
};
