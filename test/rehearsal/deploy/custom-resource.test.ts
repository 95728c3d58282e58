/** Custom resources: what their Lambda is asked, what it may answer, and what becomes of a stack with them. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deleteStack } from '#rehearsal/deploy/delete-stack.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { BUCKET, removeWritten, TARGET, writeAssembly } from './written-assembly.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await createCloud({ seed: 1 });
});
afterEach(async () => {
  await cloud.close();
  removeWritten();
});

/** Answers as its properties say, and logs every request, the URL's signature aside. */
const CODE = `
const put = (url, body, headers = {}) => fetch(url, { method: 'PUT', body, headers: { 'content-type': '', ...headers } });
exports.handler = async (event) => {
  const { ResponseURL, ...request } = event;
  console.log('ASKED ' + JSON.stringify(request));
  const { Behaviour = 'good', Id = 'one' } = event.ResourceProperties;
  if (Behaviour === 'silent') return;
  if (Behaviour === 'dies') throw new Error('no');
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId } = event;
  const answer = { Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, PhysicalResourceId: Id, Data: { Colour: 'red', Count: 2 } };
  if (Behaviour === 'refuses' && event.RequestType !== 'Delete') Object.assign(answer, { Status: 'FAILED', Reason: 'not today' });
  if (Behaviour === 'mixes-up') answer.RequestId = 'another';
  if (Behaviour === 'too-long') answer.Data.Long = 'x'.repeat(5000);
  if (Behaviour === 'typed') await put(ResponseURL, JSON.stringify(answer), { 'content-type': 'application/json' });
  else await put(Behaviour === 'unsigned' ? ResponseURL.split('?')[0] : ResponseURL, JSON.stringify(answer));
};`;

const LAMBDA = {
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
        ],
      },
      Policies: [
        {
          PolicyName: 'logs',
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
            ],
          },
        },
      ],
    },
  },
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/answering' } },
  Fn: {
    Type: 'AWS::Lambda::Function',
    DependsOn: 'Logs',
    Properties: {
      FunctionName: 'answering',
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Code: { S3Bucket: BUCKET, S3Key: 'answering' },
      Timeout: 10,
    },
  },
};

const thing = (properties: object = {}) => ({
  Type: 'Custom::Thing',
  Properties: { ServiceToken: { 'Fn::GetAtt': ['Fn', 'Arn'] }, ServiceTimeout: '60', ...properties },
});

const deploy = (resources: object, outputs: object = {}) =>
  deployAssembly(
    cloud,
    writeAssembly([
      {
        name: 'Mini',
        template: { Resources: { ...LAMBDA, ...resources }, Outputs: outputs },
        assets: { answering: { 'index.js': CODE } },
      },
    ]),
  );

type Asked = Readonly<Record<string, unknown>> & { readonly RequestType: string };

const asked = (): Asked[] =>
  (cloud.logs.findGroup(TARGET, '/aws/lambda/answering')?.events ?? []).flatMap(({ message }) => {
    const [, text] = /ASKED (\{.*\})/.exec(message) ?? [];
    return text === undefined ? [] : [JSON.parse(text)];
  });

const FN = `arn:aws:lambda:${TARGET.region}:${TARGET.accountId}:function:answering`;

describe('a custom resource', () => {
  it('is made by its Lambda, which is asked in texts and answers id and attributes', async () => {
    const deployment = await deploy(
      { Thing: thing({ Size: 3, Nested: { Flag: true, List: [1, 'a'] } }) },
      {
        Ref: { Value: { Ref: 'Thing' } },
        Colour: { Value: { 'Fn::GetAtt': ['Thing', 'Colour'] } },
        Count: { Value: { 'Fn::GetAtt': ['Thing', 'Count'] } },
      },
    );
    expect(deployment.stacks[0]?.outputs).toEqual({ Ref: 'one', Colour: 'red', Count: '2' });
    expect(asked()).toEqual([
      {
        RequestType: 'Create',
        ServiceToken: FN,
        StackId: expect.stringMatching(/^arn:aws:cloudformation:.*:stack\/Mini\//),
        RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        LogicalResourceId: 'Thing',
        ResourceType: 'Custom::Thing',
        ResourceProperties: {
          ServiceToken: FN,
          ServiceTimeout: '60',
          Size: '3',
          Nested: { Flag: 'true', List: ['1', 'a'] },
        },
      },
    ]);
  });

  it('is not asked again where nothing changed, and told what was where something did', async () => {
    await deploy({ Thing: thing({ Size: 3 }) });
    await deploy({ Thing: thing({ Size: 3 }) });
    expect(asked()).toHaveLength(1);
    await deploy({ Thing: thing({ Size: 4 }) });
    expect(asked()[1]).toMatchObject({
      RequestType: 'Update',
      PhysicalResourceId: 'one',
      ResourceProperties: { Size: '4' },
      OldResourceProperties: { Size: '3' },
    });
  });

  it('is deleted where an update answers another id', async () => {
    await deploy({ Thing: thing() });
    await deploy({ Thing: thing({ Id: 'two' }) });
    expect(asked().map(({ RequestType, PhysicalResourceId }) => [RequestType, PhysicalResourceId])).toEqual([
      ['Create', undefined],
      ['Update', 'one'],
      ['Delete', 'one'],
    ]);
    expect(asked()[2]?.ResourceProperties).not.toHaveProperty('Id');
  });

  it('is deleted where it leaves the template, and left alone where it is retained', async () => {
    await deploy({ Thing: thing(), Kept: { ...thing({ Id: 'kept' }), DeletionPolicy: 'Retain' } });
    await deploy({});
    expect(asked().filter(({ RequestType }) => RequestType === 'Delete')).toMatchObject([
      { PhysicalResourceId: 'one', LogicalResourceId: 'Thing' },
    ]);
  });

  it.each([
    ['refuses', /Received response status \[FAILED\] from custom resource\. Message returned: not today$/],
    ['silent', /ended without an answer at ResponseURL; CloudFormation would wait 60 seconds and then fail/],
    ['dies', /ended without an answer/],
    ['mixes-up', /has another RequestId than the request/],
    ['too-long', /ended without an answer/],
    ['typed', /ended without an answer/],
    ['unsigned', /ended without an answer/],
  ])('fails its deployment where the Lambda %s', async (Behaviour, message) => {
    const refusal = deploy({ Thing: thing({ Behaviour }) });
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toThrow(/^Mini\/Thing \(Custom::Thing\): /);
    expect(asked()).toHaveLength(Behaviour === 'dies' ? 3 : 1);
  });

  it('is made anew after a creation that failed', async () => {
    await expect(deploy({ Thing: thing({ Behaviour: 'refuses' }) })).rejects.toThrow('not today');
    await deploy({ Thing: thing() });
    expect(asked().map(({ RequestType }) => RequestType)).toEqual(['Create', 'Create']);
  });

  it('has no topic as its service token', async () => {
    const topic = { ServiceToken: 'arn:aws:sns:us-east-1:222222222222:topic' };
    await expect(deploy({ Thing: thing(topic) })).rejects.toThrow(/must be the ARN of a Lambda function/);
  });
});

describe('the deletion of a stack', () => {
  const remove = () => deleteStack(cloud, TARGET, 'Mini');

  it('takes everything away, last made first, but what is retained', async () => {
    await deploy({
      Thing: thing(),
      Pool: {
        Type: 'AWS::Cognito::UserPool',
        DeletionPolicy: 'Retain',
        Properties: { UserPoolName: 'kept' },
      },
    });
    const pools = [...cloud.stacks.values()].map(({ resources }) => resources.get('Pool')?.ref ?? '');
    const requests = asked();
    await remove();
    // The log went with its group; the Lambda was there when the resource was deleted, and is not any more.
    expect(requests).toHaveLength(1);
    expect(cloud.logs.findGroup(TARGET, '/aws/lambda/answering')).toBeUndefined();
    const denied = cloud.lambda.invoke({
      functionArn: FN,
      payload: {},
      invoker: { kind: 'user', accountId: TARGET.accountId, arn: 'arn' },
    });
    await expect(denied).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect(cloud.cognito.describeUsers(pools[0] ?? '')).toEqual([]);
    expect([...cloud.stacks.keys()]).toEqual([]);
  });

  it('deletes a custom resource also after its creation failed', async () => {
    const kept = { ...LAMBDA.Logs, DeletionPolicy: 'Retain' };
    await expect(deploy({ Logs: kept, Thing: thing({ Behaviour: 'refuses' }) })).rejects.toThrow();
    await remove();
    expect(asked().map(({ RequestType, PhysicalResourceId }) => [RequestType, PhysicalResourceId])).toEqual([
      ['Create', undefined],
      ['Delete', 'one'],
    ]);
  });

  it('ends where a resource cannot be deleted, with the rest still there', async () => {
    await deploy({ Pool: { Type: 'AWS::Cognito::UserPool' }, Thing: thing() });
    await expect(remove()).rejects.toThrow(/^Mini\/Pool .*does not model the deletion/);
    expect(asked().map(({ RequestType }) => RequestType)).toEqual(['Create', 'Delete']);
    expect([...cloud.stacks.values()].map(({ resources }) => resources.has('Fn'))).toEqual([true]);
  });

  it('needs a stack that is deployed', async () => {
    await expect(remove()).rejects.toThrow(/No stack Mini is deployed in 222222222222, us-east-1/);
  });
});
