/** What a VPC is made of, and Lambdas in it: checked, and said to have no effect. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { BUCKET, removeWritten, writeAssembly } from './written-assembly.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await createCloud({ seed: 1 });
});
afterEach(async () => {
  await cloud.close();
  removeWritten();
});

const assets = { code: { 'index.js': 'exports.handler = async () => 1;' } };
const deploy = (resources: Record<string, unknown>, outputs: Record<string, unknown> = {}) =>
  deployAssembly(
    cloud,
    writeAssembly([{ name: 'Mini', assets, template: { Resources: resources, Outputs: outputs } }]),
  );
const notes = () => [...cloud.stacks.values()].flatMap((stack) => stack.notes);

const ref = (id: string) => ({ Ref: id });
const get = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });
const ec2 = (name: string, Properties: object) => ({ Type: `AWS::EC2::${name}`, Properties });
const VpcId = ref('Vpc');

/** One private and one public subnet, each way out and in. */
const NETWORK = {
  Vpc: ec2('VPC', { CidrBlock: '10.20.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true }),
  Private: ec2('Subnet', {
    VpcId,
    CidrBlock: '10.20.0.0/24',
    AvailabilityZone: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
  }),
  Public: ec2('Subnet', { VpcId, CidrBlock: '10.20.1.0/24', AvailabilityZone: 'us-east-1a' }),
  Table: ec2('RouteTable', { VpcId }),
  Association: ec2('SubnetRouteTableAssociation', { RouteTableId: ref('Table'), SubnetId: ref('Private') }),
  Gateway: ec2('InternetGateway', {}),
  Attachment: ec2('VPCGatewayAttachment', { VpcId, InternetGatewayId: ref('Gateway') }),
  Address: ec2('EIP', { Domain: 'vpc' }),
  Nat: ec2('NatGateway', { AllocationId: get('Address', 'AllocationId'), SubnetId: ref('Public') }),
  Route: ec2('Route', {
    RouteTableId: ref('Table'),
    DestinationCidrBlock: '0.0.0.0/0',
    NatGatewayId: ref('Nat'),
  }),
  Group: ec2('SecurityGroup', {
    VpcId,
    GroupDescription: 'of the Lambdas: nothing comes in, only HTTPS goes out',
    SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }],
  }),
  Ingress: ec2('SecurityGroupIngress', {
    GroupId: get('Group', 'GroupId'),
    SourceSecurityGroupId: get('Group', 'GroupId'),
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
  }),
  Egress: ec2('SecurityGroupEgress', {
    GroupId: get('Group', 'GroupId'),
    DestinationSecurityGroupId: get('Group', 'GroupId'),
    IpProtocol: '-1',
  }),
  Endpoint: ec2('VPCEndpoint', {
    VpcId,
    ServiceName: 'com.amazonaws.us-east-1.sts',
    VpcEndpointType: 'Interface',
    PrivateDnsEnabled: true,
    SubnetIds: [ref('Private')],
    SecurityGroupIds: [get('Group', 'GroupId')],
    PolicyDocument: {
      Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole', Resource: '*' },
    },
  }),
  FlowLog: ec2('FlowLog', {
    ResourceId: VpcId,
    ResourceType: 'VPC',
    TrafficType: 'ALL',
    LogDestinationType: 'cloud-watch-logs',
    LogGroupName: '/aws/vpc/x',
    DeliverLogsPermissionArn: 'arn:aws:iam::222222222222:role/x',
  }),
};

const INTERFACES = [
  'AssignPrivateIpAddresses',
  'CreateNetworkInterface',
  'DeleteNetworkInterface',
  'DescribeNetworkInterfaces',
  'DescribeSubnets',
  'UnassignPrivateIpAddresses',
].map((action) => `ec2:${action}`);

const lambda = (actions: readonly string[], VpcConfig: object) => ({
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'x',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      },
      Policies: [
        {
          PolicyName: 'network',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: actions, Resource: '*' },
              {
                Effect: 'Deny',
                Action: INTERFACES,
                Resource: '*',
                Condition: {
                  ArnEquals: {
                    'lambda:SourceFunctionArn': 'arn:aws:lambda:us-east-1:222222222222:function:x',
                  },
                },
              },
            ],
          },
        },
      ],
    },
  },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'x',
      Code: { S3Bucket: BUCKET, S3Key: 'code' },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: get('Role', 'Arn'),
      VpcConfig,
    },
  },
});
const IN_PRIVATE = { SubnetIds: [ref('Private')], SecurityGroupIds: [get('Group', 'GroupId')] };

describe('a network', () => {
  it('is accepted as a whole, has ids like on AWS, and says that it has no effect', async () => {
    const { output, stacks } = await deploy(NETWORK, {
      Zone: { Value: get('Private', 'AvailabilityZone') },
      Block: { Value: get('Vpc', 'CidrBlock') },
    });
    expect([output('Zone'), output('Block')]).toEqual(['us-east-1a', '10.20.0.0/16']);
    expect(stacks[0]?.resources.Vpc).toMatch(/^vpc-[0-9a-f]{17}$/);
    expect(notes().toSorted()).toEqual([
      expect.stringMatching(/^network: VPC vpc-\w+ \(10\.20\.0\.0\/16\), with its subnets/),
      expect.stringMatching(/^network: the endpoint of com\.amazonaws\.us-east-1\.sts and its policy/),
      expect.stringMatching(/^network: the flow log of vpc-\w+/),
    ]);
  });

  it.each<[string, object, RegExp]>([
    [
      'an unknown property',
      ec2('VPC', { CidrBlock: '10.0.0.0/16', Ipv4IpamPoolId: 'x' }),
      /Ipv4IpamPoolId of AWS::EC2::VPC/,
    ],
    ['a block that is none', ec2('VPC', { CidrBlock: '10.0.0.0' }), /CidrBlock: must be a block/],
    [
      'a description that EC2 refuses',
      ec2('SecurityGroup', { VpcId: 'x', GroupDescription: "the group's" }),
      /GroupDescription/,
    ],
    ['another part of EC2', ec2('Instance', {}), /AWS::EC2::Instance/],
  ])('is refused with %s', async (_, resource, message) => {
    await expect(deploy({ Part: resource })).rejects.toThrow(message);
  });
});

describe('a Lambda in a VPC', () => {
  it('needs a role that lets Lambda make the interfaces, and runs outside of it', async () => {
    await deploy({ ...NETWORK, ...lambda(INTERFACES, IN_PRIVATE) });
    expect(notes()).toContainEqual('network: function x runs outside of its VPC');
  });

  it('is refused as on AWS where the role does not', async () => {
    const actions = INTERFACES.filter((action) => action !== 'ec2:DeleteNetworkInterface');
    await expect(deploy({ ...NETWORK, ...lambda(actions, IN_PRIVATE) })).rejects.toThrow(
      /role does not have permissions to call DeleteNetworkInterface on EC2/,
    );
  });

  it('needs no such role with an empty place', async () => {
    await deploy(lambda(['logs:PutLogEvents'], { SubnetIds: [], SecurityGroupIds: [] }));
    expect(notes()).toEqual([]);
  });
});
