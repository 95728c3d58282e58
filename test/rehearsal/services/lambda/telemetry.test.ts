import { startTinyLambda, type TinyLambda } from './tiny-lambda.ts';

let platform: TinyLambda;
afterEach(() => platform.close());

const SPEAKING = `exports.handler = async (event, context) => {
  console.log('one', { two: 2 });
  console.error('first\\nsecond');
  process.stdout.write('raw');
  return context.awsRequestId;
};`;

const SEND_SUBSEGMENT = `const dgram = require('dgram');
exports.handler = () => new Promise((resolve) => {
  const [host, port] = process.env.AWS_XRAY_DAEMON_ADDRESS.split(':');
  const [, root, parent] = /Root=([^;]+);Parent=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID);
  const socket = dgram.createSocket('udp4');
  const segment = { type: 'subsegment', id: '1111111111111111', trace_id: root, parent_id: parent, name: 'Source' };
  socket.send('{"format":"json","version":1}\\n' + JSON.stringify(segment), Number(port), host, () => { socket.close(); resolve(root); });
});`;

/** A datagram takes its own way: it may arrive after the answer. */
const eventually = async (happened: () => boolean) => {
  for (let turn = 0; turn < 200 && !happened(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('logs', () => {
  it("hold START, the function's lines in Lambda's format, END and REPORT, in this order", async () => {
    platform = startTinyLambda();
    const { payload: id } = await platform.invoke(platform.put(SPEAKING), {});
    const lines = platform.lines();
    expect(lines[0]).toBe(`START RequestId: ${id} Version: $LATEST`);
    expect(lines[1]).toMatch(new RegExp(`^\\d{4}-.*Z\\t${id}\\tINFO\\tone \\{ two: 2 \\}$`));
    expect(lines[2]).toMatch(/\tERROR\tfirst\nsecond$/);
    expect(lines[3]).toBe('raw');
    expect(lines[4]).toBe(`END RequestId: ${id}`);
    expect(lines[5]).toMatch(
      /^REPORT .*\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\tInit Duration: .*\nXRAY TraceId: 1-/s,
    );
    expect(lines).toHaveLength(6);
  });

  it('say the init duration at a cold start only', async () => {
    platform = startTinyLambda();
    const arn = platform.put(SPEAKING);
    await platform.invoke(arn, {});
    await platform.invoke(arn, {});
    const reports = platform.lines().filter((line) => line.startsWith('REPORT'));
    expect(reports.map((line) => line.includes('Init Duration'))).toEqual([true, false]);
  });

  it('are lost without permission, and the denial is on record once', async () => {
    platform = startTinyLambda({ mayLog: false });
    await platform.invoke(platform.put(SPEAKING), {});
    expect(platform.lines()).toEqual([]);
    const denied = platform.recorder.entries('requests').filter(({ decision }) => decision === 'denied');
    expect(denied).toMatchObject([
      {
        action: 'logs:CreateLogStream',
        principal: 'arn:aws:sts::222222222222:assumed-role/worker/echo',
        reason: expect.stringContaining('no identity-based policy allows the logs:CreateLogStream action'),
      },
    ]);
  });

  it('need a log group, which only a role that may create it gets', async () => {
    platform = startTinyLambda();
    await platform.invoke(platform.put(SPEAKING, { logGroupName: '/aws/lambda/absent' }), {});
    expect(platform.lines()).toEqual([]);
    expect(platform.recorder.entries('requests')).toContainEqual(
      expect.objectContaining({ action: 'logs:CreateLogGroup', decision: 'denied' }),
    );
  });

  it('turn embedded metrics into metrics', async () => {
    platform = startTinyLambda();
    const line = {
      _aws: {
        Timestamp: 1_800_000_000_000,
        CloudWatchMetrics: [
          { Namespace: 'N', Dimensions: [['service']], Metrics: [{ Name: 'Migrated', Unit: 'Count' }] },
        ],
      },
      service: 'migration',
      Migrated: [1, 2],
    };
    await platform.invoke(
      platform.put(
        `exports.handler = async () => { process.stdout.write(JSON.stringify(${JSON.stringify(line)}) + '\\n'); };`,
      ),
      {},
    );
    expect(platform.recorder.entries('metrics').filter(({ namespace }) => namespace === 'N')).toEqual([
      {
        time: expect.any(String),
        account: '222222222222',
        region: 'us-east-1',
        namespace: 'N',
        name: 'Migrated',
        unit: 'Count',
        values: [1, 2],
        dimensions: { service: 'migration' },
        timestamp: 1_800_000_000_000,
      },
    ]);
  });
});

describe('traces', () => {
  it('tie service, function and what the function sends together', async () => {
    platform = startTinyLambda();
    const { payload: root } = await platform.invoke(platform.put(SEND_SUBSEGMENT), {});
    const segments = () => platform.recorder.entries('segments');
    await eventually(() => segments().length === 3);
    const byOrigin = (origin: string | undefined) => segments().find((segment) => segment.origin === origin);
    const [service, fn, sub] = [
      byOrigin('AWS::Lambda'),
      byOrigin('AWS::Lambda::Function'),
      byOrigin(undefined),
    ];
    expect(
      segments().every((segment) => segment.trace_id === root && segment.account === '222222222222'),
    ).toBe(true);
    expect(fn?.parent_id).toBe(service?.id);
    expect(sub).toMatchObject({ name: 'Source', parent_id: fn?.id });
    expect(fn).toMatchObject({ subsegments: [{ name: 'Init' }, { name: 'Invocation' }] });
  });

  it("continue the caller's trace", async () => {
    platform = startTinyLambda();
    const root = '1-6a000000-0123456789abcdef01234567';
    const traceHeader = `Root=${root};Parent=aaaaaaaaaaaaaaaa;Sampled=1`;
    const { payload } = await platform.invoke(platform.put(SEND_SUBSEGMENT), {}, { traceHeader });
    expect(payload).toBe(root);
    expect(platform.recorder.entries('segments')).toContainEqual(
      expect.objectContaining({ origin: 'AWS::Lambda', trace_id: root, parent_id: 'aaaaaaaaaaaaaaaa' }),
    );
    expect(platform.recorder.entries('requests').at(-1)).toMatchObject({ traceId: root });
  });

  it('mark a failed invocation', async () => {
    platform = startTinyLambda();
    await platform.invoke(platform.put("exports.handler = async () => { throw new Error('x'); };"), {});
    expect(platform.recorder.entries('segments')).toMatchObject([{ fault: true }, { fault: true }]);
  });

  it.each([
    ['that nobody traces', undefined, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/],
    [
      'whose caller is traced, and it learns the trace alone',
      'Root=1-6a000000-0123456789abcdef01234567;Parent=aaaaaaaaaaaaaaaa;Sampled=1',
      /^Root=1-6a000000-0123456789abcdef01234567$/,
    ],
  ])('are not made by a function in pass-through mode %s', async (_, traceHeader, header) => {
    platform = startTinyLambda();
    const source = 'exports.handler = async () => process.env._X_AMZN_TRACE_ID;';
    const arn = platform.put(source, { tracing: 'PassThrough' });
    const { payload } = await platform.invoke(arn, {}, traceHeader === undefined ? {} : { traceHeader });
    expect(payload).toMatch(header);
    expect(platform.recorder.entries('segments')).toEqual([]);
  });

  it('are not made where the caller decided so, and the function is told', async () => {
    platform = startTinyLambda();
    const traceHeader = 'Root=1-6a000000-0123456789abcdef01234567;Parent=aaaaaaaaaaaaaaaa;Sampled=0';
    const source = 'exports.handler = async () => process.env._X_AMZN_TRACE_ID;';
    const { payload } = await platform.invoke(platform.put(source), {}, { traceHeader });
    expect(payload).toMatch(/^Root=1-6a000000-0123456789abcdef01234567;Parent=[0-9a-f]{16};Sampled=0$/);
    expect(platform.recorder.entries('segments')).toEqual([]);
  });

  it('stay without the function where its role may not send them, and the denial is on record', async () => {
    platform = startTinyLambda({ mayTrace: false });
    await platform.invoke(platform.put(SEND_SUBSEGMENT), {});
    expect(platform.recorder.entries('segments')).toMatchObject([{ origin: 'AWS::Lambda' }]);
    expect(platform.recorder.entries('requests')).toContainEqual(
      expect.objectContaining({ action: 'xray:PutTraceSegments', decision: 'denied' }),
    );
  });
});
