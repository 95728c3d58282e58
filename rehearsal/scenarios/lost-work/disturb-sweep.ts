/**
 * What the sweep meets: one of its children finds no third page until the operator has mended that, Lambdas die midway,
 * ledger and machine refuse for a while.
 */
import type { Fault, Intercept } from '../../cloud/gateway.ts';
import type { Stage } from '../scenario.ts';
import { type Counter, faultOf } from './disturb.ts';
import { BROKEN, DENIED, type FaultKind, type Mishap, TABLE_THROTTLED, type Worker } from './points.ts';
import { type Request, workerOf } from './requests.ts';
import { CROWDED } from './users.ts';

/** Met as soon as it can be, so many times. */
type Once = {
  readonly kind: FaultKind;
  readonly by: Worker;
  readonly operation: string;
  readonly does: Mishap;
  readonly times: number;
  /** So many of these requests pass first. @default 0 */
  readonly passing?: number;
};

/** Of the sweep, and of its redrive. */
const WHILE_SWEEPING: readonly Once[] = [
  { kind: 'sweep-shard killed midway', by: 'sweep-shard', operation: 'PutItem', does: 'killed', times: 2 },
  { kind: 'ledger throttled', by: 'sweep-shard', operation: 'BatchGetItem', does: TABLE_THROTTLED, times: 2 },
  { kind: 'StartExecution refused', by: 'sweep-shard', operation: 'StartExecution', does: DENIED, times: 1 },
  {
    kind: 'summarize-sweep killed midway',
    by: 'summarize-sweep',
    operation: 'PutItem',
    does: 'killed',
    times: 1,
  },
  { kind: 'audit bus down', by: 'sweep', operation: 'PutEvents', does: BROKEN, times: 2 },
];

/** Some users were started already, and are started again. */
const WHILE_RETRYING: readonly Once[] = [
  {
    kind: 'sweep-shard killed midway',
    by: 'sweep-shard',
    operation: 'StartExecution',
    does: 'killed',
    times: 1,
    passing: 2,
  },
  { kind: 'audit bus down', by: 'sweep', operation: 'PutEvents', does: BROKEN, times: 1 },
];

type Options = { readonly counter: Counter; readonly platform: Stage['platform'] };

const meetOnce = ({ counter, platform }: Options, table: readonly Once[]): Intercept => {
  const seen = new Map<Once, number>();
  const meet = (once: Once): Fault | undefined => {
    const before = seen.get(once) ?? 0;
    const { passing = 0, times } = once;
    if (before >= passing + times) return undefined;
    const fault = before < passing ? undefined : faultOf(once.does, once.by, platform.strike, () => true);
    if (before < passing || fault) seen.set(once, before + 1);
    if (fault) counter.count(once.kind);
    return fault;
  };
  return (request) => {
    const worker = workerOf(request);
    const once = table.find(({ by, operation }) => by === worker && operation === request.operation);
    return once && meet(once);
  };
};

type PageInput = { readonly Filter?: string; readonly PaginationToken?: string };

/** Which page of the crowded shard a request is for, counted from the one without a token. */
const createPageCount = (sourceAccountId: string) => {
  let page = 0;
  let last: string | undefined;
  return (request: Request): number | undefined => {
    if (request.operation !== 'ListUsers' || request.accountId !== sourceAccountId) return undefined;
    const { Filter, PaginationToken } = request.input as PageInput;
    if (Filter !== `sub ^= "${CROWDED}"`) return undefined;
    if (PaginationToken === undefined) page = 1;
    else if (PaginationToken !== last) page += 1;
    last = PaginationToken;
    return page;
  };
};

const THIRD = 3;

/** @param sourceAccountId where the crowd is */
export const disturbSweep = (
  options: Options,
  sourceAccountId: string,
): { readonly intercept: Intercept; readonly mendPages: () => void } => {
  const pageOf = createPageCount(sourceAccountId);
  const others = meetOnce(options, WHILE_SWEEPING);
  let mended = false;
  const intercept: Intercept = (request) => {
    const page = workerOf(request) === 'sweep-shard' ? pageOf(request) : undefined;
    if (page !== undefined && page >= THIRD && !mended) {
      options.counter.count('child of the sweep fails on its third page');
      return BROKEN;
    }
    return others(request);
  };
  return {
    intercept,
    mendPages: () => {
      mended = true;
    },
  };
};

export const disturbRetries = (options: Options): Intercept => meetOnce(options, WHILE_RETRYING);
