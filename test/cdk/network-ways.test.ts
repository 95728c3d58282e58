import { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { App, Stack } from 'aws-cdk-lib/core';
import { networkOf } from '#cdk/constructs/migration-network.ts';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import type { Migration } from '#core/migration.ts';
import { admitted, endpoints, IN_ONE_REGION } from './endpoint-policies.ts';
import { attachedMigration, migration, resources, unbundledApp } from './migration-builder.ts';

const target = (plan: Migration): Stack =>
  new TargetStack(unbundledApp(), 'TargetStack', { migration: plan });

const SECRET = 'arn:aws:secretsmanager:us-east-1:222222222222:secret:client-AbCdEf';

describe('the way to Cognito', () => {
  it('is an endpoint within one region, and then there is no way into the internet', () => {
    const stack = target(migration(IN_ONE_REGION));
    expect(Object.keys(endpoints(stack)).sort()).toEqual(
      ['cognito-idp', 'dynamodb', 'events', 'logs', 'monitoring', 's3', 'states', 'sts', 'xray'].sort(),
    );
    for (const type of [
      'AWS::EC2::NatGateway',
      'AWS::EC2::InternetGateway',
      'AWS::EC2::Route',
      'AWS::EC2::EIP',
    ])
      expect(resources(stack, type)).toEqual({});
  });

  it('lets the role of account A through it, to the source pool and to what it may do there', () => {
    const passed = endpoints(target(migration(IN_ONE_REGION)))['cognito-idp']?.map(admitted);
    expect(passed).toContainEqual({
      principal: 'arn:aws:iam::111111111111:role/cognito-migration-source',
      actions: ['cognito-idp:AdminGetUser', 'cognito-idp:AdminInitiateAuth', 'cognito-idp:ListUsers'],
      resource: 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_SamplePl1',
    });
  });

  it.each<[string, Migration]>([
    ['the regions differ', migration({ network: 'vpc' })],
    ['the source pool has a domain', migration(IN_ONE_REGION, { Domain: 'customers' })],
    ['a gateway is asked for', migration({ ...IN_ONE_REGION, network: { mode: 'vpc', natGateways: 1 } })],
  ])('is a NAT gateway where %s', (_, plan) => {
    const stack = target(plan);
    expect(endpoints(stack)['cognito-idp']).toBeUndefined();
    expect(Object.keys(resources(stack, 'AWS::EC2::NatGateway'))).toHaveLength(1);
    const routes = Object.values(resources(stack, 'AWS::EC2::Route')).map(({ Properties }) => Properties);
    expect(routes.filter(({ NatGatewayId }) => NatGatewayId !== undefined)).toHaveLength(2);
    expect(routes.filter(({ GatewayId }) => GatewayId !== undefined)).toHaveLength(1);
  });
});

describe('endpoints', () => {
  it('are there for services that are used: secrets only where the source client has one', () => {
    expect(endpoints(target(migration({ network: 'vpc' }))).secretsmanager).toBeUndefined();
    const appClient = { clientId: 'broughtalong', clientSecretArn: SECRET };
    const stack = target(migration({ network: 'vpc', source: { appClient } }));
    expect(endpoints(stack).secretsmanager?.map(admitted)).toEqual([
      {
        principal: 'arn:aws:iam::222222222222:role/cognito-migration-migrate-user',
        actions: ['secretsmanager:GetSecretValue'],
        resource: SECRET,
      },
    ]);
  });

  it('take no service that nobody has thought of: the Lambda would hang', () => {
    const plan = migration({ network: 'vpc' });
    const network = networkOf(new Stack(new App(), 'Own'), plan);
    const statement = new PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] });
    expect(() => network?.admit('arn:aws:iam::222222222222:role/x', [statement])).toThrow(
      /No endpoint is known for "sns".*vpc-endpoints\.ts/,
    );
  });
});

describe('an attached pool in a VPC', () => {
  it('is touched only when all ways out are there, and as long as they are', () => {
    const stack = target(attachedMigration({ network: 'vpc' }));
    const all = Template.fromStack(stack).toJSON().Resources;
    const [preparation] = Object.values<{
      Type: string;
      Properties: { Step?: string };
      DependsOn?: string[];
    }>(all).filter(
      ({ Type, Properties }) => Type === 'Custom::AttachTriggers' && Properties.Step === 'prepare',
    );
    const needed = Object.keys(all).filter((id) =>
      /^AWS::EC2::(VPCEndpoint|NatGateway|Route|SecurityGroupIngress)$/.test(all[id].Type),
    );
    expect(needed.length).toBeGreaterThan(8);
    expect(preparation?.DependsOn).toEqual(expect.arrayContaining(needed));
  });
});

describe('an existing VPC', () => {
  const existing = { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'] };
  const stack = () => target(migration({ network: { mode: 'vpc', existing } }));

  it('gets a security group that lets only HTTPS out, and nothing else', () => {
    const ec2 = Object.values(resources(stack())).filter(({ Type }) => Type.startsWith('AWS::EC2::'));
    expect(ec2).toEqual([
      {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: expect.objectContaining({
          VpcId: 'vpc-0a1b2c3d',
          SecurityGroupEgress: [expect.objectContaining({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })],
        }),
      },
    ]);
  });

  it('has every Lambda in its subnets', () => {
    const lambdas = Object.values(resources(stack(), 'AWS::Lambda::Function'));
    for (const { Properties } of lambdas)
      expect(Properties.VpcConfig).toMatchObject({ SubnetIds: existing.subnetIds });
    expect(lambdas).toHaveLength(6);
  });
});
