/**
 * One app client and the ledger's records about it, in memory. An update replaces everything, as Cognito's does: what it
 * leaves out is gone. What Cognito would refuse is refused here; everything that happens is remembered in order.
 */
import type { AppClientDescription } from '#core/auth-flows.ts';
import { type CutoverClientRecord, type CutoverState, NEVER_CUT_OVER } from '#core/cutover-state.ts';
import type { ClientWrite, SwitchAuthFlowPorts } from '#functions/switch-auth-flow/ports.ts';
import { createSwitchAuthFlow } from '#functions/switch-auth-flow/switch-auth-flow.ts';
import { settings } from '#test/core/trigger-builders.ts';

export const CLIENT = 'client1';
export const EXECUTION = {
  executionId: 'arn:aws:states:us-east-1:222222222222:express:m-cutover:run:1',
  startedAt: '2026-11-23T10:00:00.000Z',
} as const;

export const PASSWORD = 'ALLOW_USER_PASSWORD_AUTH';
export const SRP = 'ALLOW_USER_SRP_AUTH';
export const REFRESH = 'ALLOW_REFRESH_TOKEN_AUTH';

export const described = (change: AppClientDescription = {}): AppClientDescription => ({
  ClientId: CLIENT,
  UserPoolId: 'us-east-1_TargetPl1',
  ClientName: 'web',
  CreationDate: 1,
  LastModifiedDate: 2,
  RefreshTokenValidity: 30,
  CallbackURLs: ['https://app.example.com'],
  QuantumBinding: { Required: true },
  ExplicitAuthFlows: [PASSWORD, REFRESH],
  ...change,
});
export const SWITCHED = described({ ExplicitAuthFlows: [REFRESH, SRP] });
export const RECORD = {
  clientId: CLIENT,
  previousFlows: [PASSWORD, REFRESH],
  switchedAt: EXECUTION.startedAt,
  executionId: EXECUTION.executionId,
};
export const NOTHING = { clientId: CLIENT, removed: [], added: [], changed: false };
export const DONE = { clientId: CLIENT, removed: [PASSWORD], added: [SRP], changed: true };
export const UNDONE = { clientId: CLIENT, removed: [SRP], added: [PASSWORD], changed: true };

export const CUTOVER = {
  gates: {
    migratedShare: 0.95,
    quietDays: 14,
    failureShare: 0.01,
    failureDays: 30,
    sweepMaxAgeHours: 26,
    failedReconciliations: 0,
  },
  userAuth: 'remove',
  retirementQuietDays: 30,
  stacks: { source: 'm-source', target: 'm-target' },
} as const;

/** The ledger wants the client switched, or restored. */
export const WANTED: CutoverState = { ...NEVER_CUT_OVER, desiredPhase: 'srp-only', clients: [CLIENT] };
export const HELD: CutoverState = { ...NEVER_CUT_OVER, hold: true };

/** What becomes of one write. `applied`: the answer is lost, the write is not. */
export type Fate = 'busy' | 'unanswered' | 'applied' | 'gone';

export type World = {
  /** Absent where the pool has no such client. */
  readonly client?: AppClientDescription;
  readonly state?: CutoverState;
  readonly record?: CutoverClientRecord;
  readonly userAuth?: 'remove' | 'keep';
  /** Of the writes in turn; all others go through. */
  readonly fates?: readonly Fate[];
  /** What a write does to the client beside what was asked for. */
  readonly quirk?: (client: AppClientDescription, write: number) => AppClientDescription;
  /** What somebody else does between a write and the next look. */
  readonly meanwhile?: (client: AppClientDescription, write: number) => AppClientDescription;
  readonly override?: (ports: SwitchAuthFlowPorts) => Partial<SwitchAuthFlowPorts>;
};

const UNTAKEN = ['ClientSecret', 'ClientType', 'CreationDate', 'LastModifiedDate'];

const refuseWhatCognitoRefuses = (update: AppClientDescription): void => {
  const untaken = Object.keys(update).filter((name) => UNTAKEN.includes(name));
  if (untaken.length > 0) throw new Error(`UpdateUserPoolClient does not take ${untaken.join(', ')}`);
  const { ExplicitAuthFlows: flows } = update;
  if (Array.isArray(flows) && flows.length === 0) throw new Error('an empty list of flows was sent');
};

const replaced = (client: AppClientDescription, update: AppClientDescription): AppClientDescription => ({
  ...Object.fromEntries(Object.entries(client).filter(([name]) => UNTAKEN.includes(name))),
  ...update,
});

export const createWorld = (world: World = {}) => {
  const { fates = [], quirk = (same) => same, meanwhile = (same) => same } = world;
  let client = world.client;
  let { state = WANTED, record } = world;
  let writes = 0;
  const log: string[] = [];
  const waits: number[] = [];

  const apply = (update: AppClientDescription): AppClientDescription => {
    client = quirk(replaced(client ?? {}, update), writes);
    return client;
  };
  const writeClient = async (_: string, update: AppClientDescription): Promise<ClientWrite> => {
    refuseWhatCognitoRefuses(update);
    const fate = fates[writes];
    writes += 1;
    log.push('write');
    if (fate === 'gone') client = undefined;
    if (fate === 'gone' || client === undefined) return { kind: 'gone' };
    if (fate === 'busy') return { kind: 'busy', awsError: 'ConcurrentModificationException' };
    if (fate === 'unanswered') return { kind: 'unanswered', awsError: 'ECONNRESET' };
    const description = apply(update);
    client = meanwhile(description, writes);
    return fate === 'applied'
      ? { kind: 'unanswered', awsError: 'ECONNRESET' }
      : { kind: 'written', description };
  };
  const ports: SwitchAuthFlowPorts = {
    clients: {
      readClient: async () => {
        log.push('read');
        return client;
      },
      writeClient,
    },
    records: {
      readState: async () => state,
      readClientRecord: async () => record,
      keepClientRecord: async (first) => {
        log.push('keep');
        record ??= first;
      },
      forgetClientRecord: async () => {
        log.push('forget');
        record = undefined;
      },
    },
    clock: {
      wait: async (milliseconds) => {
        waits.push(milliseconds);
      },
      random: () => 0.5,
    },
  };
  const switchAuthFlow = createSwitchAuthFlow(
    { ...ports, ...world.override?.(ports) },
    { ...settings(), cutover: { ...CUTOVER, userAuth: world.userAuth ?? 'remove' } },
  );
  return {
    log,
    waits,
    client: () => client,
    record: () => record,
    become: (next: CutoverState) => {
      state = next;
    },
    run: (action: string, signal = new AbortController().signal) =>
      switchAuthFlow({ ...EXECUTION, action, clientId: CLIENT }, signal),
  };
};
