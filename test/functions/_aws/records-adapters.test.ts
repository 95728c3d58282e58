/** Workflow, ledger and audit trail with the real SDK, against a stub. */
import { MigrationError } from '#core/errors.ts';
import { createAuditTrail } from '#functions/_aws/audit.ts';
import { createTransport } from '#functions/_aws/endpoint.ts';
import { createLedger } from '#functions/_aws/ledger.ts';
import { createWorkflow } from '#functions/_aws/workflow.ts';
import { SUB } from '#test/core/trigger-builders.ts';
import type { StubAnswer } from './aws-stub.ts';
import { IN_TIME, openStub } from './opened.ts';

const MACHINE = 'arn:aws:states:us-east-1:222222222222:stateMachine:cognito-migration-post-migration';
const EVENT = {
  type: 'UserRejected',
  detail: { version: 1, at: '2026-11-23T10:00:00.000Z', trigger: 'sign-in', reason: 'unknown' },
} as const;

/** The three adapters on a stub that gives these answers in turn; the last repeats. */
const adaptersOn = async (...answers: readonly StubAnswer[]) => {
  const { stub, transport, variables } = await openStub(
    (_, earlier) => answers[Math.min(earlier.length, answers.length - 1)] ?? 'hang',
  );
  const own = { accountId: '222222222222', region: 'us-east-1', transport, variables };
  return {
    stub,
    workflow: createWorkflow({ ...own, stateMachineArn: MACHINE }),
    ledger: createLedger({ ...own, tableName: 'the-ledger', maxAttempts: 1 }),
    audit: createAuditTrail({ ...own, busName: 'the-bus' }),
  };
};

const AT = { S: '2026-11-23T10:00:00.000Z' };
const ITEM = {
  id: { S: `user#${SUB}` },
  version: { N: '1' },
  sourceSub: { S: SUB },
  state: { S: 'pending' },
  firstSeenAt: AT,
  lastChangedAt: AT,
  attempts: { N: '0' },
};

describe('the workflow', () => {
  const accepted = { body: { executionArn: 'arn', startDate: 1_700_000_000 } };

  it('is started in its own region with task, sub and groups', async () => {
    const { stub, workflow } = await adaptersOn(accepted);
    await workflow.startReconciliation({ sourceSub: SUB, groups: ['writers'] }, IN_TIME);
    expect(stub.requests).toMatchObject([
      {
        action: 'StartExecution',
        region: 'us-east-1',
        key: 'AKIALAMBDA',
        input: {
          stateMachineArn: MACHINE,
          input: `{"task":"reconcile","sourceSub":"${SUB}","groups":["writers"]}`,
        },
      },
    ]);
  });

  it('is started without groups where nobody knows them', async () => {
    const { stub, workflow } = await adaptersOn(accepted);
    await workflow.startReconciliation({ sourceSub: SUB }, IN_TIME);
    expect(stub.requests[0]?.input.input).toBe(`{"task":"reconcile","sourceSub":"${SUB}"}`);
  });

  it('is tried a second time when the connection is lost, and no third time', async () => {
    const { stub, workflow } = await adaptersOn('reset');
    await expect(workflow.startReconciliation({ sourceSub: SUB }, IN_TIME)).rejects.toBeDefined();
    expect(stub.actions()).toEqual(['StartExecution', 'StartExecution']);
  });

  it('that may not be started says so', async () => {
    const { workflow } = await adaptersOn({ error: 'AccessDeniedException', status: 400 });
    await expect(workflow.startReconciliation({ sourceSub: SUB }, IN_TIME)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

describe('the ledger', () => {
  it('is asked for one key, and for nothing older than the last write', async () => {
    const { stub, ledger } = await adaptersOn({ body: { Item: ITEM } });
    expect(await ledger.lookUp(SUB, IN_TIME)).toMatchObject({ sourceSub: SUB, state: 'pending' });
    expect(stub.requests).toMatchObject([
      {
        action: 'GetItem',
        input: { TableName: 'the-ledger', Key: { id: { S: `user#${SUB}` } }, ConsistentRead: true },
      },
    ]);
  });

  it('may have no record', async () => {
    const { ledger } = await adaptersOn({ body: {} });
    expect(await ledger.lookUp(SUB, IN_TIME)).toBeUndefined();
  });

  it.each<[string, StubAnswer, object]>([
    ['refuses', { error: 'AccessDeniedException' }, { code: 'LedgerUnavailable' }],
    ['throttles', { error: 'ThrottlingException' }, { code: 'LedgerUnavailable' }],
    ['is cut off', 'reset', { code: 'LedgerUnavailable' }],
    [
      'holds a record of another version',
      { body: { Item: { ...ITEM, version: { N: '2' } } } },
      { code: 'LedgerRecordInvalid' },
    ],
  ])('that %s ends by name after one request', async (_, answer, expected) => {
    const { stub, ledger } = await adaptersOn(answer);
    await expect(ledger.lookUp(SUB, IN_TIME)).rejects.toMatchObject(expected);
    expect(stub.requests).toHaveLength(1);
  });
});

describe('the audit trail', () => {
  it('is told on the one bus, under the one source', async () => {
    const { stub, audit } = await adaptersOn({ body: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } });
    await audit.put(EVENT, IN_TIME);
    expect(stub.requests).toMatchObject([
      {
        action: 'PutEvents',
        input: {
          Entries: [
            {
              EventBusName: 'the-bus',
              Source: 'cognito-migration',
              DetailType: 'UserRejected',
              Detail: JSON.stringify(EVENT.detail),
            },
          ],
        },
      },
    ]);
  });

  it.each<[string, StubAnswer]>([
    ['refuses the entry', { body: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] } }],
    ['does not say that it took it', { body: {} }],
  ])('that answers well but %s has not been told', async (_, answer) => {
    const { audit } = await adaptersOn(answer);
    await expect(audit.put(EVENT, IN_TIME)).rejects.toMatchObject({ code: 'AuditUnavailable' });
  });
});

describe('whoever hangs', () => {
  it.each(['workflow', 'ledger', 'audit'] as const)('%s: is left when the time is over', async (which) => {
    const { workflow, ledger, audit } = await adaptersOn('hang');
    const end = new AbortController();
    const calls = {
      workflow: () => workflow.startReconciliation({ sourceSub: SUB }, end.signal),
      ledger: () => ledger.lookUp(SUB, end.signal),
      audit: () => audit.put(EVENT, end.signal),
    };
    const pending = calls[which]();
    setImmediate(() => end.abort());
    await expect(pending).rejects.toBeDefined();
  });
});

describe('an endpoint in the clear', () => {
  it('is refused for each of them', () => {
    const own = {
      accountId: '2',
      region: 'us-east-1',
      transport: createTransport(),
      variables: { AWS_ENDPOINT_URL: 'http://example.com' },
    };
    for (const create of [
      () => createWorkflow({ ...own, stateMachineArn: MACHINE }),
      () => createLedger({ ...own, tableName: 't', maxAttempts: 1 }),
      () => createAuditTrail({ ...own, busName: 'b' }),
    ]) {
      expect(create).toThrow(MigrationError);
    }
  });
});
