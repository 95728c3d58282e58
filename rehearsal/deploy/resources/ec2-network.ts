/**
 * What a VPC is made of: `AWS::EC2::VPC`, subnets, routes, gateways, security groups, endpoints, flow logs. Properties are
 * checked; all Lambdas run outside of any network here, so none of it lets anything through or keeps it out.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { flag, number, policyDocument, tags, text } from '../property-shapes.ts';
import { type ResourceContext, type ResourceType, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

/** EC2's ids: seventeen hexadecimal digits, made from the resource's place so that two runs have the same. */
const idOf = (prefix: string, { scope, stackName, logicalId }: ResourceContext): string => {
  const place = `${scope.accountId}/${scope.region}/${stackName}/${logicalId}`;
  return `${prefix}-${createHash('sha256').update(place).digest('hex').slice(0, 17)}`;
};

type Part<Schema extends z.ZodObject> = {
  /** After `AWS::EC2::`. */
  readonly name: string;
  /** Of its id. */
  readonly prefix: string;
  readonly properties: Schema;
  /** Values of `Fn::GetAtt`. @default - none */
  readonly attributes?: Readonly<Record<string, (id: string, properties: z.output<Schema>) => string>>;
  /** What has no effect, in words. @default - the VPC says it for all */
  readonly says?: (id: string, properties: z.output<Schema>) => string;
};

const part = <Schema extends z.ZodObject>(definition: Part<Schema>): ResourceType => {
  const { name, prefix, properties, attributes = {}, says } = definition;
  const describe = (given: z.output<Schema>, id: string): Created => ({
    ref: id,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([attribute, read]) => [attribute, read(id, given)]),
    ),
  });
  return resourceType({
    type: `AWS::EC2::${name}`,
    properties,
    attributes: Object.keys(attributes),
    create: (given, context) => {
      const id = idOf(prefix, context);
      if (says) context.note(`network: ${says(id, given)}`);
      return describe(given, id);
    },
    update: (given, _context, { ref }) => describe(given, ref),
    remove: () => undefined,
  });
};

const itself = (id: string): string => id;
const cidr = z.string().regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, 'must be a block such as 10.0.0.0/16');

const traffic = z.strictObject({
  CidrIp: cidr.exactOptional(),
  CidrIpv6: text.exactOptional(),
  Description: text.exactOptional(),
  DestinationPrefixListId: text.exactOptional(),
  DestinationSecurityGroupId: text.exactOptional(),
  FromPort: number.exactOptional(),
  IpProtocol: text,
  SourcePrefixListId: text.exactOptional(),
  SourceSecurityGroupId: text.exactOptional(),
  ToPort: number.exactOptional(),
});

const vpc = part({
  name: 'VPC',
  prefix: 'vpc',
  properties: z.strictObject({
    CidrBlock: cidr,
    EnableDnsHostnames: flag.exactOptional(),
    EnableDnsSupport: flag.exactOptional(),
    InstanceTenancy: text.exactOptional(),
    Tags: tags.exactOptional(),
  }),
  attributes: {
    CidrBlock: (_, { CidrBlock }) => CidrBlock,
    DefaultSecurityGroup: (id) => id.replace('vpc-', 'sg-'),
    VpcId: itself,
  },
  says: (id, { CidrBlock }) => `VPC ${id} (${CidrBlock}), with its subnets, routes, gateways and groups`,
});

const subnet = part({
  name: 'Subnet',
  prefix: 'subnet',
  properties: z.strictObject({
    AvailabilityZone: text,
    CidrBlock: cidr,
    MapPublicIpOnLaunch: flag.exactOptional(),
    Tags: tags.exactOptional(),
    VpcId: text,
  }),
  attributes: {
    AvailabilityZone: (_, { AvailabilityZone }) => AvailabilityZone,
    CidrBlock: (_, { CidrBlock }) => CidrBlock,
    SubnetId: itself,
    VpcId: (_, { VpcId }) => VpcId,
  },
});

const routeTable = part({
  name: 'RouteTable',
  prefix: 'rtb',
  properties: z.strictObject({ Tags: tags.exactOptional(), VpcId: text }),
  attributes: { RouteTableId: itself },
});

const route = part({
  name: 'Route',
  prefix: 'r',
  properties: z.strictObject({
    DestinationCidrBlock: cidr,
    GatewayId: text.exactOptional(),
    NatGatewayId: text.exactOptional(),
    RouteTableId: text,
  }),
});

const routeTableAssociation = part({
  name: 'SubnetRouteTableAssociation',
  prefix: 'rtbassoc',
  properties: z.strictObject({ RouteTableId: text, SubnetId: text }),
  attributes: { Id: itself },
});

const internetGateway = part({
  name: 'InternetGateway',
  prefix: 'igw',
  properties: z.strictObject({ Tags: tags.exactOptional() }),
  attributes: { InternetGatewayId: itself },
});

const gatewayAttachment = part({
  name: 'VPCGatewayAttachment',
  prefix: 'attachment',
  properties: z.strictObject({ InternetGatewayId: text, VpcId: text }),
});

const eip = part({
  name: 'EIP',
  prefix: 'eipalloc',
  properties: z.strictObject({ Domain: z.literal('vpc').exactOptional(), Tags: tags.exactOptional() }),
  attributes: { AllocationId: itself },
});

const natGateway = part({
  name: 'NatGateway',
  prefix: 'nat',
  properties: z.strictObject({
    AllocationId: text,
    ConnectivityType: z.literal('public').exactOptional(),
    SubnetId: text,
    Tags: tags.exactOptional(),
  }),
  attributes: { NatGatewayId: itself },
});

const securityGroup = part({
  name: 'SecurityGroup',
  prefix: 'sg',
  properties: z.strictObject({
    // EC2 User Guide "Security group rules": these characters, 255 at most, 2026-11.
    GroupDescription: z
      .string()
      .regex(/^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/, 'must have letters, digits and common signs'),
    GroupName: text.exactOptional(),
    SecurityGroupEgress: z.array(traffic).exactOptional(),
    SecurityGroupIngress: z.array(traffic).exactOptional(),
    Tags: tags.exactOptional(),
    VpcId: text,
  }),
  attributes: { GroupId: itself, VpcId: (_, { VpcId }) => VpcId },
});

const securityGroupIngress = part({
  name: 'SecurityGroupIngress',
  prefix: 'sgr',
  properties: traffic.extend({ GroupId: text }),
  attributes: { Id: itself },
});

const securityGroupEgress = part({
  name: 'SecurityGroupEgress',
  prefix: 'sgr',
  properties: traffic.extend({ GroupId: text }),
  attributes: { Id: itself },
});

const vpcEndpoint = part({
  name: 'VPCEndpoint',
  prefix: 'vpce',
  properties: z.strictObject({
    PolicyDocument: policyDocument.exactOptional(),
    PrivateDnsEnabled: flag.exactOptional(),
    RouteTableIds: z.array(text).exactOptional(),
    SecurityGroupIds: z.array(text).exactOptional(),
    ServiceName: text,
    SubnetIds: z.array(text).exactOptional(),
    Tags: tags.exactOptional(),
    VpcEndpointType: z.enum(['Gateway', 'Interface']).exactOptional(),
    VpcId: text,
  }),
  attributes: { Id: itself },
  says: (_, { ServiceName, PolicyDocument }) =>
    `the endpoint of ${ServiceName}${PolicyDocument ? ' and its policy' : ''}`,
});

const flowLog = part({
  name: 'FlowLog',
  prefix: 'fl',
  properties: z.strictObject({
    DeliverLogsPermissionArn: text.exactOptional(),
    LogDestinationType: z.literal('cloud-watch-logs').exactOptional(),
    LogGroupName: text.exactOptional(),
    MaxAggregationInterval: number.exactOptional(),
    ResourceId: text,
    ResourceType: z.literal('VPC'),
    Tags: tags.exactOptional(),
    TrafficType: z.enum(['ACCEPT', 'ALL', 'REJECT']).exactOptional(),
  }),
  attributes: { Id: itself },
  says: (_, { ResourceId }) => `the flow log of ${ResourceId}: nothing is written`,
});

export const EC2_NETWORK: readonly ResourceType[] = [
  eip,
  flowLog,
  internetGateway,
  natGateway,
  route,
  routeTable,
  securityGroup,
  securityGroupEgress,
  securityGroupIngress,
  subnet,
  routeTableAssociation,
  vpc,
  gatewayAttachment,
  vpcEndpoint,
];
