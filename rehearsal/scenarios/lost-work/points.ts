/**
 * The points at which work is killed, dropped, refused or done twice while users sign in and are reconciled: which
 * request meets what, and how many users each is dealt to.
 */
import type { Fault } from '../../cloud/gateway.ts';

/** As `faults` of the report counts them. */
export type FaultKind =
  | 'StartExecution refused'
  | 'StartExecution hangs'
  | 'StartExecution answer lost'
  | 'migrate-user killed midway'
  | 'reconcile-user killed midway'
  | 'reconcile-user answer lost'
  | 'ledger throttled'
  | 'ledger answer lost'
  | 'target throttled'
  | 'target answer lost'
  | 'source throttled'
  | 'audit bus down'
  | 'audit bus and ledger down'
  | 'audit bus answer lost'
  | 'execution runs twice'
  | 'trigger runs twice'
  | 'child of the sweep fails on its third page'
  | 'sweep-shard killed midway'
  | 'summarize-sweep killed midway';

/** Whose request it is: the name of a Lambda or a machine, without the configuration's. */
export type Worker =
  | 'migrate-user'
  | 'reconcile-user'
  | 'post-migration'
  | 'sweep-shard'
  | 'summarize-sweep'
  | 'sweep';

/** `killed`: the operation runs, and the process of the Lambda that asked for it is gone. */
export type Mishap = Fault | 'killed';

export type Meeting = {
  readonly by: readonly Worker[];
  readonly operation: string;
  /** Account of the operation, where both have it. */
  readonly at?: 'source' | 'target';
  /** The operation meets it only once the person has met this other one. */
  readonly after?: string;
  readonly does: Mishap;
  /** So many requests about one person meet it. @default - all, until faults are lifted */
  readonly times?: number;
};

/**
 * `member`: comes with groups that the target gives. `guarded`: has a second factor that stays behind. Members and
 * guarded users are none of the others.
 */
export type Lot = 'anybody' | 'member' | 'guarded';

export type Point = {
  readonly kind: FaultKind;
  readonly meetings: readonly Meeting[];
  readonly people: Readonly<Partial<Record<Lot, number>>>;
};

const answered = (code: string, status = 400): Fault => ({
  kind: 'error',
  code,
  message: 'Injected by the scenario.',
  status,
});

export const DENIED = answered('AccessDeniedException');
export const BROKEN = answered('InternalErrorException', 500);
const BUS_DOWN = answered('InternalException', 500);
export const TABLE_THROTTLED = answered('ProvisionedThroughputExceededException');
const POOL_THROTTLED = answered('TooManyRequestsException');
const ANSWER_LOST: Fault = { kind: 'drop-answer' };

const machineWrites = { by: ['post-migration'], operation: 'UpdateItem' } as const;
const triggerTells = { by: ['migrate-user'], operation: 'PutEvents' } as const;
const machineTells = { by: ['post-migration'], operation: 'PutEvents' } as const;
const triggerStarts = { by: ['migrate-user'], operation: 'StartExecution' } as const;
const joinsGroup = { by: ['reconcile-user'], operation: 'AdminAddUserToGroup' } as const;
const readsTarget = { by: ['reconcile-user'], operation: 'AdminGetUser', at: 'target' } as const;

const STARTS: readonly Point[] = [
  {
    kind: 'StartExecution refused',
    meetings: [{ ...triggerStarts, does: DENIED }],
    people: { anybody: 2, member: 2, guarded: 1 },
  },
  {
    kind: 'StartExecution hangs',
    meetings: [{ ...triggerStarts, does: { kind: 'hang' } }],
    people: { anybody: 1 },
  },
  {
    kind: 'StartExecution answer lost',
    meetings: [{ ...triggerStarts, does: ANSWER_LOST }],
    people: { anybody: 2 },
  },
];

const KILLS: readonly Point[] = [
  {
    // The work has begun, the user is told of as let in, and Cognito gets no answer.
    kind: 'migrate-user killed midway',
    meetings: [{ ...triggerStarts, does: 'killed', times: 1 }],
    people: { anybody: 2 },
  },
  {
    kind: 'migrate-user killed midway',
    meetings: [{ by: ['migrate-user'], operation: 'AdminGetUser', at: 'source', does: 'killed', times: 1 }],
    people: { anybody: 1 },
  },
  {
    // The user is in the group, and nobody is told.
    kind: 'reconcile-user killed midway',
    meetings: [{ ...joinsGroup, does: 'killed', times: 1 }],
    people: { member: 2 },
  },
  {
    kind: 'reconcile-user killed midway',
    meetings: [{ ...readsTarget, does: 'killed' }],
    people: { anybody: 1, member: 1 },
  },
  {
    kind: 'reconcile-user answer lost',
    meetings: [{ by: ['post-migration'], operation: 'Invoke', does: ANSWER_LOST, times: 1 }],
    people: { anybody: 2 },
  },
];

const LEDGER: readonly Point[] = [
  {
    // No record at all is left, not even of the failure.
    kind: 'ledger throttled',
    meetings: [{ ...machineWrites, does: TABLE_THROTTLED }],
    people: { anybody: 2 },
  },
  {
    kind: 'ledger throttled',
    meetings: [{ ...machineWrites, does: TABLE_THROTTLED, times: 2 }],
    people: { anybody: 2, member: 1 },
  },
  {
    kind: 'ledger throttled',
    meetings: [{ by: ['reconcile-user'], operation: 'GetItem', does: TABLE_THROTTLED }],
    people: { anybody: 1, member: 1 },
  },
  {
    kind: 'ledger throttled',
    meetings: [{ by: ['migrate-user'], operation: 'GetItem', does: TABLE_THROTTLED }],
    people: { anybody: 2 },
  },
  {
    kind: 'ledger answer lost',
    meetings: [{ ...machineWrites, does: ANSWER_LOST, times: 1 }],
    people: { anybody: 2, member: 1 },
  },
];

const POOLS: readonly Point[] = [
  {
    kind: 'target throttled',
    meetings: [{ ...readsTarget, does: POOL_THROTTLED }],
    people: { anybody: 2 },
  },
  {
    kind: 'target throttled',
    meetings: [{ ...joinsGroup, does: POOL_THROTTLED }],
    people: { member: 2 },
  },
  {
    kind: 'target answer lost',
    meetings: [{ ...joinsGroup, does: ANSWER_LOST, times: 1 }],
    people: { member: 1 },
  },
  {
    kind: 'source throttled',
    meetings: [{ ...readsTarget, at: 'source', does: POOL_THROTTLED }],
    people: { anybody: 1 },
  },
];

const AUDIT: readonly Point[] = [
  {
    kind: 'audit bus down',
    meetings: [{ ...triggerTells, does: BUS_DOWN }],
    people: { anybody: 2, guarded: 1 },
  },
  {
    kind: 'audit bus down',
    meetings: [{ ...machineTells, does: BUS_DOWN }],
    people: { anybody: 2, member: 1 },
  },
  {
    kind: 'audit bus down',
    meetings: [
      { ...triggerTells, does: BUS_DOWN },
      { ...machineTells, does: BUS_DOWN },
    ],
    people: { anybody: 2, guarded: 2 },
  },
  {
    // The ledger goes down once the bus is: what was written before stays, what should take it back does not come.
    kind: 'audit bus and ledger down',
    meetings: [
      { ...machineTells, does: BUS_DOWN },
      { ...machineWrites, after: machineTells.operation, does: TABLE_THROTTLED },
    ],
    people: { anybody: 2 },
  },
  {
    kind: 'audit bus answer lost',
    meetings: [
      { ...triggerTells, does: ANSWER_LOST, times: 1 },
      { ...machineTells, does: ANSWER_LOST, times: 1 },
    ],
    people: { anybody: 2 },
  },
];

/** No request meets these: the platform itself does the work again. */
const REPEATS: readonly Point[] = [
  { kind: 'execution runs twice', meetings: [], people: { anybody: 4, member: 1 } },
  { kind: 'trigger runs twice', meetings: [], people: { anybody: 4 } },
];

export const POINTS: readonly Point[] = [...STARTS, ...KILLS, ...LEDGER, ...POOLS, ...AUDIT, ...REPEATS];

/** Met by the sweep, whoever it is about. */
const SWEEP_KINDS: readonly FaultKind[] = [
  'child of the sweep fails on its third page',
  'sweep-shard killed midway',
  'summarize-sweep killed midway',
];

/** Each once: what the report has to count. */
export const FAULT_KINDS: readonly FaultKind[] = [
  ...new Set([...POINTS.map(({ kind }) => kind), ...SWEEP_KINDS]),
];
