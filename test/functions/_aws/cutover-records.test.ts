/** The cutover's records with the real SDK, against a stub. */
import { createCutoverRecords } from '#functions/_aws/cutover-records.ts';
import type { StubAnswer, StubRequest } from './aws-stub.ts';
import { IN_TIME, openStub } from './opened.ts';

const recordsOn = async (...answers: readonly (StubAnswer | ((request: StubRequest) => StubAnswer))[]) => {
  const { stub, transport, variables } = await openStub((request, earlier) => {
    const answer = answers[Math.min(earlier.length, answers.length - 1)] ?? 'hang';
    return typeof answer === 'function' ? answer(request) : answer;
  });
  const own = { accountId: '222222222222', region: 'us-east-1', transport, variables };
  return { stub, records: createCutoverRecords({ ...own, tableName: 'the-ledger', maxAttempts: 1 }) };
};

const AT = '2026-11-23T10:00:00.000Z';
const RECORD = {
  clientId: 'client1',
  previousFlows: ['ALLOW_USER_PASSWORD_AUTH'],
  switchedAt: AT,
  executionId: 'arn',
};
const item = (clientId = 'client1') => ({
  id: { S: `cutover#client#${clientId}` },
  version: { N: '1' },
  clientId: { S: clientId },
  previousFlows: { L: [{ S: 'ALLOW_USER_PASSWORD_AUTH' }] },
  switchedAt: { S: AT },
  executionId: { S: 'arn' },
});
const STATE = {
  id: { S: 'cutover#state' },
  version: { N: '1' },
  desiredPhase: { S: 'srp-only' },
  clients: { SS: ['client1'] },
  hold: { BOOL: false },
  forced: { BOOL: true },
  changedAt: { S: AT },
  executionId: { S: 'arn' },
};

describe('what is wanted', () => {
  it('is read as it was last written', async () => {
    const { stub, records } = await recordsOn({ body: { Item: STATE } });
    expect(await records.readState(IN_TIME)).toMatchObject({
      desiredPhase: 'srp-only',
      clients: ['client1'],
      hold: false,
      forced: true,
    });
    expect(stub.requests).toMatchObject([
      { action: 'GetItem', input: { Key: { id: { S: 'cutover#state' } }, ConsistentRead: true } },
    ]);
  });

  it('without a record is a migration without a hold', async () => {
    const { records } = await recordsOn({ body: {} });
    expect(await records.readState(IN_TIME)).toMatchObject({ desiredPhase: 'migrating', hold: false });
  });

  it.each<[string, StubAnswer, string]>([
    ['the table does not answer', { error: 'AccessDeniedException' }, 'LedgerUnavailable'],
    ['the record is of another version', { body: { Item: { version: { N: '9' } } } }, 'LedgerRecordInvalid'],
  ])('is never guessed at: %s', async (_, answer, code) => {
    const { records } = await recordsOn(answer);
    await expect(records.readState(IN_TIME)).rejects.toMatchObject({ code });
    await expect(records.readClientRecord('client1', IN_TIME)).rejects.toMatchObject({ code });
  });
});

describe('the first flows of a client', () => {
  it('are read, where there are any', async () => {
    const { records } = await recordsOn({ body: { Item: item() } }, { body: {} });
    expect(await records.readClientRecord('client1', IN_TIME)).toEqual(RECORD);
    expect(await records.readClientRecord('client1', IN_TIME)).toBeUndefined();
  });

  it('are put once: a record that is there stays', async () => {
    const { stub, records } = await recordsOn({ body: {} }, { error: 'ConditionalCheckFailedException' });
    await records.keepClientRecord(RECORD, IN_TIME);
    await records.keepClientRecord({ ...RECORD, previousFlows: [] }, IN_TIME);
    expect(stub.requests[0]).toMatchObject({
      action: 'PutItem',
      input: { TableName: 'the-ledger', Item: item(), ConditionExpression: 'attribute_not_exists(id)' },
    });
  });

  it('are deleted by their key', async () => {
    const { stub, records } = await recordsOn({ body: {} });
    await records.forgetClientRecord('client1', IN_TIME);
    expect(stub.requests).toMatchObject([
      { action: 'DeleteItem', input: { Key: { id: { S: 'cutover#client#client1' } } } },
    ]);
  });

  it('that cannot be written end by name', async () => {
    const { records } = await recordsOn({ error: 'AccessDeniedException' });
    await expect(records.keepClientRecord(RECORD, IN_TIME)).rejects.toMatchObject({
      code: 'LedgerUnavailable',
    });
    await expect(records.forgetClientRecord('client1', IN_TIME)).rejects.toMatchObject({
      code: 'LedgerUnavailable',
    });
  });

  it('of many clients are read a hundred at a time', async () => {
    const { stub, records } = await recordsOn(({ input }) => {
      const { Keys = [] } =
        (input.RequestItems as Record<string, { Keys: { id: { S: string } }[] }>)['the-ledger'] ?? {};
      const ids = Keys.map(({ id }) => id.S.replace('cutover#client#', ''));
      return { body: { Responses: { 'the-ledger': ids.filter((id) => id !== 'c7').map(item) } } };
    });
    const ids = Array.from({ length: 150 }, (_, number) => `c${number}`);
    const found = await records.readClientRecords(ids, IN_TIME);
    expect(found.map(({ clientId }) => clientId)).toEqual(ids.filter((id) => id !== 'c7'));
    expect(stub.actions()).toEqual(['BatchGetItem', 'BatchGetItem']);
  });
});
