/** What the console page shows of a run: gathered from what is recorded, without logins and secrets. */
import type { ObservedClientCall, ObservedRequest, Recorder } from '../cloud/recorder.ts';
import type { Report } from '../report/report.ts';
import { type ExecutionEntry, executionEntries, type Stored } from '../report/stored.ts';
import { tally } from '../report/words.ts';
import type { DashboardView } from './dashboard-views.ts';
import type { TraceRow } from './recent-traces.ts';

export type PoolView = {
  readonly title: string;
  readonly accountId: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly users: number;
  /** Status to number of users. */
  readonly statuses: Readonly<Record<string, number>>;
};

export type CutoverView = {
  /** As the ledger has it. */
  readonly phase: string;
  /** A rollback was the last word. */
  readonly held: boolean;
  readonly clients: readonly { readonly name: string; readonly flows: readonly string[] }[];
};

export type View = {
  readonly state: 'preparing' | 'running' | 'serving' | 'passed' | 'failed';
  /** What is going on, or why the run failed. */
  readonly message: string;
  readonly phases: readonly { readonly name: string; readonly done: number; readonly total: number }[];
  readonly pools: readonly PoolView[];
  readonly requests: number;
  readonly calls: readonly ObservedClientCall[];
  readonly denials: readonly ObservedRequest[];
  /** The newest. */
  readonly executions: readonly ExecutionEntry[];
  /** Status to number of executions. */
  readonly executionStatuses: Readonly<Record<string, number>>;
  /** State to number of ledger records. */
  readonly ledger: Readonly<Record<string, number>>;
  /** Undefined where nothing can be cut over. */
  readonly cutover?: CutoverView;
  /** Of the newest migrated sign-ins. */
  readonly traces: readonly TraceRow[];
  /** Those of the templates. */
  readonly dashboards: readonly DashboardView[];
  readonly report?: Report;
};

/** Rows of a list that stay readable on a laptop. */
const RECENT = 12;

/** The newest entries, newest first. */
export const recent = <Entry>(entries: readonly Entry[]): Entry[] => entries.slice(-RECENT).toReversed();

/** What the recorder alone can tell. */
export type Observed = Pick<View, 'requests' | 'calls' | 'denials' | 'executions' | 'executionStatuses'>;

export const observedView = (recorder: Recorder): Observed => {
  const requests = recorder.entries('requests');
  const executions = executionEntries({ executions: recorder.entries('executions') });
  return {
    requests: requests.length,
    calls: recent(recorder.entries('client')),
    denials: recent(requests.filter(({ decision }) => decision === 'denied')),
    executions: recent(executions),
    executionStatuses: tally(executions.map(({ status }) => status)),
  };
};

export const poolView = (
  title: string,
  at: Pick<PoolView, 'accountId' | 'region' | 'userPoolId'>,
  users: readonly { readonly UserStatus: string; readonly Enabled: boolean }[],
): PoolView => {
  const statuses: Record<string, number> = {};
  for (const { UserStatus, Enabled } of users) {
    const status = Enabled ? UserStatus : `${UserStatus}, disabled`;
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return { title, ...at, users: users.length, statuses };
};

/** Key of the record that says what is wanted. Design §9. */
const CUTOVER_STATE = 'cutover#state';

/** @param clients as DescribeUserPoolClient shows them */
export const cutoverView = (
  ledger: Stored['ledger'],
  clients: readonly Readonly<Record<string, unknown>>[],
): CutoverView => {
  const state = ledger.find(({ id }) => id === CUTOVER_STATE);
  return {
    phase: String(state?.desiredPhase ?? 'migrating'),
    held: state?.hold === true,
    clients: clients.map(({ ClientName, ClientId, ExplicitAuthFlows }) => ({
      name: String(ClientName ?? ClientId),
      flows: Array.isArray(ExplicitAuthFlows) ? ExplicitAuthFlows.map(String) : [],
    })),
  };
};
