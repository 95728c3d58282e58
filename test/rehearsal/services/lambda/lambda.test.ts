import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROLE, SCOPE, startTinyLambda, type TinyLambda, writeCode } from './tiny-lambda.ts';

let platform: TinyLambda;

beforeEach(() => {
  platform = startTinyLambda();
});

afterEach(() => platform.close());

/** A handler whose body is `body`; `event` and `context` are in scope. */
const handler = (body: string) => `exports.handler = async (event, context) => { ${body} };`;

describe('a function', () => {
  it('gets the event and hands back what it returns', async () => {
    const arn = platform.put(handler('return { got: event };'));
    await expect(platform.invoke(arn, { a: [1, 'ü'] })).resolves.toEqual({
      payload: { got: { a: [1, 'ü'] } },
    });
  });

  it('answers null where the handler returns nothing', async () => {
    const arn = platform.put(handler(''));
    await expect(platform.invoke(arn, {})).resolves.toEqual({ payload: null });
  });

  it('sees its template environment, its own names and keys, and nothing of the parent but PATH', async () => {
    process.env.PARENT_SECRET = 'not for children';
    const arn = platform.put(handler('return process.env;'));
    const { payload } = await platform.invoke(arn, {});
    delete process.env.PARENT_SECRET;
    expect(payload).toMatchObject({
      COLOUR: 'blue',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'echo',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/echo',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      _X_AMZN_TRACE_ID: expect.stringMatching(
        /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/,
      ),
      PATH: process.env.PATH,
    });
    expect(payload).not.toHaveProperty('PARENT_SECRET');
    expect(payload).not.toHaveProperty('HOME');
  });

  it('carries keys of its execution role', async () => {
    const arn = platform.put(handler('return process.env.AWS_ACCESS_KEY_ID;'));
    const { payload } = await platform.invoke(arn, {});
    expect(platform.iam.findKey(String(payload))?.principal).toMatchObject({
      roleArn: ROLE,
      arn: 'arn:aws:sts::222222222222:assumed-role/worker/echo',
    });
  });

  it('gets a context with its names, its request id and the time left', async () => {
    const body = 'return { ...context, left: context.getRemainingTimeInMillis() };';
    const arn = platform.put(handler(body), { timeoutSeconds: 7 });
    const { payload } = await platform.invoke(arn, {});
    expect(payload).toMatchObject({
      functionName: 'echo',
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: '256',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const left = (payload as { left: number }).left;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(7000);
  });

  it('is loaded as CommonJS also from a directory below a package of ES modules', async () => {
    const parent = writeCode({ 'package.json': '{"type":"module"}' });
    const codeDirectory = join(parent, 'asset');
    mkdirSync(codeDirectory);
    writeFileSync(join(codeDirectory, 'index.js'), 'exports.handler = async () => typeof require;');
    const arn = platform.put('', { codeDirectory });
    await expect(platform.invoke(arn, {})).resolves.toEqual({ payload: 'function' });
  });

  it('keeps its sandbox between invocations, and uses another one while that is busy', async () => {
    const arn = platform.put(`let calls = 0; ${handler('calls += 1; return { pid: process.pid, calls };')}`);
    const first = await platform.invoke(arn, {});
    const second = await platform.invoke(arn, {});
    expect(second.payload).toEqual({ ...(first.payload as object), calls: 2 });
    const both = await Promise.all([platform.invoke(arn, {}), platform.invoke(arn, {})]);
    expect(new Set(both.map(({ payload }) => (payload as { pid: number }).pid)).size).toBe(2);
  });

  it('runs its new code once it is replaced', async () => {
    const arn = platform.put(handler('return 1;'));
    await platform.invoke(arn, {});
    platform.put(handler('return 2;'));
    await expect(platform.invoke(arn, {})).resolves.toEqual({ payload: 2 });
  });
});

describe('a function that fails', () => {
  it('answers an error with its name, its message and its trace', async () => {
    const arn = platform.put(handler("throw new RangeError('too far');"));
    const { payload, functionError } = await platform.invoke(arn, {});
    expect(functionError).toEqual({ errorType: 'RangeError', errorMessage: 'too far' });
    expect(payload).toMatchObject({
      errorType: 'RangeError',
      trace: expect.arrayContaining(['RangeError: too far']),
    });
  });

  it('answers a thrown value by its type', async () => {
    const arn = platform.put(handler("throw 'text';"));
    const { payload } = await platform.invoke(arn, {});
    expect(payload).toEqual({ errorType: 'string', errorMessage: 'text', trace: [] });
  });

  it.each([
    ['exits', 'process.exit(3);', 'Runtime.ExitError', /Runtime exited with error: exit status 3$/],
    [
      'kills itself',
      "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});",
      'Runtime.ExitError',
      /killed$/,
    ],
    [
      'throws outside the handler',
      "setImmediate(() => { throw new TypeError('later'); }); await new Promise(() => {});",
      'TypeError',
      /^later$/,
    ],
    [
      'leaves a rejection unhandled',
      "Promise.reject(new Error('lost')); await new Promise(() => {});",
      'Runtime.UnhandledPromiseRejection',
      /lost/,
    ],
    ['cannot be written as JSON', 'return 1n;', 'Runtime.MarshalError', /stringify/],
  ])('ends the invocation and starts afresh where it %s', async (_case, body, errorType, message) => {
    const arn = platform.put(handler(`if (event.fine) return 'fine'; ${body}`));
    const { functionError } = await platform.invoke(arn, {});
    expect(functionError).toEqual({ errorType, errorMessage: expect.stringMatching(message) });
    await expect(platform.invoke(arn, { fine: true })).resolves.toEqual({ payload: 'fine' });
  });

  it('is killed at its timeout, and says so in the answer and the log', async () => {
    const arn = platform.put(handler("if (event.fine) return 'fine'; for (;;);"), { timeoutSeconds: 1 });
    const { functionError } = await platform.invoke(arn, {});
    expect(functionError).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/Error: Task timed out after 1\.00 seconds$/),
    });
    expect(platform.lines().join('\n')).toMatch(/Task timed out after 1\.00 seconds[\s\S]*Status: timeout/);
    await expect(platform.invoke(arn, { fine: true })).resolves.toEqual({ payload: 'fine' });
  });

  it.each([
    ['its module is not there', 'other.handler', '', 'Runtime.ImportModuleError'],
    ['its export is not there', 'index.other', handler(''), 'Runtime.HandlerNotFound'],
    ['its code does not parse', 'index.handler', 'exports.handler = (', 'Runtime.UserCodeSyntaxError'],
    [
      'it needs a module that is not there',
      'index.handler',
      "require('absent');",
      'Runtime.ImportModuleError',
    ],
    [
      'it wants a callback',
      'index.handler',
      'exports.handler = (a, b, c) => c();',
      'Runtime.CallbackHandlerDeprecated',
    ],
    ['its init throws', 'index.handler', "throw new URIError('no');", 'URIError'],
  ])('reports a failed init where %s', async (_case, name, source, errorType) => {
    const arn = platform.put(source, { handler: name });
    await expect(platform.invoke(arn, {})).resolves.toMatchObject({ functionError: { errorType } });
  });

  it('tries a failed init again at the next invocation', async () => {
    const mark = `${writeCode({})}/mark`;
    const source = `const fs = require('fs'); if (!fs.existsSync('${mark}')) { fs.writeFileSync('${mark}', ''); throw new Error('first'); }`;
    const arn = platform.put(`${source} ${handler("return 'second';")}`);
    await expect(platform.invoke(arn, {})).resolves.toMatchObject({
      functionError: { errorMessage: 'first' },
    });
    await expect(platform.invoke(arn, {})).resolves.toEqual({ payload: 'second' });
  });
});

describe('concurrency', () => {
  it('refuses more invocations at once than are reserved', async () => {
    const arn = platform.put(handler('await new Promise((end) => setTimeout(end, 200)); return 1;'), {
      reservedConcurrency: 1,
    });
    const [first, second] = await Promise.allSettled([platform.invoke(arn, {}), platform.invoke(arn, {})]);
    expect(first).toMatchObject({ status: 'fulfilled' });
    expect(second).toMatchObject({ reason: { code: 'TooManyRequestsException', statusCode: 429 } });
    await expect(platform.invoke(arn, {})).resolves.toEqual({ payload: 1 });
  });

  it('can be reserved otherwise than the template says, down to none, and given back', async () => {
    const arn = platform.put(handler('return 1;'));
    platform.lambda.reserveConcurrency(arn, 0);
    await expect(platform.invoke(arn, {})).rejects.toMatchObject({ code: 'TooManyRequestsException' });
    platform.lambda.reserveConcurrency(arn, undefined);
    await expect(platform.invoke(arn, {})).resolves.toEqual({ payload: 1 });
  });

  it('serves an alias from sandboxes that were started ahead, and the function itself from others', async () => {
    const body =
      'return [process.env.AWS_LAMBDA_INITIALIZATION_TYPE, context.functionVersion, context.invokedFunctionArn];';
    const arn = platform.put(handler(body));
    const { version } = platform.lambda.putVersion(arn);
    const alias = platform.lambda.putAlias(arn, 'live', version, 1);
    await expect(platform.invoke(alias.arn, {})).resolves.toEqual({
      payload: ['provisioned-concurrency', '1', `${arn}:live`],
    });
    await expect(platform.invoke(arn, {})).resolves.toEqual({ payload: ['on-demand', '$LATEST', arn] });
  });

  it('keeps a version as it was published', async () => {
    const arn = platform.put(handler('return 1;'));
    const version = platform.lambda.putVersion(arn);
    platform.put(handler('return 2;'));
    await expect(platform.invoke(version.arn, {})).resolves.toEqual({ payload: 1 });
  });
});

describe('putFunction', () => {
  it.each([
    ['another runtime', { runtime: 'nodejs22.x' }, 'NotModelled', /nodejs22\.x.*use nodejs24\.x/],
    ['a timeout of an hour', { timeoutSeconds: 3600 }, 'InvalidParameterValueException', /3600/],
    ['too little memory', { memoryMb: 64 }, 'InvalidParameterValueException', /64 MB/],
    [
      'a reserved variable',
      { environment: { AWS_REGION: 'x' } },
      'InvalidParameterValueException',
      /AWS_REGION/,
    ],
    [
      'more than 4 KB of environment',
      { environment: { BIG: 'x'.repeat(4096) } },
      'InvalidParameterValueException',
      /4099 bytes/,
    ],
    ['code that is not there', { codeDirectory: '/nowhere' }, 'InvalidParameterValueException', /\/nowhere/],
    [
      'a role that is not there',
      { roleArn: `${ROLE}-absent` },
      'InvalidParameterValueException',
      /cannot be assumed by Lambda/,
    ],
  ])('refuses %s', (_case, changes, code, message) => {
    expect(() => platform.put(handler(''), changes)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it('refuses a role that does not trust Lambda, with the reason', () => {
    const trustPolicy = {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'states.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    };
    platform.iam.putRole({
      accountId: SCOPE.accountId,
      name: 'worker',
      arn: ROLE,
      trustPolicy,
      maxSessionSeconds: 3600,
    });
    expect(() => platform.put(handler(''))).toThrow(/it names other principals \(states\.amazonaws\.com\)/);
  });
});
