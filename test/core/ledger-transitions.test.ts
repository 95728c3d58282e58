/**
 * The table of transitions against everything that writes user records: the UpdateItem of every state of the machines,
 * and the sweep's own, each run by a real expression engine on every record there can be.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { LEDGER_ORIGINS, LEDGER_STATES, ledgerKey, readLedgerRecord } from '#core/ledger.ts';
import { type LedgerPlace, mayBecome, STATE_TRANSITIONS } from '#core/ledger-transitions.ts';
import { importedUpdate, importingUpdate, removedUpdate } from '#functions/_aws/ledger-writes.ts';
import { DynamoDb } from '#rehearsal/services/dynamodb/dynamodb.ts';
import { TARGET_SUB } from './reconcile-builders.ts';
import { SUB } from './trigger-builders.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const NOW = 1_700_000_000_000;
const AT = { S: new Date(NOW).toISOString() };

/** Executions begin after the record was last changed, but for those that a newer one overtook. */
const BEGUN = new Date(NOW + 1).toISOString();

/** A record of every state, without and with every origin; and none. */
const PLACES: readonly LedgerPlace[] = [
  'none',
  ...LEDGER_STATES.flatMap((state) => [{ state }, ...LEDGER_ORIGINS.map((origin) => ({ state, origin }))]),
];

const inWords = (place: LedgerPlace): string =>
  place === 'none' ? 'no record' : `${place.origin ?? 'unknown'} ${place.state}`;

/** Seen in the target as what it is now; `removed` and `abandoned` mean that nobody is there. */
const itemOf = (place: LedgerPlace) => {
  if (place === 'none') return undefined;
  const { state, origin } = place;
  const seen = state === 'reconciled' || (state === 'failed' && origin !== undefined);
  return {
    id: { S: ledgerKey(SUB) },
    version: { N: '1' },
    sourceSub: { S: SUB },
    state: { S: state },
    firstSeenAt: AT,
    lastChangedAt: AT,
    attempts: { N: '1' },
    ...(origin === undefined ? {} : { origin: { S: origin } }),
    ...(seen ? { targetSub: { S: TARGET_SUB }, targetSeenAt: AT } : {}),
  };
};

type Update = Readonly<Record<string, unknown>>;
type Writer = { readonly name: string; readonly update: Update };

type Execution = { readonly origin: string; readonly begun: string };

/** What the parameters of a state become: paths replaced by what stands there at run time. */
const filled = (value: unknown, { origin, begun }: Execution): unknown => {
  if (Array.isArray(value)) return value.map((entry) => filled(entry, { origin, begun }));
  if (typeof value !== 'object' || value === null) return value;
  const at: Readonly<Record<string, unknown>> = {
    "States.Format('user#{}', $.sourceSub)": ledgerKey(SUB),
    '$.sourceSub': SUB,
    '$$.Execution.StartTime': begun,
    '$.user.groups': ['writers'],
    '$.user.targetSub': TARGET_SUB,
    '$.user.seenAt': AT.S,
    '$.user.origin': origin,
    '$.failure.Error': 'TargetUnavailable',
  };
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (!name.endsWith('.$')) return [name, filled(inner, { origin, begun })];
      if (!Object.hasOwn(at, String(inner))) throw new Error(`the test knows nothing of ${String(inner)}`);
      return [name.slice(0, -2), at[String(inner)]];
    }),
  );
};

type States = Readonly<Record<string, { readonly Resource?: string; readonly Parameters?: object }>>;

/** The origins that reconcile-user may have answered, where the write has one. */
const originsIn = (parameters: object | undefined): readonly string[] =>
  JSON.stringify(parameters).includes('$.user.origin') ? LEDGER_ORIGINS : [''];

/** The cutover's machine writes a record of its own, whose transitions are its tests'. */
const isOfUser = (parameters: object | undefined): boolean =>
  JSON.stringify(parameters).includes("'user#{}'");

/** Every updateItem of a user's record in every machine, as an execution writes it that began then. */
const machineWriters = (begun: string): readonly Writer[] =>
  readdirSync('statemachines')
    .filter((file) => file.endsWith('.asl.json'))
    .flatMap((file) => {
      const { States } = JSON.parse(readFileSync(`statemachines/${file}`, 'utf8')) as { States: States };
      return Object.entries(States)
        .filter(([, { Resource, Parameters }]) => Resource?.includes(':dynamodb:') && isOfUser(Parameters))
        .flatMap(([name, { Parameters }]) =>
          originsIn(Parameters).map((origin) => ({
            name: `${file} ${name} ${origin}`.trim(),
            update: filled(Parameters, { origin, begun }) as Update,
          })),
        );
    });

const MACHINE_WRITERS = machineWriters(BEGUN);

const ABOUT = { sourceSub: SUB, now: NOW, targetSub: TARGET_SUB };
const SWEEP_WRITERS: readonly Writer[] = [
  { name: 'sweep removed', update: { ...removedUpdate(ABOUT) } },
  { name: 'sweep importing', update: { ...importingUpdate(ABOUT) } },
  { name: 'sweep imported', update: { ...importedUpdate(ABOUT) } },
];

const WRITERS = [...MACHINE_WRITERS, ...SWEEP_WRITERS];

let dynamoDb: DynamoDb;
beforeAll(async () => {
  dynamoDb = new DynamoDb();
  await dynamoDb.createTable(SCOPE, {
    TableName: 'ledger',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
});
afterAll(() => dynamoDb.close());

const run = async (operation: string, input: object) =>
  (await dynamoDb.service.operations[operation]?.handle(
    { TableName: 'ledger', ...input } as never,
    SCOPE as never,
  )) as { readonly Item?: Update } | undefined;

const Key = { id: { S: ledgerKey(SUB) } };

/** What the write leaves; undefined where its condition refuses. */
const leftBy = async (from: LedgerPlace, update: Update) => {
  const item = itemOf(from);
  await (item === undefined ? run('DeleteItem', { Key }) : run('PutItem', { Item: item }));
  try {
    await run('UpdateItem', { ...update, TableName: 'ledger' });
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined;
    throw error;
  }
  return readLedgerRecord((await run('GetItem', { Key }))?.Item ?? {});
};

describe('every write to a user record', () => {
  it('is found', () => {
    expect(MACHINE_WRITERS.map(({ name }) => name.split(' ')[1])).toEqual(
      expect.arrayContaining([
        'RecordPending',
        'RecordSeen',
        'RecordReconciled',
        'RecordFailed',
        'RecordAbandoned',
      ]),
    );
  });

  it.each(WRITERS)('keeps to the table: $name', async ({ update }) => {
    const broken: string[] = [];
    let written = 0;
    for (const from of PLACES) {
      const to = await leftBy(from, update);
      if (to === undefined) continue;
      written += 1;
      if (!mayBecome(from, to)) broken.push(`${inWords(from)} to ${inWords(to)}`);
    }
    expect(broken).toEqual([]);
    expect(written).toBeGreaterThan(0);
  });

  it.each(WRITERS)('changes no state and no origin when it is repeated: $name', async ({ update }) => {
    for (const from of PLACES) {
      const first = await leftBy(from, update);
      if (first === undefined) continue;
      const place = { state: first.state, ...(first.origin === undefined ? {} : { origin: first.origin }) };
      const again = (await leftBy(place, update)) ?? first;
      expect([again.state, again.origin]).toEqual([first.state, first.origin]);
    }
  });
});

describe('an execution that began before the sweep removed the shell', () => {
  const OVERTAKEN = machineWriters(new Date(NOW - 1).toISOString());

  it.each(OVERTAKEN)('does not bring the user back: $name', async ({ update }) => {
    for (const origin of LEDGER_ORIGINS) {
      const place: LedgerPlace = { state: 'removed', origin };
      const to = (await leftBy(place, update)) ?? place;
      expect(to).toMatchObject(place);
      expect(to).not.toHaveProperty('targetSub');
    }
  });
});

describe("the sweep's writes", () => {
  it.each<[string, (typeof SWEEP_WRITERS)[number], LedgerPlace, boolean]>(
    [
      ['removed', 'reset-required reconciled', true],
      ['removed', 'reset-required pending', true],
      ['removed', 'unknown failed', true],
      ['removed', 'no record', true],
      ['removed', 'migrated reconciled', false],
      ['removed', 'imported reconciled', false],
      ['importing', 'no record', true],
      ['importing', 'reset-required removed', true],
      ['importing', 'unknown abandoned', true],
      ['importing', 'imported pending', true],
      ['importing', 'unknown pending', false],
      ['importing', 'migrated reconciled', false],
      ['importing', 'imported reconciled', false],
      ['importing', 'unknown failed', false],
      ['imported', 'imported pending', true],
      ['imported', 'imported reconciled', true],
      ['imported', 'no record', false],
      ['imported', 'imported failed', false],
      ['imported', 'imported abandoned', false],
      ['imported', 'migrated reconciled', false],
      ['imported', 'unknown pending', false],
    ].map(([write, from, allowed]) => {
      const writer = SWEEP_WRITERS.find(({ name }) => name === `sweep ${write}`);
      const place = PLACES.find((candidate) => inWords(candidate) === from);
      if (writer === undefined || place === undefined) throw new Error(`no ${write} from ${from}`);
      return [`${write} from ${from}`, writer, place, allowed === true];
    }),
  )('%s', async (_, { update }, from, allowed) => {
    expect((await leftBy(from, update)) !== undefined).toBe(allowed);
  });

  it('refuse a record of another version', async () => {
    for (const { update } of SWEEP_WRITERS) {
      await run('PutItem', { Item: { ...itemOf({ state: 'removed' }), version: { N: '0' } } });
      await expect(run('UpdateItem', update)).rejects.toMatchObject({
        name: 'ConditionalCheckFailedException',
      });
    }
  });

  it('leave nothing of a removed shell that would keep its owner out, and nothing that was not there', async () => {
    const to = await leftBy({ state: 'reconciled', origin: 'reset-required' }, removedUpdate(ABOUT));
    expect(to).toEqual({
      sourceSub: SUB,
      state: 'removed',
      origin: 'reset-required',
      firstSeenAt: NOW,
      lastChangedAt: NOW,
      attempts: 1,
      groups: [],
    });
  });

  it('refuse to remove another target user than the one on record', async () => {
    const other = removedUpdate({ ...ABOUT, targetSub: 'somebody-else' });
    expect(await leftBy({ state: 'reconciled', origin: 'reset-required' }, other)).toBeUndefined();
  });
});

describe('the table', () => {
  it('lets every record stay as it is', () => {
    for (const place of PLACES) if (place !== 'none') expect(mayBecome(place, place)).toBe(true);
  });

  it.each<[LedgerPlace, Exclude<LedgerPlace, 'none'>]>([
    [
      { state: 'reconciled', origin: 'migrated' },
      { state: 'pending', origin: 'migrated' },
    ],
    [
      { state: 'reconciled', origin: 'migrated' },
      { state: 'abandoned', origin: 'migrated' },
    ],
    [
      { state: 'reconciled', origin: 'migrated' },
      { state: 'reconciled', origin: 'imported' },
    ],
    [
      { state: 'reconciled', origin: 'imported' },
      { state: 'removed', origin: 'imported' },
    ],
    [
      { state: 'failed', origin: 'migrated' },
      { state: 'pending', origin: 'imported' },
    ],
  ])('never lets %j become %j', (from, to) => {
    expect(mayBecome(from, to)).toBe(false);
  });

  it('has a way to reconciled from everywhere', () => {
    for (const states of Object.values(STATE_TRANSITIONS)) expect(states).toContain('reconciled');
  });
});
