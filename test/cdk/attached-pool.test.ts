import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib/core';
import { AttachedPool } from '#cdk/constructs/attached-pool.ts';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import {
  ATTACHED_POOL,
  attachedMigration,
  grantsOf,
  migration,
  named,
  only,
  type Resource,
  resources,
  unbundledApp,
} from './migration-builder.ts';

const synth = (config: object = {}, pool: object = {}) =>
  new TargetStack(unbundledApp(), 'TargetStack', { migration: attachedMigration(config, pool) });

const ARN = `arn:aws:cognito-idp:us-east-1:222222222222:userpool/${ATTACHED_POOL}`;
const MAY_CHANGE = [
  'cognito-idp:AddCustomAttributes',
  'cognito-idp:DescribeUserPool',
  'cognito-idp:GetUserPoolMfaConfig',
  'cognito-idp:SetUserPoolMfaConfig',
  'cognito-idp:UpdateUserPool',
];

const step = (stack: Stack, name: 'prepare' | 'place') =>
  named(stack, 'Custom::AttachTriggers', 'Step', name);
const placement = (stack: Stack): Resource => step(stack, 'place');
const idOf = (stack: Stack, type: string): string => Object.keys(resources(stack, type))[0] ?? '';

/** Everything that a resource waits for, directly or by others. */
const waitsFor = (stack: Stack, id: string): Set<string> => {
  const all = resources(stack) as Record<string, Resource & { DependsOn?: string | string[] }>;
  const found = new Set<string>();
  const follow = (one: string): void => {
    const { DependsOn = [], Properties } = all[one] ?? { Properties: {} };
    const referred = [...JSON.stringify(Properties).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)];
    for (const next of [...[DependsOn].flat(), ...referred.map(([, name = '']) => name)]) {
      if (all[next] === undefined || found.has(next)) continue;
      found.add(next);
      follow(next);
    }
  };
  follow(id);
  return found;
};

describe('a stack with an attached pool', () => {
  it('makes no pool, and has the triggers placed on the one that is there', () => {
    const stack = synth();
    expect(resources(stack, 'AWS::Cognito::UserPool')).toEqual({});
    const lambda = named(stack, 'AWS::Lambda::Function', 'FunctionName', 'cognito-migration-migrate-user');
    expect(placement(stack).Properties).toEqual({
      ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^TargetPoolAttachTriggersLambda/), 'Arn'] },
      ServiceTimeout: '480',
      Step: 'place',
      UserPoolId: ATTACHED_POOL,
      Triggers: { UserMigration: { 'Fn::GetAtt': [lambda.id, 'Arn'] } },
      Export: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(step(stack, 'prepare').Properties).toMatchObject({
      Triggers: {
        UserMigration: 'arn:aws:lambda:us-east-1:222222222222:function:cognito-migration-migrate-user',
      },
    });
    expect(Template.fromStack(stack).findOutputs('UserPoolId').UserPoolId?.Value).toBe(ATTACHED_POOL);
  });

  it('gives nobody but the Lambda that places them the right to change the pool', () => {
    const stack = synth();
    expect(grantsOf(stack, 'cognito-migration-attach-triggers')).toContainEqual({
      Effect: 'Allow',
      Action: MAY_CHANGE,
      Resource: ARN,
    });
    const changing = Object.values(resources(stack, 'AWS::IAM::Policy')).filter(({ Properties }) =>
      JSON.stringify(Properties).includes('cognito-idp:UpdateUserPool"'),
    );
    expect(changing).toHaveLength(1);
  });

  it('lets that Lambda pass on what the pool uses, and nothing where it uses nothing', () => {
    const sender = 'arn:aws:lambda:us-east-1:222222222222:function:sender';
    const key = 'arn:aws:kms:us-east-1:222222222222:key/1';
    const stack = synth(
      {},
      {
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::222222222222:role/their-sms' },
        LambdaConfig: { CustomEmailSender: { LambdaArn: sender, LambdaVersion: 'V1_0' }, KMSKeyID: key },
      },
    );
    expect(grantsOf(stack, 'cognito-migration-attach-triggers')).toEqual(
      expect.arrayContaining([
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: 'arn:aws:iam::222222222222:role/their-sms',
          Condition: { StringEquals: { 'iam:PassedToService': 'cognito-idp.amazonaws.com' } },
        },
        { Effect: 'Allow', Action: 'kms:CreateGrant', Resource: key },
      ]),
    );
    const plain = JSON.stringify(
      grantsOf(
        synth({}, { SmsConfiguration: undefined, MfaConfiguration: 'OFF' }),
        'cognito-migration-attach-triggers',
      ),
    );
    expect(plain).not.toMatch(/PassRole|CreateGrant/);
  });

  it('lets Cognito call the trigger for that pool only', () => {
    expect(only(synth(), 'AWS::Lambda::Permission').Properties).toMatchObject({
      Principal: 'cognito-idp.amazonaws.com',
      SourceArn: ARN,
      SourceAccount: '222222222222',
    });
  });

  it('places triggers last: whoever signs in then is migrated and reconciled', () => {
    const stack = synth();
    const before = waitsFor(stack, step(stack, 'place').id);
    for (const type of ['AWS::Lambda::Permission', 'AWS::DynamoDB::Table', 'AWS::Events::EventBus'])
      for (const id of Object.keys(resources(stack, type))) expect(before).toContain(id);
    const machine = named(
      stack,
      'AWS::StepFunctions::StateMachine',
      'StateMachineName',
      'cognito-migration-post-migration',
    );
    expect(before).toContain(machine.id);
    const policies = Object.entries(resources(stack, 'AWS::IAM::Policy')).filter(([, { Properties }]) =>
      /migrate-user|AttachTriggers|MayChangePool/i.test(JSON.stringify(Properties.Roles)),
    );
    expect(policies.length).toBeGreaterThan(1);
    for (const [id] of policies) expect(before).toContain(id);
  });

  it('looks at the pool before it makes anything in it, which is there before triggers are placed', () => {
    const stack = synth({ groups: { map: { readers: 'readers' } } });
    const [prepare, place] = [step(stack, 'prepare').id, step(stack, 'place').id];
    for (const type of ['AWS::Cognito::UserPoolClient', 'AWS::Cognito::UserPoolGroup']) {
      const [id = ''] = Object.keys(resources(stack, type));
      expect([...waitsFor(stack, id)]).toContain(prepare);
      expect([...waitsFor(stack, place)]).toContain(id);
    }
    const early = [...waitsFor(stack, prepare)].filter((id) => !id.startsWith('TargetPool'));
    expect(early).toEqual([]);
  });

  it('makes new app clients in the pool and leaves alone those that exist', () => {
    const stack = synth({ appClients: [{ name: 'web', clientId: 'existing1' }, { name: 'new' }] });
    const [id, ...others] = Object.keys(resources(stack, 'AWS::Cognito::UserPoolClient'));
    expect(others).toEqual([]);
    const outputs = Template.fromStack(stack).findOutputs('*');
    expect(outputs.AppClientIdWeb?.Value).toBe('existing1');
    expect(outputs.AppClientId?.Value).toBe('existing1');
    expect(outputs.AppClientIdNew?.Value).toEqual({ Ref: id });
    expect(resources(stack, 'AWS::Cognito::UserPoolClient')[id ?? '']?.Properties.UserPoolId).toBe(
      ATTACHED_POOL,
    );
  });

  it('makes the groups that are mapped to in that pool', () => {
    const stack = synth({ groups: { map: { readers: 'readers' } } });
    expect(only(stack, 'AWS::Cognito::UserPoolGroup').Properties).toEqual({
      UserPoolId: ATTACHED_POOL,
      GroupName: 'readers',
    });
  });

  it('places the guard where the pool is open', () => {
    const open = { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false } };
    const stack = synth({ target: { selfSignUp: { enabled: true } } }, open);
    const guard = named(stack, 'AWS::Lambda::Function', 'FunctionName', 'cognito-migration-guard-sign-up');
    expect(placement(stack).Properties.Triggers).toMatchObject({
      PreSignUp: { 'Fn::GetAtt': [guard.id, 'Arn'] },
    });
  });

  it('has the alias called where concurrency is configured', () => {
    const stack = synth({ trigger: { reservedConcurrency: 10 } });
    expect(placement(stack).Properties.Triggers).toEqual({
      UserMigration: { Ref: idOf(stack, 'AWS::Lambda::Alias') },
    });
  });

  it('looks at the pool again once it is exported again', () => {
    const fingerprints = [{}, {}, { LastModifiedDate: 'later' }].map(
      (pool) => placement(synth({}, pool)).Properties.Export,
    );
    expect(fingerprints[0]).toBe(fingerprints[1]);
    expect(fingerprints[2]).not.toBe(fingerprints[0]);
  });

  it('is another resource for another pool, with a policy of its own, so that the old one is freed', () => {
    const other = {
      Id: 'us-east-1_Other1',
      Arn: 'arn:aws:cognito-idp:us-east-1:222222222222:userpool/us-east-1_Other1',
    };
    const attach = { userPoolId: other.Id, describedBy: 'theirs.json' };
    const stacks = [synth(), synth({ target: { userPool: { attach } } }, other)];
    const [before = [], after = []] = stacks.map((stack) => [
      step(stack, 'prepare').id,
      step(stack, 'place').id,
      Object.keys(resources(stack, 'AWS::IAM::Policy')).find((id) => /MayChangePool/.test(id)),
    ]);
    expect(before).not.toContain(undefined);
    for (const id of before) expect(after).not.toContain(id);
  });

  it('says at synthesis what stays for good', () => {
    Annotations.fromStack(synth()).hasInfo(
      '/TargetStack/TargetPool',
      Match.stringLikeRegexp(`${ATTACHED_POOL}: custom:source_sub is added .* cannot be undone`),
    );
  });
});

describe('an attached pool in an app of one’s own', () => {
  const inRegion = (region: string, plan = attachedMigration()) => {
    const stack = new Stack(unbundledApp(), 'Mine', { env: { account: '222222222222', region } });
    return () => {
      const pool = new AttachedPool(stack, 'Pool', { migration: plan });
      pool.place('UserMigration', 'arn', []);
      return Template.fromStack(stack);
    };
  };

  it('has to be in the region of its stack', () => {
    expect(inRegion('us-east-1')).not.toThrow();
    expect(inRegion('eu-west-1')).toThrow(
      'The stack is in eu-west-1, but the attached pool is in us-east-1: Cognito calls only Lambdas of its own region',
    );
  });

  it('has to be configured', () => {
    expect(inRegion('us-east-1', migration())).toThrow('set target.userPool.attach, or use TargetPool');
  });
});
