/** The bundle as it is deployed, in a process of its own, against a stub of Cognito; CloudFormation is always answered. */
import { parseConfig } from '#core/config.ts';
import { planMigration } from '#core/migration.ts';
import { configInput, poolExport } from '#test/core/config-builder.ts';
import {
  type AwsStub,
  type StubAnswer,
  type StubRequest,
  startAwsStub,
} from '#test/functions/_aws/aws-stub.ts';
import { AWS_ENVIRONMENT } from '#test/functions/_aws/stub-bodies.ts';
import { type Bundle, bundleHandler } from '#test/functions/migrate-user/bundled-handler.ts';
import { SIGNATURE, startAnswerServer } from './answer-server.ts';
import { POOL_ID, theirPool } from './fake-pools.ts';

const SETTINGS = planMigration(
  parseConfig(
    configInput({ target: { userPool: { attach: { userPoolId: POOL_ID, describedBy: 'theirs.json' } } } }),
  ),
  { source: poolExport(), attached: { UserPool: theirPool() } },
).settings;

const MIGRATE = 'arn:aws:lambda:us-east-1:222222222222:function:cognito-migration-migrate-user';

const EVENT = {
  RequestType: 'Create',
  StackId: 'arn:aws:cloudformation:us-east-1:222222222222:stack/target/1',
  RequestId: 'request-1',
  LogicalResourceId: 'Triggers',
  ResourceType: 'Custom::AttachTriggers',
  ResourceProperties: {
    Step: 'place',
    UserPoolId: POOL_ID,
    Triggers: { UserMigration: MIGRATE },
    ServiceTimeout: '120',
  },
};

/** A pool that has the source sub and takes every update. */
const usual = () => {
  let pool = theirPool({
    SchemaAttributes: [
      ...(theirPool().SchemaAttributes as object[]),
      {
        Name: 'custom:source_sub',
        AttributeDataType: 'String',
        Mutable: false,
        Required: false,
        StringAttributeConstraints: { MinLength: '1', MaxLength: '256' },
      },
    ],
  });
  return ({ action, input }: StubRequest): StubAnswer => {
    if (action === 'GetUserPoolMfaConfig') return { body: { MfaConfiguration: 'OFF' } };
    if (action === 'UpdateUserPool') pool = { ...pool, LambdaConfig: input.LambdaConfig };
    return { body: action === 'DescribeUserPool' ? { UserPool: pool } : {} };
  };
};

let bundle: Bundle;
let stub: AwsStub;
beforeAll(async () => {
  bundle = await bundleHandler(SETTINGS, 'attach-triggers');
});
afterAll(() => bundle.remove());

type Options = {
  readonly event?: object;
  readonly respond?: (request: StubRequest) => StubAnswer;
  readonly statuses?: readonly (number | 'hang')[];
  readonly url?: (url: string) => string;
  readonly variables?: Record<string, string>;
};

const call = async ({ event = EVENT, respond = usual(), statuses = [], url, variables }: Options = {}) => {
  stub = await startAwsStub((request) => respond(request));
  const cloudFormation = await startAnswerServer(...statuses);
  const ResponseURL = url?.(cloudFormation.url) ?? cloudFormation.url;
  const environment = { ...AWS_ENVIRONMENT, AWS_ENDPOINT_URL: stub.url, ...variables };
  const run = await bundle.run([[{ ...event, ResponseURL }]], environment);
  await stub.close();
  await cloudFormation.close();
  return { ...run, result: run.results[0]?.[0], answers: cloudFormation.answers };
};

const REPEATED = {
  StackId: EVENT.StackId,
  RequestId: EVENT.RequestId,
  LogicalResourceId: EVENT.LogicalResourceId,
};

it('carries no schema library and none of the credential providers that Lambda never uses', () => {
  const unwanted = /node_modules\/(zod|aws-cdk-lib)\/|credential-provider-(ini|sso|process|http)\//;
  expect(Object.keys(bundle.metafile.inputs).filter((path) => unwanted.test(path))).toEqual([]);
});

describe('CloudFormation', () => {
  it('is told that the triggers are in place; what nobody knows was written back', async () => {
    const { answers, output, result } = await call();
    expect(answers).toEqual([
      {
        method: 'PUT',
        contentType: '',
        body: {
          ...REPEATED,
          Status: 'SUCCESS',
          PhysicalResourceId: `attached:${POOL_ID}`,
          Data: { UserPoolId: POOL_ID },
        },
      },
    ]);
    expect(stub.actions().filter((action) => /^(Update|Set|Add)/.test(action))).toEqual(['UpdateUserPool']);
    expect(stub.requests.find(({ action }) => action === 'UpdateUserPool')?.input).toMatchObject({
      NextYearsSetting: { Kept: [1, { Deep: 'yes' }] },
      LambdaConfig: { UserMigration: MIGRATE, NextYearsTrigger: { Version: 2 } },
    });
    expect(result).not.toHaveProperty('errorType');
    expect(output).not.toContain(SIGNATURE);
  });

  it.each<[string, Options, object]>([
    [
      'the pool is not fit',
      {
        respond: ({ action }) => ({
          body: action === 'DescribeUserPool' ? { UserPool: theirPool({ AliasAttributes: [] }) } : {},
        }),
      },
      { Reason: expect.stringMatching(/cannot be attached: .*Nothing was changed\.$/) },
    ],
    [
      'Cognito refuses, in its own words',
      {
        respond: (request) =>
          request.action === 'UpdateUserPool'
            ? { error: 'AccessDeniedException', message: 'not authorized to perform: iam:PassRole on theirs' }
            : usual()(request),
      },
      { Reason: expect.stringMatching(/AccessDeniedException.*iam:PassRole on theirs/) },
    ],
    [
      'the request is none',
      { event: { ...EVENT, RequestType: 'Look' } },
      { Reason: expect.stringContaining('no request for a custom resource') },
    ],
    [
      'the resource has no pool',
      { event: { ...EVENT, ResourceProperties: {} } },
      { Reason: expect.stringContaining('needs Step, UserPoolId') },
    ],
    [
      'the environment is not complete',
      { variables: { AWS_ENDPOINT_URL: 'http://cognito.example.com' } },
      { Reason: expect.stringContaining('AWS_ENDPOINT_URL is neither https nor http on 127.0.0.1') },
    ],
    [
      'an update fails: the resource stays the one it was',
      {
        event: {
          ...EVENT,
          RequestType: 'Update',
          PhysicalResourceId: 'attached:old',
          OldResourceProperties: { UserPoolId: 'old' },
        },
        respond: () => ({ error: 'InvalidParameterException', status: 400 }),
      },
      { PhysicalResourceId: 'attached:old', Reason: expect.stringContaining('InvalidParameterException') },
    ],
  ])('is told why not: %s', async (_, options, expected) => {
    const { answers, output } = await call(options);
    expect(answers.map(({ body }) => body)).toEqual([
      { ...REPEATED, Status: 'FAILED', PhysicalResourceId: 'failed-creation', ...expected },
    ]);
    expect(output).not.toContain(SIGNATURE);
  });

  it('is told again where it did not take the answer', async () => {
    const { answers, result } = await call({ statuses: [503, 'hang'] });
    expect(answers).toHaveLength(3);
    expect(result).not.toHaveProperty('errorType');
  });

  it('is not told for ever: Lambda calls again', async () => {
    const { answers, result, output } = await call({ statuses: [503, 503, 503] });
    expect(answers).toHaveLength(3);
    expect(result).toEqual({
      errorType: 'AnswerNotTaken',
      errorMessage: "CloudFormation's URL did not take the answer (503).",
    });
    expect(output).not.toContain(SIGNATURE);
  });

  it.each([
    ['plain http elsewhere', () => `http://cloudformation.example.com/answer?${SIGNATURE}`],
    ['a name for this machine', (url: string) => url.replace('127.0.0.1', 'localhost')],
    ['no URL', () => SIGNATURE],
  ])('is not answered over %s, and then nothing is done', async (_, url) => {
    const { answers, result, output } = await call({ url });
    expect(answers).toEqual([]);
    expect(stub.actions()).toEqual([]);
    expect(result).toMatchObject({ errorType: 'EndpointRefused' });
    expect(output).not.toContain(SIGNATURE);
  });

  it('is freed of a pool that is gone', async () => {
    const { answers } = await call({
      event: { ...EVENT, RequestType: 'Delete', PhysicalResourceId: `attached:${POOL_ID}` },
      respond: () => ({ error: 'ResourceNotFoundException', status: 400 }),
    });
    expect(answers).toMatchObject([
      { body: { Status: 'SUCCESS', PhysicalResourceId: `attached:${POOL_ID}`, Data: {} } },
    ]);
  });
});
