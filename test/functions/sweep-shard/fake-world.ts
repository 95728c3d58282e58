/**
 * Two pools, a ledger and everything else a sweep reaches, in memory and on a clock that only waiting moves. The ledger
 * refuses what core/ledger-transitions.ts does not allow; everything that happens is remembered in order.
 */
import type { TargetUser } from '#core/drift.ts';
import type { AuditEvent } from '#core/events.ts';
import { auditProblems } from '#core/events.ts';
import { type LedgerOrigin, type LedgerRecord, type LedgerState, ledgerKey } from '#core/ledger.ts';
import { mayBecome } from '#core/ledger-transitions.ts';
import type { ListedUser } from '#core/listed-user.ts';
import type { ShardProgress } from '#core/shard-progress.ts';
import type { Page, PageRequest, SweepShardPorts } from '#functions/sweep-shard/ports.ts';
import type { SweepAnswer } from '#functions/sweep-shard/sweep-shard.ts';
import { createSweepShard } from '#functions/sweep-shard/sweep-shard.ts';
import { CREATED, DAY } from '#test/core/sweep-builders.ts';
import { settings } from '#test/core/trigger-builders.ts';

export const NOW = CREATED + 3 * DAY;
const NAME = 'nightly';
export const EXECUTION = {
  executionId: 'arn:aws:states:us-east-1:222222222222:execution:m-sweep:nightly',
  executionName: NAME,
  startedAt: '2026-11-23T10:00:00.000Z',
} as const;

/** Source users may have second factors, which a page does not tell. */
export type FakeSourceUser = ListedUser & { readonly factors?: readonly string[] };

type Known = LedgerRecord | 'unreadable';

export type World = {
  readonly source?: readonly FakeSourceUser[];
  readonly target?: readonly ListedUser[];
  readonly records?: Readonly<Record<string, Known>>;
  readonly settings?: Partial<ReturnType<typeof settings>>;
  readonly pageSize?: number;
  /** Milliseconds that a page takes. */
  readonly pageMs?: number;
  /** Page tokens that are no longer good, one use each. */
  readonly expired?: string[];
  readonly override?: (ports: SweepShardPorts) => Partial<SweepShardPorts>;
};

const toTarget = (user: ListedUser): TargetUser => ({ ...user, factors: [], touched: false });

export const createWorld = (world: World = {}) => {
  const { pageSize = 2, pageMs = 10, expired = [] } = world;
  const source = [...(world.source ?? [])];
  const target = [...(world.target ?? [])];
  const records = new Map(Object.entries(world.records ?? {}));
  const shards = new Map<string, ShardProgress>();
  const files = new Map<string, string>();
  const events: AuditEvent[] = [];
  const log: string[] = [];
  let now = NOW;

  const pageOf = (side: 'source' | 'target', users: readonly ListedUser[]) => {
    return async ({ prefix, token }: PageRequest): Promise<Page> => {
      log.push(`list ${side} ${prefix} ${token ?? 'first'}`);
      now += pageMs;
      if (token !== undefined && expired.includes(token)) {
        expired.splice(expired.indexOf(token), 1);
        return { kind: 'token-expired' };
      }
      const matching = users.filter(({ sub }) => sub.startsWith(prefix));
      const end = Number(token ?? 0) + pageSize;
      const more = end < matching.length ? { next: String(end) } : {};
      return { kind: 'page', users: matching.slice(Number(token ?? 0), end), ...more };
    };
  };

  /** Writes what the transition allows, as DynamoDB's condition would. */
  const write = (
    sourceSub: string,
    state: LedgerState,
    origin: LedgerOrigin,
    targetSub: string | undefined,
  ): boolean => {
    const kept = records.get(sourceSub);
    if (kept === 'unreadable') return false;
    const from = kept ?? 'none';
    if (!mayBecome(from, { state, origin })) return false;
    if (targetSub !== undefined && kept?.targetSub !== undefined && kept.targetSub !== targetSub)
      return false;
    const {
      targetSub: _,
      targetSeenAt: __,
      ...rest
    } = kept ?? {
      sourceSub,
      firstSeenAt: now,
      attempts: 0,
      groups: [],
    };
    const seen = state === 'reconciled' && targetSub !== undefined ? { targetSub, targetSeenAt: now } : {};
    records.set(sourceSub, { ...rest, sourceSub, state, origin, lastChangedAt: now, ...seen });
    log.push(`ledger ${state}`);
    return true;
  };

  const base: SweepShardPorts = {
    source: {
      listPage: pageOf('source', source),
      readUser: async (sub) => {
        const user = source.find((candidate) => candidate.sub === sub);
        return user === undefined
          ? { kind: 'not-found' }
          : { kind: 'found', user: { ...user, factors: user.factors ?? [] } };
      },
    },
    target: {
      listPage: pageOf('target', target),
      readUser: async (name) => {
        const user = target.find(({ sub, username }) => sub === name || username === name);
        return user === undefined ? undefined : toTarget(user);
      },
      deleteUser: async (username) => {
        log.push('delete');
        target.splice(
          target.findIndex((user) => user.username === username),
          1,
        );
      },
      createUser: async (username, attributes) => {
        log.push('create');
        const sub = `new-${attributes['custom:source_sub']}`;
        if (target.some((user) => user.username === username)) return { kind: 'taken' };
        const status = 'FORCE_CHANGE_PASSWORD';
        target.push({ username, sub, enabled: true, status, attributes: { ...attributes, sub } });
        return { kind: 'created', username, sub };
      },
      closeWithPassword: async (username) => {
        log.push('password');
        const at = target.findIndex((user) => user.username === username);
        const user = target[at];
        if (user !== undefined) target[at] = { ...user, status: 'CONFIRMED' };
      },
    },
    ledger: {
      lookUp: async (subs) =>
        new Map(subs.flatMap((sub) => ((kept) => (kept ? [[sub, kept]] : []))(records.get(sub)))),
      givenUp: async (after) => {
        const all = [...records]
          .filter(([, kept]) => kept === 'unreadable' || ['failed', 'abandoned'].includes(kept.state))
          .map(([sub, kept]) => ({ key: ledgerKey(sub), record: kept }))
          .filter(({ key }) => key > after)
          .sort((left, right) => (left.key < right.key ? -1 : 1));
        const page = all.slice(0, pageSize);
        return { records: page, next: all.length > pageSize ? page.at(-1)?.key : undefined };
      },
      recordRemoved: async ({ sourceSub, targetSub }) => {
        const kept = records.get(sourceSub);
        const origin = (typeof kept === 'object' ? kept.origin : undefined) ?? 'reset-required';
        return write(sourceSub, 'removed', origin, targetSub);
      },
      recordImporting: async ({ sourceSub }) => write(sourceSub, 'pending', 'imported', undefined),
      recordImported: async ({ sourceSub, targetSub }) =>
        write(sourceSub, 'reconciled', 'imported', targetSub),
    },
    shards: {
      readShard: async (key) => shards.get(key),
      writeShard: async (key, progress) => {
        shards.set(key, progress);
      },
    },
    reports: {
      putCsv: async (key, csv) => {
        files.set(key, csv);
      },
    },
    workflow: {
      startReconciliation: async ({ sourceSub }) => {
        log.push(`start ${sourceSub}`);
      },
    },
    audit: {
      put: async (event) => {
        expect(auditProblems(event.type, event.detail)).toEqual([]);
        log.push(event.type);
        events.push(event);
      },
    },
    clock: {
      now: () => now,
      wait: async (milliseconds) => {
        now += Math.ceil(milliseconds);
      },
    },
  };
  const ports = { ...base, ...world.override?.(base) };
  const sweepShard = createSweepShard(ports, { ...settings(), ...world.settings });
  const call = (payload: object): Promise<SweepAnswer> =>
    sweepShard(
      { ...EXECUTION, task: 'sweep', progress: { since: 0 }, ...payload },
      new AbortController().signal,
    );
  /** As the state machine calls it: until it is done or wants a new child. */
  const walk = async (shard: string, task = 'sweep'): Promise<readonly SweepAnswer[]> => {
    const answers: SweepAnswer[] = [];
    let progress: unknown = { since: 0 };
    do {
      const answer = await call({ shard, task, progress });
      answers.push(answer);
      progress = answer;
    } while (answers.at(-1)?.next === 'again');
    return answers;
  };
  const countsOf = (shard: string) => shards.get(`sweep#${NAME}#${shard}`)?.counts;
  /** Rows of every part of the list, headers aside. */
  const rows = () => [...files.values()].flatMap((csv) => csv.split('\n').slice(1, -1));
  return {
    call,
    walk,
    countsOf,
    rows,
    files,
    records,
    shards,
    source,
    target,
    events,
    log,
    elapsed: () => now - NOW,
  };
};
