/** A pool with app clients, the ledger and the metrics, in memory, on a clock that only waiting moves. Nothing can be written. */
import type { AppClientDescription } from '#core/auth-flows.ts';
import { type CutoverClientRecord, type CutoverState, NEVER_CUT_OVER } from '#core/cutover-state.ts';
import type { SweepProgress } from '#core/progress.ts';
import { createAssessCutover } from '#functions/assess-cutover/assess-cutover.ts';
import type { AssessCutoverPorts, MetricAnswer, MetricWindow } from '#functions/assess-cutover/ports.ts';
import { settings } from '#test/core/trigger-builders.ts';
import { CUTOVER, EXECUTION } from '#test/functions/switch-auth-flow/fake-client.ts';

export const DAY = 24 * 60 * 60 * 1_000;
export const STARTED = Date.parse(EXECUTION.startedAt);
export const OURS = 'arn:aws:lambda:us-east-1:222222222222:function:m-migrate-user:live';

const daysAgo = (days: number): number => STARTED - days * DAY;

/** Everybody has come, and all is quiet. */
export const FINISHED: SweepProgress = {
  executionId: 'arn',
  startedAt: new Date(daysAgo(0.2)).toISOString(),
  finishedAt: new Date(daysAgo(0.1)).toISOString(),
  digits: 1,
  newestRecordAt: new Date(daysAgo(40)).toISOString(),
  totals: {
    source: {
      users: 10,
      records: { migrated: { reconciled: 10 } },
      stragglers: {},
      unreadable: 0,
      imported: 0,
    },
    target: {
      users: 10,
      shells: 0,
      reconciled: 10,
      started: 0,
      failed: 0,
      importing: 0,
      mismatched: 0,
      unreadable: 0,
      foreign: 0,
      'shells-removed': 0,
    },
  },
};

export const QUIET: MetricAnswer = {
  kind: 'told',
  attempts: 1_000,
  failed: 0,
  newestMigrationAt: daysAgo(40),
};

export const client = (ClientId: string, change: AppClientDescription = {}): AppClientDescription => ({
  ClientId,
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  ...change,
});
export const switched = (ClientId: string): AppClientDescription =>
  client(ClientId, { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] });

export type World = {
  readonly clients?: readonly AppClientDescription[];
  /** Of the configuration. */
  readonly clientIds?: readonly string[];
  /** Absent where the pool calls nobody. @default - ours */
  readonly trigger?: string | 'none';
  readonly state?: Partial<CutoverState>;
  readonly records?: readonly CutoverClientRecord[];
  readonly progress?: SweepProgress | 'none';
  readonly metrics?: MetricAnswer;
  readonly phase?: 'migrating' | 'srp-only';
  /** Milliseconds that one look at a client takes. */
  readonly lookMs?: number;
  readonly override?: (ports: AssessCutoverPorts) => Partial<AssessCutoverPorts>;
};

export const createWorld = (world: World = {}) => {
  const { clients = [client('web'), client('app')], lookMs = 0 } = world;
  const { clientIds = ['web', 'app'], trigger = OURS, progress = FINISHED } = world;
  const windows: MetricWindow[] = [];
  const told: string[] = [];
  const looks: string[] = [];
  let now = STARTED + 60_000;
  const ports: AssessCutoverPorts = {
    pool: {
      readPool: async () => ({ domain: false, ...(trigger === 'none' ? {} : { migrationTrigger: trigger }) }),
      listClients: async () => clients.map(({ ClientId }) => String(ClientId)),
      readClient: async (id) => {
        looks.push(id);
        now += lookMs;
        return clients.find(({ ClientId }) => ClientId === id);
      },
    },
    records: {
      readState: async () => ({ ...NEVER_CUT_OVER, ...world.state }),
      readClientRecords: async (ids) =>
        (world.records ?? []).filter(({ clientId }) => ids.includes(clientId)),
      readProgress: async () => (progress === 'none' ? undefined : progress),
    },
    metrics: {
      readHistory: async (window) => {
        windows.push(window);
        return world.metrics ?? QUIET;
      },
    },
    telemetry: {
      assessed: ({ decision }) => void told.push(decision),
      metricsUnknown: (awsError) => void told.push(awsError),
    },
    clock: {
      now: () => now,
      wait: async (milliseconds) => {
        now += milliseconds;
      },
    },
  };
  const assess = createAssessCutover(
    { ...ports, ...world.override?.(ports) },
    { ...settings(), cutover: CUTOVER, phase: world.phase ?? 'migrating' },
    { clientIds, migrateUserArn: OURS },
  );
  const call = (payload: object, signal = new AbortController().signal) =>
    assess({ ...EXECUTION, ...payload }, signal);
  return {
    windows,
    told,
    looks,
    elapsed: () => now - STARTED - 60_000,
    call,
    assess: (input: object = { task: 'cutover' }) => call({ step: 'assess', input }),
  };
};
