import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { App, Stack as PlainStack } from 'aws-cdk-lib/core';
import { networkOf } from '#cdk/constructs/migration-network.ts';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import type { Migration } from '#core/migration.ts';
import { admitted, endpoints, IN_ONE_REGION } from './endpoint-policies.ts';
import {
  attachedMigration,
  grantsOf,
  migration,
  type Resource,
  resources,
  type Statement,
  unbundledApp,
} from './migration-builder.ts';

const target = (plan: Migration): Stack =>
  new TargetStack(unbundledApp(), 'TargetStack', { migration: plan });

const ROLE = /^arn:aws:iam::222222222222:role\/(cognito-migration-[a-z-]+)$/;

const MODES: readonly (readonly [string, Migration])[] = [
  ['two regions', migration({ network: 'vpc' })],
  ['one region', migration(IN_ONE_REGION)],
  ['three zones', migration({ network: { mode: 'vpc', azs: 3, natGateways: 2 } })],
  ['an attached pool', attachedMigration({ network: 'vpc' })],
  ['self sign-up', migration({ network: 'vpc', target: { selfSignUp: { enabled: true } } })],
  [
    'provisioned concurrency',
    migration({ network: 'vpc', trigger: { provisionedConcurrency: { min: 1, max: 2 } } }),
  ],
];

describe('the network mode public', () => {
  it('has no network at all', () => {
    const template = Template.fromStack(target(migration())).toJSON();
    expect(JSON.stringify(template)).not.toMatch(/AWS::EC2::|VpcConfig|ec2:/);
  });
});

describe.each(MODES)('the network mode vpc with %s', (_, plan) => {
  let stack: Stack;
  beforeAll(() => {
    stack = target(plan);
  });
  const ofType = (type: string): Resource[] => Object.values(resources(stack, type));

  it('has every Lambda in private subnets, behind the one group', () => {
    const lambdas = ofType('AWS::Lambda::Function');
    expect(lambdas.length).toBeGreaterThanOrEqual(6);
    const subnets = Object.keys(resources(stack, 'AWS::EC2::Subnet')).filter((id) => id.includes('Private'));
    expect(subnets).toHaveLength(plan.network.mode === 'own' ? plan.network.privateSubnets.length : 0);
    for (const { Properties } of lambdas)
      expect(Properties.VpcConfig).toEqual({
        SubnetIds: subnets.map((Ref) => ({ Ref })),
        SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringMatching(/^NetworkLambdas/), 'GroupId'] }],
      });
  });

  it('gives no public address to anything but gateways', () => {
    for (const { Properties } of ofType('AWS::EC2::Subnet'))
      expect(Properties.MapPublicIpOnLaunch).toBe(false);
    expect(ofType('AWS::EC2::EIP')).toHaveLength(ofType('AWS::EC2::NatGateway').length);
  });

  it('lets nothing in but HTTPS from the Lambdas to the endpoints, and nothing but HTTPS out', () => {
    const groups = ofType('AWS::EC2::SecurityGroup');
    expect(groups).toHaveLength(2);
    for (const { Properties } of groups) expect(Properties.SecurityGroupIngress).toBeUndefined();
    expect(groups.map(({ Properties }) => Properties.SecurityGroupEgress)).toEqual([
      [expect.objectContaining({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })],
      [expect.objectContaining({ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp' })],
    ]);
    expect(ofType('AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }),
    ]);
    expect(ofType('AWS::EC2::SecurityGroupEgress')).toEqual([]);
  });

  it('logs all traffic into a log group that ends, by a role for that group alone', () => {
    const [flowLog] = ofType('AWS::EC2::FlowLog');
    expect(flowLog?.Properties).toMatchObject({ ResourceType: 'VPC', TrafficType: 'ALL' });
    expect(grantsOf(stack, 'cognito-migration-flow-logs')).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [expect.stringContaining('FlowLogs'), 'Arn'] },
      },
    ]);
  });

  it('uses the services by their own names', () => {
    for (const { Properties } of ofType('AWS::EC2::VPCEndpoint').filter(isPrivateLink))
      expect(Properties.PrivateDnsEnabled).toBe(true);
    expect(ofType('AWS::EC2::VPC')[0]?.Properties).toMatchObject({
      EnableDnsSupport: true,
      EnableDnsHostnames: true,
    });
  });

  it('lets each role through to exactly what its own policy allows', () => {
    const roles = ofType('AWS::Lambda::Function').map(({ Properties }) => String(Properties.FunctionName));
    const passed = Object.values(endpoints(stack)).flat().map(admitted);
    for (const role of roles) {
      const throughEndpoints = passed
        .filter(({ principal }) => principal === `arn:aws:iam::222222222222:role/${role}`)
        .flatMap(({ actions, resource }) => actions.map((action) => `${action} ${JSON.stringify(resource)}`));
      expect([...throughEndpoints].sort()).toEqual(callable(stack, role, plan).sort());
    }
  });

  it('lets nobody else through', () => {
    const others = Object.values(endpoints(stack))
      .flat()
      .map(admitted)
      .filter(({ principal }) => !ROLE.test(principal));
    for (const { principal, actions, resource } of others) {
      if (principal === 'anybody') {
        expect(actions).toEqual(['s3:PutObject']);
        expect(resource).toBe('arn:aws:s3:::cloudformation-custom-resource-response-useast1/*');
      } else {
        expect(principal).toBe('arn:aws:iam::111111111111:role/cognito-migration-source');
        expect(resource).toBe('arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_SamplePl1');
      }
    }
  });

  it('lets Lambda make interfaces in the name of the role, and the code none', () => {
    for (const { Properties } of ofType('AWS::Lambda::Function')) {
      const name = String(Properties.FunctionName);
      const [allowed, denied, ...others] = grantsOf(stack, name).filter(({ Action }) =>
        JSON.stringify(Action).includes('ec2:'),
      );
      expect(others).toEqual([]);
      expect([allowed?.Effect, denied?.Effect].sort()).toEqual(['Allow', 'Deny']);
      expect(interfaceActions(allowed)).toEqual(interfaceActions(denied));
      expect(interfaceActions(allowed)).toHaveLength(6);
      expect([allowed, denied].find((statement) => statement?.Effect === 'Deny')?.Condition).toEqual({
        ArnEquals: { 'lambda:SourceFunctionArn': expect.stringMatching(new RegExp(`:function:${name}$`)) },
      });
    }
  });
});

const interfaceActions = (statement: Statement | undefined): string[] =>
  [statement?.Action ?? []].flat().filter((action) => action.startsWith('ec2:'));

const isPrivateLink = ({ Properties }: Resource): boolean => Properties.VpcEndpointType === 'Interface';

/** What a role may call, as `action resource`, apart from what needs no way out of the VPC. */
const callable = (stack: Stack, role: string, { network }: Migration): string[] => {
  const byNat = network.mode === 'own' && network.cognito === 'nat' ? ['cognito-idp:'] : [];
  const elsewhere = ['ec2:', 'iam:', 'kms:', ...byNat];
  const calls = grantsOf(stack, role).flatMap(({ Action, Resource }) =>
    [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((resource) => `${action} ${JSON.stringify(resource)}`)),
  );
  return calls.filter((call) => !elsewhere.some((prefix) => call.startsWith(prefix)));
};

describe('a stack', () => {
  it('has one network, whoever asks first, and not for two migrations', () => {
    const stack = new PlainStack(new App(), 'Own');
    const plan = migration({ network: 'vpc' });
    expect(networkOf(stack, plan)).toBe(networkOf(stack, plan));
    expect(() => networkOf(stack, migration({ network: 'vpc', name: 'second' }))).toThrow(
      'Own has the network of "cognito-migration" already: give "second" a stack of its own',
    );
  });

  it('asks AWS for nothing at synthesis', () => {
    const app = unbundledApp();
    new TargetStack(app, 'TargetStack', { migration: migration({ network: 'vpc' }) });
    expect(app.synth().manifest.missing).toBeUndefined();
  });
});
