/** docs/runbook.md "Sweep", "Redrive a sweep" and "Retry all failed users". */
import { endWords } from '../end-words.ts';
import { executionName } from '../executions.ts';
import type { EndedExecution } from '../scenario.ts';
import { at, changesBy, NOTHING_CHANGED } from './check.ts';
import { BROKEN_SHARD, shardAskedFor } from './faults.ts';
import { comeIn, eventsOf, type Play, recordWords } from './play.ts';
import { IMPORT_STRAGGLERS, RETRY_FAILED, SWEEP } from './runbook-inputs.ts';

const totalsOf = (ended: EndedExecution | undefined): unknown => at(ended?.output, 'plan', 'totals');

/** Everything that is a number, at any depth. */
const sum = (counts: unknown): number => {
  if (typeof counts === 'number') return counts;
  return Object.values(counts ?? {}).reduce<number>((total, count) => total + sum(count), 0);
};

/** The totals of the output add up, are those of the event and of the record, and the list has every straggler. */
export const checkSweep = async (
  { stage, checks }: Pick<Play, 'stage' | 'checks'>,
  name: string,
  ended: EndedExecution | undefined,
  users: number,
): Promise<void> => {
  const { view } = stage.operator;
  const arn = ended?.executionArn ?? '';
  checks.see(`${name}: the execution`, endWords(ended), 'SUCCEEDED');
  const totals = totalsOf(ended);
  const source = at(totals, 'source');
  const waiting = sum(at(source, 'stragglers'));
  checks.see(`${name}: users of the source`, at(source, 'users'), users);
  checks.see(`${name}: records and stragglers`, sum(at(source, 'records')) + waiting, users);
  const finished = (await view.audit(arn)).filter((event) => event['detail-type'] === 'SweepFinished');
  checks.see(
    `${name}: the totals of the event`,
    finished.map(({ detail }) => detail.totals),
    [totals],
  );
  const progress = await view.itemOf('progress#latest');
  checks.see(
    `${name}: the record`,
    sortedJson([progress?.executionId, progress?.totals]),
    sortedJson([arn, totals]),
  );
  const listed = await view.stragglers(executionName(arn));
  checks.see(`${name}: the list of stragglers`, listed.length, waiting);
  checks.see(
    `${name}: rows without a reason`,
    listed.filter((row) => row.length !== 5 || !row[2]),
    [],
  );
};

/** DynamoDB gives an item's attributes in an order of its own. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

export const sweepByHand = async (play: Play): Promise<void> => {
  const { stage, cast, checks } = play;
  await stage.operator.clearLedgerRecord(cast.missed);
  const ended = await stage.operator.sweep(SWEEP);
  await stage.settle();
  await checkSweep(play, 'a sweep', ended, stage.people.length);
  checks.see('a sweep: whom the ledger had missed', await recordWords(play, cast.missed), 'reconciled');
};

/** Names of the shards whose record says that they are done. */
const walkedShards = async ({ stage }: Play, execution: string): Promise<ReadonlySet<string>> => {
  const prefix = `ledger/sweep#${execution}#`;
  const records = Object.entries(await stage.held()).filter(([key]) => key.startsWith(prefix));
  return new Set(
    records
      .filter(([, item]) => at(JSON.parse(item), 'done') === true)
      .map(([key]) => key.slice(prefix.length)),
  );
};

/** One child fails after its retries, the cause is mended, and the same execution ends well. */
export const redriveSweep = async (play: Play): Promise<void> => {
  const { stage, checks, faults, sourcePoolId } = play;
  const { operator, names } = stage;
  stage.inject(faults.whileSweeping(sourcePoolId));
  const failed = await operator.sweep(SWEEP);
  stage.inject(undefined);
  if (!failed) return;
  checks.see(
    'a sweep whose child fails',
    endWords(failed),
    'FAILED with States.ExceedToleratedFailureThreshold',
  );
  const ends = (await operator.view.machineLog(names.sweep, 'ExecutionFailed')).filter(({ execution_arn }) =>
    execution_arn.includes(`${names.sweep}/`),
  );
  checks.see(
    "a sweep whose child fails: the child's error",
    ends.map(({ details }) => details.error),
    ['SourceUnavailable'],
  );
  const done = await walkedShards(play, executionName(failed.executionArn));
  checks.see('a sweep whose child fails: the shard', done.has(`source/${BROKEN_SHARD}`), false);
  const asked = new Set<string>();
  stage.inject((request) => {
    const shard = shardAskedFor(request, sourcePoolId);
    if (shard) asked.add(shard);
    return undefined;
  });
  const redriven = await operator.redrive(failed.executionArn);
  stage.inject(undefined);
  await stage.settle();
  await checkSweep(play, 'its redrive', redriven, stage.people.length);
  checks.see('its redrive: the same execution', redriven.executionArn, failed.executionArn);
  checks.see('its redrive: the failed shard is walked', asked.has(`source/${BROKEN_SHARD}`), true);
  checks.see(
    'its redrive: shards walked twice',
    [...asked].filter((shard) => done.has(shard)),
    [],
  );
};

/** `2 abandoned TargetUserNotFound`, as the runbook's scan lists them. */
const givenUp = async ({ stage }: Play): Promise<readonly string[]> =>
  (await stage.operator.view.givenUp())
    .map(({ sourceSub, state, errorCode }) => `${String(sourceSub)} ${String(state)} ${String(errorCode)}`)
    .toSorted();

export const retryAllFailed = async (play: Play): Promise<void> => {
  const { stage, cast, checks } = play;
  const waiting = `${cast.waiting.sub} abandoned TargetUserNotFound`;
  const left = [
    ...cast.failed.map(({ sub }) => `${sub} failed TargetUnavailable`),
    `${cast.abandoned.sub} abandoned TargetUserNotFound`,
  ];
  checks.see('retryFailed: given up before', await givenUp(play), [...left, waiting].toSorted());
  const ended = await stage.operator.sweep(RETRY_FAILED);
  checks.see('retryFailed: the execution', endWords(ended), 'SUCCEEDED');
  checks.see('retryFailed: the totals', totalsOf(ended), { retried: left.length + 1, unreadable: 0 });
  checks.see('retryFailed: the event', await eventsOf(play, ended?.executionArn ?? ''), ['SweepFinished']);
  await stage.settle();
  checks.see('retryFailed: given up afterwards', await givenUp(play), [waiting]);
  // "They come back with their next sign-in."
  await comeIn(play, cast.waiting);
  checks.see(
    'retryFailed: whom the target did not have, after a sign-in',
    await recordWords(play, cast.waiting),
    'reconciled',
  );
};

/** @returns the execution that was refused */
export const importTooEarly = async ({ stage, checks }: Play): Promise<EndedExecution | undefined> => {
  let ended: EndedExecution | undefined;
  const changes = await changesBy(stage, async () => {
    ended = await stage.operator.sweep(IMPORT_STRAGGLERS);
  });
  checks.see('importStragglers while migrating: the execution', endWords(ended), 'FAILED with NotSrpOnly');
  checks.see('importStragglers while migrating', changes, NOTHING_CHANGED);
  return ended;
};
