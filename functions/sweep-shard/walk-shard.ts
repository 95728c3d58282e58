/**
 * Walks on in one shard: reads where it stands, does what the last page left to do, reads pages until the time is over,
 * writes the list and where it stands. What it keeps is one page and the list of this invocation, however large the pool.
 */
import { MigrationError } from '#core/errors.ts';
import { FIRST_PROGRESS, isWalked, type ShardProgress, shardKey } from '#core/shard-progress.ts';
import { type Straggler, stragglerCsv } from '#core/stragglers.ts';
import { addUp, newestOf } from '#core/sweep-counts.ts';
import type { WalkWork } from '#core/sweep-input.ts';
import { type Look, lookAtSource, lookAtTarget, sourceSubOf } from '#core/sweep-look.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { type Doing, doTodo } from './do-todo.ts';
import type { Pace } from './pace.ts';
import type { SweepShardPorts } from './ports.ts';

/** What the state machine is told: `again` at once, `later` in a new child, or `done`. */
export type WalkAnswer = { readonly next: 'again' | 'later' | 'done'; readonly since: number };

export type Paces = { readonly lists: Pace; readonly updates: Pace };

/** Of an invocation: the Lambda has 60 s, and one user or page may still take a few when this is over. */
const PASS_MS = 40_000;

/** Of a child: Express executions end after five minutes, retries of the last invocation included. */
const CHILD_MS = 150_000;

/** A shard that begins again more often than this finds no page token that lives long enough. */
const MOST_RESTARTS = 10;

type Walk = Doing & { readonly work: WalkWork; readonly lists: Pace };

/** What an invocation has come to so far. */
type Stand = { readonly progress: ShardProgress; readonly listed: readonly Straggler[] };

const workOff = async (walk: Walk, { progress, listed }: Stand): Promise<Stand> => {
  const done = await doTodo(walk, progress.todo);
  return {
    progress: { ...progress, counts: addUp(progress.counts, done.counts), todo: done.left },
    listed: [...listed, ...done.listed],
  };
};

const beginAgain = ({ progress }: Stand, name: string): Stand => {
  if (progress.restarts === MOST_RESTARTS) {
    throw new MigrationError(
      'SweepInconsistent',
      `The shard ${name} began ${MOST_RESTARTS} times again because page tokens expire before they are used. Raise sweep.listUsersShare.`,
    );
  }
  const { parts, passes, restarts } = progress;
  return {
    progress: { ...FIRST_PROGRESS, parts: Math.max(parts, passes), restarts: restarts + 1 },
    listed: [],
  };
};

const lookAt = async (
  { ports, settings, work, signal }: Walk,
  users: Parameters<typeof lookAtSource>[0],
): Promise<Look> => {
  const { side } = work.shard;
  const subs = users.flatMap((user) => sourceSubOf(side, user) ?? []);
  const records = await ports.ledger.lookUp(subs, signal);
  const recordOf = (sub: string) => records.get(sub);
  return side === 'source'
    ? lookAtSource(users, recordOf, settings, work.task === 'importStragglers')
    : lookAtTarget(users, recordOf, settings, ports.clock.now());
};

const readOn = async (walk: Walk, stand: Stand): Promise<Stand> => {
  const { ports, work, lists, signal } = walk;
  const { progress, listed } = stand;
  const { side, prefix } = work.shard;
  await lists.next(signal);
  const page = await ports[side].listPage({ prefix, token: progress.cursor }, signal);
  if (page.kind === 'token-expired') return beginAgain(stand, `${side}/${prefix}`);
  const look = await lookAt(walk, page.users);
  const { cursor: _, ...kept } = progress;
  const newestRecordAt = newestOf([progress.newestRecordAt, look.newestRecordAt]);
  return {
    progress: {
      ...kept,
      ...(page.next === undefined ? {} : { cursor: page.next }),
      done: page.next === undefined,
      counts: addUp(progress.counts, look.counts),
      todo: look.todo,
      ...(newestRecordAt === undefined ? {} : { newestRecordAt }),
    },
    listed: [...listed, ...look.listed],
  };
};

/** Pages and their users, until nothing is left or the time is over. */
const walkOn = async (walk: Walk, from: ShardProgress): Promise<Stand> => {
  let stand: Stand = { progress: from, listed: [] };
  do {
    stand = stand.progress.todo.length > 0 ? await workOff(walk, stand) : await readOn(walk, stand);
  } while (!isWalked(stand.progress) && walk.ports.clock.now() < walk.until);
  return stand;
};

const listKey = ({ executionName, shard }: WalkWork, part: number): string =>
  `sweeps/${executionName}/stragglers/${shard.prefix}-${part}.csv`;

/** One part for every invocation, also an empty one: a repeated invocation writes over what it repeats. */
const writeList = async ({ ports, work, signal }: Walk, { progress, listed }: Stand): Promise<void> => {
  if (work.shard.side !== 'source') return;
  await ports.reports.putCsv(listKey(work, progress.passes), stragglerCsv(listed), signal);
  if (!isWalked(progress)) return;
  for (let surplus = progress.passes + 1; surplus < progress.parts; surplus += 1) {
    await ports.reports.putCsv(listKey(work, surplus), stragglerCsv([]), signal);
  }
};

const answerOf = (progress: ShardProgress, since: number, now: number): WalkAnswer => {
  if (isWalked(progress)) return { next: 'done', since };
  return { next: now - since < CHILD_MS ? 'again' : 'later', since };
};

/**
 * One invocation for one shard. May be repeated at any point: it goes on from where the shard's record says.
 * @throws {MigrationError} what the ports reject with, and `SweepInconsistent`
 */
export const walkShard = async (
  ports: SweepShardPorts,
  work: WalkWork,
  settings: TriggerSettings,
  { lists, updates }: Paces,
  signal: AbortSignal,
): Promise<WalkAnswer> => {
  const startedAt = ports.clock.now();
  const since = work.since === 0 ? startedAt : work.since;
  const key = shardKey(work.executionName, work.shard);
  const kept = await ports.shards.readShard(key, signal);
  if (isWalked(kept)) return { next: 'done', since };
  const until = startedAt + PASS_MS;
  const walk = { ports, work, execution: work, settings, lists, updates, until, signal };
  const stand = await walkOn(walk, kept ?? FIRST_PROGRESS);
  await writeList(walk, stand);
  const { passes, parts } = stand.progress;
  const progress = { ...stand.progress, passes: passes + 1, parts: Math.max(parts, passes + 1) };
  const now = ports.clock.now();
  await ports.shards.writeShard(key, progress, now, signal);
  return answerOf(progress, since, now);
};
