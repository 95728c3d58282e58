/** The crosswalk from a real table into a file, also when it is interrupted; and the command itself. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCrosswalkFile } from '#tools/crosswalk/crosswalk-file.ts';
import { type LedgerTable, openLedgerTable } from '#tools/crosswalk/ledger-table.ts';
import { HEADER, writeCrosswalk } from '#tools/crosswalk/write-crosswalk.ts';
import { item, sourceSub, targetSub } from './crosswalk-records.ts';
import { type Bench, createBench, SCOPE, TABLE } from './tool-bench.ts';

const USERS = 23;

let bench: Bench;
let directory: string;
let out: string;
beforeAll(async () => {
  bench = await createBench('crosswalk.ts');
  await bench.put(...Array.from({ length: USERS }, (_, number) => item(number)));
  await bench.put(
    { id: { S: 'progress#latest' }, targetSub: { S: 'none of ours' } },
    { id: { S: 'sweep#2026#source/a' }, counted: { N: '1' } },
    item(100, { state: { S: 'pending' }, targetSub: undefined, targetSeenAt: undefined }),
    item(101, { state: { S: 'removed' }, targetSub: undefined, targetSeenAt: undefined }),
  );
});
afterAll(() => bench.close());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'crosswalk-'));
  out = join(directory, 'crosswalk.csv');
});
afterEach(() => rmSync(directory, { recursive: true }));

const EXPECTED = Array.from({ length: USERS }, (_, number) => `${sourceSub(number)},${targetSub(number)}`);

const lines = () => readFileSync(out, 'utf8').trimEnd().split('\n');
const expectWhole = () => {
  const [header, ...rows] = lines();
  expect(header).toBe(HEADER);
  expect(rows.sort()).toEqual(EXPECTED);
  expect(existsSync(`${out}.cursor`)).toBe(false);
};

const write = async (ledger: LedgerTable, stopAfter = Number.POSITIVE_INFINITY) => {
  const file = await openCrosswalkFile(out, ledger.arn);
  const stop = new AbortController();
  let pages = 0;
  try {
    return await writeCrosswalk({
      ledger,
      file,
      stopping: stop.signal,
      progress: () => {
        pages += 1;
        if (pages >= stopAfter) stop.abort();
      },
      warn: () => {},
    });
  } finally {
    await file.close();
  }
};

const withLedger = async (use: (ledger: LedgerTable) => Promise<void>) => {
  const ledger = await openLedgerTable({
    table: TABLE,
    region: SCOPE.region,
    pageItems: 4,
    endpoint: bench.cloud.url,
  });
  try {
    await use(ledger);
  } finally {
    ledger.close();
  }
};

describe('the crosswalk', () => {
  it('has every user who has a target user, and nothing else of the table', () =>
    withLedger(async (ledger) => {
      expect(await write(ledger)).toMatchObject({ complete: true, users: USERS, unread: 0 });
      expectWhole();
    }));

  it.each([1, 2, 3, 5])('stopped after %i pages, goes on where it stopped', (pages) =>
    withLedger(async (ledger) => {
      expect(await write(ledger, pages)).toMatchObject({ complete: false });
      expect(existsSync(`${out}.cursor`)).toBe(true);
      const sofar = lines().length;
      expect(await write(ledger)).toMatchObject({ complete: true, users: USERS });
      expect(sofar).toBeLessThan(lines().length);
      expectWhole();
    }),
  );

  it.each([
    ['a page', 1],
    ['a page of more than still comes', 50],
  ])('killed while it wrote %s, writes that page again and no user twice', (_, rows) =>
    withLedger(async (ledger) => {
      await write(ledger, 3);
      appendFileSync(out, `${`${sourceSub(1)},${targetSub(1)}\n`.repeat(rows)}${sourceSub(2)},b000`);
      await write(ledger);
      expectWhole();
    }),
  );

  it('killed before its first page, begins again', () =>
    withLedger(async (ledger) => {
      const file = await openCrosswalkFile(out, ledger.arn);
      await file.close();
      await write(ledger);
      expectWhole();
    }));

  it('keeps what it has when the table stops answering, and goes on later', () =>
    withLedger(async (ledger) => {
      let pages = 0;
      const page: LedgerTable['page'] = (after, signal) => {
        pages += 1;
        if (pages === 3) throw new Error('gone');
        return ledger.page(after, signal);
      };
      await expect(write({ ...ledger, page })).rejects.toThrow('gone');
      await write(ledger);
      expectWhole();
    }));
});

describe('a file that is there already', () => {
  it('without a cursor is not touched', async () => {
    writeFileSync(out, 'mine\n');
    await expect(openCrosswalkFile(out, 'arn')).rejects.toThrow(/is there already and has no cursor/);
    expect(readFileSync(out, 'utf8')).toBe('mine\n');
  });

  it.each<[string, string, RegExp]>([
    ['is no JSON', 'x', /is not a cursor of this tool/],
    ['is no cursor', '{"table":"arn","bytes":-1}', /is not a cursor of this tool/],
    [
      'is of another table',
      '{"table":"other","looked":0,"users":0,"unread":0,"bytes":0}',
      /belongs to other, not to arn/,
    ],
    [
      'says more than the file has',
      '{"table":"arn","looked":9,"users":9,"unread":0,"bytes":900}',
      /is shorter than/,
    ],
  ])('with a cursor that %s is refused', async (_, cursor, message) => {
    writeFileSync(`${out}.cursor`, cursor);
    await expect(openCrosswalkFile(out, 'arn')).rejects.toThrow(message);
    expect(existsSync(out)).toBe(false);
  });

  it('as a folder is refused', async () => {
    await expect(openCrosswalkFile(directory, 'arn')).rejects.toThrow(/is there already/);
    await expect(openCrosswalkFile(join(out, 'x'), 'arn')).rejects.toThrow(/cannot be written \(ENOENT\)/);
  });
});

describe('npm run crosswalk', () => {
  it('writes the file and says how many users it has', async () => {
    const { code, said, complained } = await bench.run(['--table', TABLE, '--out', out]);
    expect({ code, said, complained }).toEqual({
      code: 0,
      said: `${out} has ${USERS} users.\n`,
      complained: '',
    });
    expectWhole();
  });

  it('stopped by Ctrl+C says so, and the same command ends the work', async () => {
    const asked = new Promise<void>((resolve) => {
      bench.cloud.gateway.intercept(({ operation }) => {
        if (operation !== 'Scan') return undefined;
        resolve();
        return { kind: 'hang' };
      });
    });
    const child = bench.start(['--table', TABLE, '--out', out]);
    const end = bench.ended(child);
    await asked;
    child.kill('SIGINT');
    expect(await end).toMatchObject({ code: 130, said: expect.stringContaining('the same command goes on') });
    bench.cloud.gateway.intercept(undefined);
    expect((await bench.run(['--table', TABLE, '--out', out])).code).toBe(0);
    expectWhole();
  });

  it('names records that it cannot read, leaves them out and ends with 1', async () => {
    await bench.put(item(200, { version: { N: '7' } }));
    try {
      const { code, complained } = await bench.run(['--table', TABLE, '--out', out]);
      expect(code).toBe(1);
      expect(complained).toMatch(`user#${sourceSub(200)} has version 7`);
      expect(complained).toMatch(/1 records could not be read/);
      expect(lines()).toHaveLength(USERS + 1);
    } finally {
      await bench.put(item(200, { targetSub: undefined }));
    }
  });

  it.each<[string, string[], RegExp]>([
    ['no table', ['--out', 'x'], /--table is missing/],
    ['no file', ['--table', TABLE], /--out is missing/],
    ['an unknown flag', ['--tabel', TABLE], /Unknown flag --tabel/],
    ['a flag twice', ['--table', TABLE, '--table', TABLE], /--table is given twice/],
    ['a flag without its value', ['--table', '--out', 'x'], /--table needs a value/],
    ['a stray word', ['--table', TABLE, '--out', 'x', 'more'], /"more" belongs to no flag/],
    ['a wrong table', ['--table', 'a b', '--out', 'x'], /--table a b is no name of a table/],
    ['a wrong region', ['--table', TABLE, '--out', 'x', '--region', 'Ohio'], /--region Ohio is no region/],
  ])('refuses %s, shows how it is used and ends with 2', async (_, argv, message) => {
    const { code, complained } = await bench.run(argv);
    expect(code).toBe(2);
    expect(complained).toMatch(message);
    expect(complained).toMatch(/npm run crosswalk -- --table NAME --out FILE/);
  });

  it.each<[string, string[], Record<string, string>, RegExp]>([
    [
      'a table that is not there',
      ['--table', 'nowhere'],
      {},
      /there is no such table.*ResourceNotFoundException/,
    ],
    ['a table of another region', ['--table', TABLE, '--region', 'eu-west-1'], {}, /there is no such table/],
    ['a machine without a region', ['--table', TABLE], { AWS_REGION: '', HOME: '/nowhere' }, /give --region/],
    [
      'credentials nobody knows',
      ['--table', TABLE],
      { AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAAA' },
      /AWS does not know these credentials/,
    ],
    [
      'an endpoint in the clear',
      ['--table', TABLE],
      { AWS_ENDPOINT_URL: 'http://ledger.example.com' },
      /neither https nor http on 127\.0\.0\.1/,
    ],
  ])('says what to change for %s, and leaves nothing behind', async (_, argv, env, message) => {
    const { code, complained } = await bench.run([...argv, '--out', out], env);
    expect(complained).toMatch(message);
    expect(complained).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
    expect(existsSync(out) || existsSync(`${out}.cursor`)).toBe(false);
  });
});
