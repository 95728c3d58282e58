/** Reads many app clients of one pool without asking for more than Cognito gives. */
import type { AppClientDescription } from '#core/auth-flows.ts';
import type { AssessCutoverPorts } from './ports.ts';

type Ports = Pick<AssessCutoverPorts, 'pool' | 'clock'>;

// DescribeUserPoolClient: at most 5 a second for one pool, not adjustable. Developer Guide "Quotas", 2026-11
const A_SECOND = 5;
const SECOND_MS = 1_000;

/** Half of the invocation: it also waits for the pool's list and for the ledger. */
const FOR_OTHERS_MS = 6_000;

export type Wanted = {
  /** Looked at in any case. */
  readonly needed: readonly string[];
  /** Looked at after them, as far as there is time. @default - none */
  readonly others?: readonly string[];
};

export type Seen = {
  /** Those that the pool has; ids that it does not have are left out. */
  readonly clients: readonly AppClientDescription[];
  /** How many of the others there was no time for. */
  readonly unseen: number;
};

/** @param wanted no id twice */
export const lookAtClients = async (
  { pool, clock }: Ports,
  { needed, others = [] }: Wanted,
  signal: AbortSignal,
): Promise<Seen> => {
  const until = clock.now() + FOR_OTHERS_MS;
  const ids = [...needed, ...others];
  const clients: AppClientDescription[] = [];
  for (let from = 0; from < ids.length; from += A_SECOND) {
    if (from >= needed.length && clock.now() >= until) return { clients, unseen: ids.length - from };
    if (from > 0) await clock.wait(SECOND_MS, signal);
    const batch = ids.slice(from, from + A_SECOND);
    const found = await Promise.all(batch.map((id) => pool.readClient(id, signal)));
    clients.push(...found.filter((client) => client !== undefined));
  }
  return { clients, unseen: 0 };
};
