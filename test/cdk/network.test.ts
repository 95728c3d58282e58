import { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';
import { App, Stack as PlainStack } from 'aws-cdk-lib/core';
import { networkOf } from '#cdk/constructs/migration-network.ts';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import type { Migration } from '#core/migration.ts';
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

const IN_ONE_REGION = { network: 'vpc', target: { region: 'eu-west-1' } };
const SECRET = 'arn:aws:secretsmanager:us-east-1:222222222222:secret:client-AbCdEf';

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

/** What an endpoint lets through, by the end of its service's name. */
const endpoints = (stack: Stack): Readonly<Record<string, readonly Statement[]>> =>
  Object.fromEntries(
    Object.values(resources(stack, 'AWS::EC2::VPCEndpoint')).map(({ Properties }) => {
      const { PolicyDocument }: { PolicyDocument?: { Statement: readonly Statement[] } } = Properties;
      const [, service = 'unnamed'] =
        /([a-z0-9-]+)("?\]?\]?}?)$/.exec(JSON.stringify(Properties.ServiceName)) ?? [];
      return [service, PolicyDocument?.Statement ?? []];
    }),
  );

const ROLE = /^arn:aws:iam::222222222222:role\/(cognito-migration-[a-z-]+)$/;

/** Role, actions and resources that one statement of an endpoint lets through. */
const admitted = ({ Action, Resource, Condition }: Statement) => ({
  principal: JSON.parse(JSON.stringify(Condition ?? {})).ArnEquals?.['aws:PrincipalArn'] ?? 'anybody',
  actions: [Action].flat(),
  resource: Resource,
});

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
    const network = networkOf(new PlainStack(new App(), 'Own'), plan);
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
