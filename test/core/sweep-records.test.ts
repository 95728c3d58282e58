/** What the sweep keeps in the ledger table, and what its states hand on: written, read back, refused. */
import fc from 'fast-check';
import { fromAttributeValue, type Plain, toAttributeValue } from '#core/attribute-value.ts';
import { poolSizeOf, progressItem, readProgress, type SweepProgress } from '#core/progress.ts';
import { FIRST_PROGRESS, isWalked, readShardItem, shardItem, shardKey } from '#core/shard-progress.ts';
import { totalsOf } from '#core/sweep-counts.ts';
import { readShardWork, readSummaryWork, readSweepInput } from '#core/sweep-input.ts';

const NOW = 1_700_000_000_000;
const KEY = shardKey('nightly', { side: 'source', prefix: 'a3' });

describe('plain data', () => {
  const { value } = fc.letrec<{ value: Plain }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
    ),
  }));

  it('survives DynamoDB, whatever it is', () => {
    fc.assert(
      fc.property(value, (plain) => {
        // A dictionary of fast-check may have no prototype; what comes back has one.
        const copy: unknown = JSON.parse(JSON.stringify(plain));
        expect(fromAttributeValue(toAttributeValue(plain))).toEqual(copy);
      }),
    );
  });

  it.each([[null], [{}], [{ SS: ['a'] }], [{ N: 'x' }], [{ L: [{ NULL: true }] }], [{ M: { a: 7 } }], ['S']])(
    'is not %j',
    (foreign) => {
      expect(fromAttributeValue(foreign)).toBeUndefined();
    },
  );
});

describe("a shard's record", () => {
  const progress = {
    ...FIRST_PROGRESS,
    cursor: 'token',
    counts: { users: 60, 'stragglers.active.not-signed-in': 3 },
    todo: [{ kind: 'shell', sub: 'a', targetSub: 'b', otherwise: 'started' }],
    passes: 2,
    parts: 2,
  } as const;

  it('is under a key of execution, side and prefix, and goes after 90 days', () => {
    expect(shardItem(KEY, progress, NOW)).toMatchObject({
      id: { S: 'sweep#nightly#source/a3' },
      expiresAt: { N: String(NOW / 1000 + 90 * 24 * 60 * 60) },
    });
  });

  it.each([[progress], [FIRST_PROGRESS], [{ ...progress, newestRecordAt: NOW }]])(
    'comes back as it was',
    (kept) => {
      expect(readShardItem(KEY, shardItem(KEY, kept, NOW))).toEqual(kept);
    },
  );

  it.each<[string, object]>([
    ['version', { version: { N: '2' } }],
    ['shape', { counts: { M: { users: { S: 'many' } } } }],
    ['kind', { todo: { SS: ['a'] } }],
  ])('of another %s is refused by its key', (_, change) => {
    const item = { ...shardItem(KEY, progress, NOW), ...change };
    expect(() => readShardItem(KEY, item)).toThrow(expect.objectContaining({ code: 'SweepInconsistent' }));
    expect(() => readShardItem(KEY, item)).toThrow(/sweep#nightly#source\/a3/);
  });

  it('is walked when every page is read and nothing is left to do', () => {
    expect([undefined, FIRST_PROGRESS, { ...progress, done: true }].map(isWalked)).toEqual([
      false,
      false,
      false,
    ]);
    expect(isWalked({ ...progress, done: true, todo: [] })).toBe(true);
  });
});

describe('the progress record', () => {
  const progress: SweepProgress = {
    executionId: 'arn',
    startedAt: '2026-11-23T10:00:00.000Z',
    finishedAt: '2026-11-23T10:09:00.000Z',
    digits: 1,
    totals: totalsOf({ source: [{ users: 2, unreadable: 2 }], target: [{ users: 5, foreign: 5 }] }),
  };

  it('comes back as it was, and tells how large the pools are', () => {
    expect(readProgress(progressItem('progress#latest', progress))).toEqual(progress);
    expect(poolSizeOf(progress)).toBe(5);
  });

  it('says when somebody last came, where the sweep that wrote it knew', () => {
    const knowing = { ...progress, newestRecordAt: '2026-11-23T10:00:00.000Z' };
    expect(readProgress(progressItem('progress#latest', knowing))).toEqual(knowing);
  });

  it.each([[undefined], [{}], [{ ...progressItem('x', progress), version: { N: '2' } }]])(
    'that is not there, or of another version, is none',
    (item) => {
      expect(readProgress(item)).toBeUndefined();
    },
  );
});

describe('the input of an execution', () => {
  it.each([['sweep'], ['retryFailed'], ['importStragglers']])('may be %s', (task) => {
    expect(readSweepInput({ task })).toBe(task);
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /must be an object/],
    ['a list', [], /must be an object/],
    ['no task', {}, /task must be one of/],
    ['another task', { task: 'reconcile' }, /task must be one of sweep, retryFailed, importStragglers/],
    ['a field too many', { task: 'sweep', dryRun: true }, /the field "dryRun" is not known/],
    ['a strange field', { task: 'sweep', 'liam@example.com': 1 }, /with a strange name/],
  ])('is refused, shows what is accepted, and quotes no value: %s', (_, input, problem) => {
    expect(() => readSweepInput(input)).toThrow(expect.objectContaining({ code: 'InvalidInput' }));
    expect(() => readSweepInput(input)).toThrow(problem);
    expect(() => readSweepInput(input)).toThrow(/\{"task":"sweep"\}/);
    expect(() => readSweepInput(input)).not.toThrow(/liam/);
  });
});

const EXECUTION = { executionId: 'arn', executionName: 'nightly', startedAt: '2026-11-23T10:00:00.000Z' };
const WALK = { ...EXECUTION, task: 'sweep', shard: 'target/a', progress: { since: 0 } };
const RETRY = {
  ...EXECUTION,
  task: 'retryFailed',
  progress: { cursor: '', totals: { retried: 0, unreadable: 0 } },
};

describe('what the states hand on', () => {
  it('is work for one shard, or for one retry', () => {
    expect(readShardWork(WALK)).toMatchObject({ shard: { side: 'target', prefix: 'a' }, since: 0 });
    expect(readShardWork(RETRY)).toMatchObject({ cursor: '', totals: { retried: 0 } });
    expect(readSummaryWork({ ...EXECUTION, step: 'plan', input: { task: 'sweep' } })).toMatchObject({
      step: 'plan',
      task: 'sweep',
    });
    expect(readSummaryWork({ ...EXECUTION, step: 'summarize', task: 'sweep', digits: 2 })).toMatchObject({
      digits: 2,
    });
  });

  it.each<[unknown]>([
    [null],
    [{ ...WALK, startedAt: 'today' }],
    [{ ...WALK, task: 'walk' }],
    [{ ...WALK, shard: 'source/xyz' }],
    [{ ...WALK, progress: {} }],
    [{ ...WALK, progress: { since: -1 } }],
    [{ ...RETRY, progress: { cursor: 1, totals: { retried: 0, unreadable: 0 } } }],
    [{ ...RETRY, progress: { cursor: '' } }],
  ])('is refused otherwise: %j', (payload) => {
    expect(() => readShardWork(payload)).toThrow(expect.objectContaining({ code: 'InvalidInput' }));
  });

  it.each<[unknown]>([
    [undefined],
    [{ ...EXECUTION, step: 'add', task: 'sweep', digits: 1 }],
    [{ ...EXECUTION, step: 'summarize', task: 'sweep' }],
    [{ ...EXECUTION, step: 'plan', input: {} }],
  ])('to the summary is refused otherwise: %j', (payload) => {
    expect(() => readSummaryWork(payload)).toThrow(expect.objectContaining({ code: 'InvalidInput' }));
  });
});
