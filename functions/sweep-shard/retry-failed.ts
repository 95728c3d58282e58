/** Goes through the records that were given up and starts a reconciliation for each, paced, as long as there is time. */
import type { RetryTotals, RetryWork } from '#core/sweep-input.ts';
import { WRITES_PER_RECONCILIATION } from '#core/sweep-plan.ts';
import type { Pace } from './pace.ts';
import type { SweepShardPorts } from './ports.ts';

/** Handed back by the state machine as the next work. */
export type RetryAnswer = {
  readonly next: 'again' | 'done';
  readonly cursor: string;
  readonly totals: RetryTotals;
};

/** Of an invocation; the Lambda has 60 s. */
const PASS_MS = 40_000;

type Ports = Pick<SweepShardPorts, 'ledger' | 'workflow' | 'clock'>;

/** Those of one page, as far as the time reaches; `cursor` is the last one that was looked at. */
const retryPage = async (
  { workflow, clock }: Ports,
  records: Awaited<ReturnType<Ports['ledger']['givenUp']>>['records'],
  from: RetryTotals,
  updates: Pace,
  until: number,
  signal: AbortSignal,
): Promise<{ readonly totals: RetryTotals; readonly cursor: string | undefined; readonly all: boolean }> => {
  let { retried, unreadable } = from;
  let cursor: string | undefined;
  for (const { key, record } of records) {
    if (cursor !== undefined && clock.now() >= until)
      return { totals: { retried, unreadable }, cursor, all: false };
    if (typeof record === 'object') {
      await updates.next(signal, WRITES_PER_RECONCILIATION);
      await workflow.startReconciliation({ sourceSub: record.sourceSub }, signal);
      retried += 1;
    } else unreadable += 1;
    cursor = key;
  }
  return { totals: { retried, unreadable }, cursor, all: true };
};

/** One invocation. Repeated, it starts some users again, which harms nobody. */
export const retryFailed = async (
  ports: Ports,
  work: RetryWork,
  updates: Pace,
  signal: AbortSignal,
): Promise<RetryAnswer> => {
  const until = ports.clock.now() + PASS_MS;
  let { cursor, totals } = work;
  do {
    const { records, next } = await ports.ledger.givenUp(cursor, signal);
    const page = await retryPage(ports, records, totals, updates, until, signal);
    totals = page.totals;
    if (page.all && next === undefined) return { next: 'done', cursor: '', totals };
    cursor = (page.all ? next : page.cursor) ?? cursor;
  } while (ports.clock.now() < until);
  return { next: 'again', cursor, totals };
};
