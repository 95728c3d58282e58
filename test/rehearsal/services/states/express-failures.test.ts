/** How Express executions and machines fail: bad input, the errors of tasks under AWS's names, roles that lack something. */
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type DeployedMachine, deployMachine, ROLE_ARN, SCOPE, startMachine } from './deployed-machine.ts';
import { DEFINITION, startExpress } from './express-execution.ts';

let deployed: DeployedMachine;
beforeAll(async () => {
  deployed = await startMachine({ definition: DEFINITION });
});
afterAll(() => deployed.close());
afterEach(() => deployed.cloud.gateway.intercept(undefined));

const start = (input: unknown, name?: string) => startExpress(deployed, input, name);

const requestsOf = (action: string) =>
  deployed.cloud.recorder.entries('requests').filter((request) => request.action === action);

describe('an Express execution that fails', () => {
  it.each([['{"sub":"x-1"}'], ['{}'], ['{"sub":5}'], ['{"sub":null}'], ['[]'], ['null'], ['"text"']])(
    'refuses the input %s in its own words',
    async (input) => {
      const { ended } = await start(input);
      expect(ended).toMatchObject({
        status: 'FAILED',
        error: 'InvalidInput',
        cause: 'Send { "sub": "s-…" }.',
      });
    },
  );

  it("fails with the function's own error once its retries are used up", async () => {
    const before = requestsOf('lambda:InvokeFunction').length;
    const { ended } = await start({ sub: 's-6', target: 't-6', fail: 'TryAgain' });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'TryAgain' });
    expect(JSON.parse(String(ended?.cause))).toMatchObject({
      errorType: 'TryAgain',
      errorMessage: 'told to fail',
    });
    expect(requestsOf('lambda:InvokeFunction').length - before).toBe(3);
  });

  it.each([
    ['lambda', 'TooManyRequestsException', 'Lambda.TooManyRequestsException'],
    ['lambda', 'AccessDeniedException', 'Lambda.AWSLambdaException'],
    ['dynamodb', 'ThrottlingException', 'DynamoDB.ThrottlingException'],
    ['dynamodb', 'ValidationException', 'DynamoDB.AmazonDynamoDBException'],
    ['events', 'InternalException', 'EventBridge.InternalException'],
  ])('names the refusal of %s with %s as AWS does', async (service, code, error) => {
    deployed.cloud.gateway.intercept((request) =>
      request.service === service ? { kind: 'error', code, message: 'injected', status: 400 } : undefined,
    );
    const { ended } = await start({ sub: 's-7', target: 't-7' });
    expect(ended).toMatchObject({ status: 'FAILED', error, cause: expect.stringContaining('injected') });
  });

  it('names a broken condition, and a connection that broke', async () => {
    await start({ sub: 's-8', target: 't-8' });
    const { ended: other } = await start({ sub: 's-8', target: 'another' });
    expect(other?.error).toBe('DynamoDB.ConditionalCheckFailedException');
    deployed.cloud.gateway.intercept(({ service }) => (service === 'events' ? { kind: 'reset' } : undefined));
    const { ended: broken } = await start({ sub: 's-8', target: 't-8' });
    expect(broken?.error).toBe('EventBridge.SdkClientException');
  });

  it('fails where an entry of PutEvents fails', async () => {
    const { cloud } = deployed;
    const bus = JSON.stringify(DEFINITION).replace(`\${Bus}`, 'nowhere');
    await deployMachine(cloud, { definition: JSON.parse(bus) });
    const { ended } = await start({ sub: 's-9', target: 't-9' });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'EventBridge.FailedEntry' });
    await deployMachine(cloud, { definition: DEFINITION });
  });
});

describe('an execution that lasts too long', () => {
  it('is ended by the limit of its machine', async () => {
    const slow = await startMachine({ definition: { ...DEFINITION, TimeoutSeconds: 1 } });
    try {
      slow.cloud.gateway.intercept(({ service }) => (service === 'lambda' ? { kind: 'hang' } : undefined));
      const { ended } = await startExpress(slow, { sub: 's-1', target: 't-1' });
      expect(ended).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
      expect(ended?.statePath).toEqual(['Check', 'Record', 'Work']);
    } finally {
      await slow.close();
    }
  });
});

describe('a machine whose role lacks something', () => {
  it('fails the task, and the denial is recorded', async () => {
    const poor = await startMachine({
      definition: DEFINITION,
      permissions: ['dynamodb:UpdateItem', 'events:PutEvents'],
    });
    try {
      const { client, stateMachineArn, cloud } = poor;
      const input = JSON.stringify({ sub: 's-1', target: 't-1' });
      await client.send(new StartExecutionCommand({ stateMachineArn, input }));
      await cloud.idle();
      expect(cloud.recorder.entries('executions').at(-1)).toMatchObject({
        status: 'FAILED',
        error: 'Lambda.AWSLambdaException',
      });
      expect(cloud.recorder.entries('requests').find(({ decision }) => decision === 'denied')).toMatchObject({
        action: 'lambda:InvokeFunction',
        reason: expect.stringContaining('lambda:InvokeFunction'),
      });
    } finally {
      await poor.close();
    }
  });

  it.each([
    [
      'a log delivery permission',
      { logDelivery: ['logs:CreateLogDelivery'] },
      /not authorized to access the Log Destination.*logs:GetLogDelivery/,
    ],
    [
      'a field that the engine would ignore',
      { definition: { StartAt: 'A', States: { A: { Type: 'Pass', Assign: { x: 1 }, End: true } } } },
      /Assign/,
    ],
  ])('is not deployed without or with %s', async (_, changes, message) => {
    await expect(startMachine({ definition: DEFINITION, ...changes })).rejects.toThrow(message);
  });

  it('is not deployed for another machine than the role trusts', async () => {
    const { cloud } = deployed;
    const put = cloud.states.putStateMachine(SCOPE, {
      name: 'other',
      type: 'EXPRESS',
      definition: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}',
      substitutions: {},
      roleArn: ROLE_ARN,
      logging: { level: 'OFF', includeExecutionData: false },
      tracing: false,
    });
    await expect(put).rejects.toThrow(/authorized to assume the provided role.*aws:SourceArn/);
  });
});
