/** The ledger, the sweep's own records and its bucket. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FIRST_PROGRESS, shardItem } from '#core/shard-progress.ts';
import { createReportStore } from '#functions/_aws/report-store.ts';
import { SUB } from '#test/core/trigger-builders.ts';
import type { StubAnswer, StubRequest } from './aws-stub.ts';
import './errors-of-node.ts';
import { IN_TIME, transportTo } from './opened.ts';
import { adaptersOn, OWN } from './sweep-on-stub.ts';

const AT = { S: '2026-11-23T10:00:00.000Z' };
const item = (sub: string, change: object = {}) => ({
  id: { S: `user#${sub}` },
  version: { N: '1' },
  sourceSub: { S: sub },
  state: { S: 'failed' },
  firstSeenAt: AT,
  lastChangedAt: AT,
  attempts: { N: '1' },
  ...change,
});

describe('many records', () => {
  it('are read at once, none older than the last write; what was left undone is asked for again', async () => {
    const { ledger, requests } = await adaptersOn(
      {
        body: {
          Responses: { 'the-ledger': [item('a')] },
          UnprocessedKeys: { 'the-ledger': { Keys: [{ id: { S: 'user#b' } }] } },
        },
      },
      { body: { Responses: { 'the-ledger': [item('b', { version: { N: '0' } })] }, UnprocessedKeys: {} } },
    );
    const found = await ledger.lookUp(['a', 'b', 'c', 'a'], IN_TIME);
    expect([...found.keys()]).toEqual(['a', 'b']);
    expect([found.get('a'), found.get('b')]).toEqual([
      expect.objectContaining({ state: 'failed' }),
      'unreadable',
    ]);
    expect(requests()).toMatchObject([
      {
        action: 'BatchGetItem',
        input: {
          RequestItems: {
            'the-ledger': {
              ConsistentRead: true,
              Keys: [{ id: { S: 'user#a' } }, { id: { S: 'user#b' } }, { id: { S: 'user#c' } }],
            },
          },
        },
      },
      { input: { RequestItems: { 'the-ledger': { Keys: [{ id: { S: 'user#b' } }] } } } },
    ]);
  });

  it('of nobody take no request', async () => {
    const { ledger, requests } = await adaptersOn({ body: {} });
    expect((await ledger.lookUp([], IN_TIME)).size).toBe(0);
    expect(requests()).toEqual([]);
  });

  it('that never come end by name', async () => {
    const undone = { UnprocessedKeys: { 'the-ledger': { Keys: [{ id: { S: 'user#b' } }] } } };
    for (const answer of [{ body: undone }, { error: 'AccessDeniedException' }, 'reset'] as const) {
      const { ledger } = await adaptersOn(answer);
      await expect(ledger.lookUp(['b'], IN_TIME)).rejects.toMatchObject({ code: 'LedgerUnavailable' });
    }
  });

  it('that were given up are scanned from where it stopped', async () => {
    const { ledger, requests } = await adaptersOn({
      body: {
        Items: [item('a'), item('b', { version: { N: '9' } })],
        LastEvaluatedKey: { id: { S: 'user#z' } },
      },
    });
    expect(await ledger.givenUp('user#0', IN_TIME)).toEqual({
      records: [
        { key: 'user#a', record: expect.objectContaining({ sourceSub: 'a' }) },
        { key: 'user#b', record: 'unreadable' },
      ],
      next: 'user#z',
    });
    expect(requests()).toMatchObject([
      { action: 'Scan', input: { ExclusiveStartKey: { id: { S: 'user#0' } }, Limit: 250 } },
    ]);
  });
});

describe("the sweep's writes", () => {
  const about = { sourceSub: SUB, targetSub: 'target', now: 0 };

  it('say whether the record allowed them', async () => {
    const { ledger } = await adaptersOn({ body: {} }, { error: 'ConditionalCheckFailedException' });
    expect(await ledger.recordRemoved(about, IN_TIME)).toBe(true);
    expect(await ledger.recordRemoved(about, IN_TIME)).toBe(false);
  });

  it('end by name where the table does not answer', async () => {
    const { ledger } = await adaptersOn({ error: 'AccessDeniedException' });
    await expect(ledger.recordImporting(about, IN_TIME)).rejects.toMatchObject({ code: 'LedgerUnavailable' });
    await expect(ledger.recordImported(about, IN_TIME)).rejects.toMatchObject({ code: 'LedgerUnavailable' });
  });
});

describe("the sweep's own records", () => {
  const key = (number: number) => `sweep#nightly#source/${number}`;

  it('are read a hundred at a time', async () => {
    const answer = ({ input }: StubRequest): StubAnswer => {
      const { Keys } = (input.RequestItems as Record<string, { Keys: { id: { S: string } }[] }>)[
        'the-ledger'
      ] ?? {
        Keys: [],
      };
      return {
        body: { Responses: { 'the-ledger': Keys.map(({ id }) => shardItem(id.S, FIRST_PROGRESS, 0)) } },
      };
    };
    const { records, requests } = await adaptersOn(answer);
    const keys = Array.from({ length: 250 }, (_, number) => key(number));
    expect((await records.readShards(keys, IN_TIME)).size).toBe(250);
    expect(requests()).toHaveLength(3);
  });

  it('may not be there', async () => {
    const { records } = await adaptersOn({ body: {} });
    expect(await records.readShard(key(1), IN_TIME)).toBeUndefined();
    expect(await records.readProgress(IN_TIME)).toBeUndefined();
  });

  it('of the progress are two, the latest never of a sweep that began earlier', async () => {
    const { records, requests } = await adaptersOn(
      { body: {} },
      { error: 'ConditionalCheckFailedException' },
    );
    const totals = { source: { users: 0, records: {}, stragglers: {}, unreadable: 0, imported: 0 } };
    await records.writeProgress(
      'nightly',
      { executionId: 'arn', startedAt: AT.S, finishedAt: AT.S, digits: 1, totals },
      IN_TIME,
    );
    expect(requests()).toMatchObject([
      { action: 'PutItem', input: { Item: { id: { S: 'progress#nightly' } } } },
      {
        action: 'PutItem',
        input: {
          Item: { id: { S: 'progress#latest' } },
          ConditionExpression: 'attribute_not_exists(id) OR startedAt <= :startedAt',
        },
      },
    ]);
  });

  it('of another shape are refused by their key', async () => {
    const { records } = await adaptersOn({ body: { Item: { id: { S: key(1) }, version: { N: '0' } } } });
    await expect(records.readShard(key(1), IN_TIME)).rejects.toMatchObject({ code: 'SweepInconsistent' });
  });
});

/** S3 speaks in paths and bodies; a server that remembers them and answers as told. */
const startBucket = async (status: number) => {
  const requests: {
    readonly method: string;
    readonly url: string;
    readonly body: string;
    readonly type: string;
  }[] = [];
  const server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method = '', url = '', headers } = request;
    requests.push({ method, url, body, type: String(headers['content-type']) });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reached = transportTo(url, () => new Promise((resolve) => server.close(resolve)));
  return { requests, store: createReportStore({ ...OWN, bucketName: 'the-bucket', ...reached }) };
};

describe('a list', () => {
  it('is put under its key, in path style, as plain CSV', async () => {
    const { requests, store } = await startBucket(200);
    await store.putCsv('sweeps/nightly/stragglers/a-0.csv', 'sub\n', IN_TIME);
    expect(requests).toEqual([
      {
        method: 'PUT',
        url: '/the-bucket/sweeps/nightly/stragglers/a-0.csv?x-id=PutObject',
        body: 'sub\n',
        type: 'text/csv; charset=utf-8',
      },
    ]);
  });

  it('that the bucket refuses ends by name', async () => {
    const { store } = await startBucket(403);
    await expect(store.putCsv('a.csv', 'sub\n', IN_TIME)).rejects.toMatchObject({
      code: 'ReportUnavailable',
    });
  });
});
