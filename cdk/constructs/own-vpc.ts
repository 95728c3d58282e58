/** A VPC of the stack's own: private subnets for the Lambdas and the endpoints, gateways only where they are planned, and a log of its traffic. */
import {
  CfnFlowLog,
  CfnInternetGateway,
  type CfnNatGateway,
  CfnVPC,
  CfnVPCGatewayAttachment,
  type ISubnet,
  type IVpc,
  PrivateSubnet,
  PublicSubnet,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Fn, Stack, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import type { OwnNetwork } from '#core/network-plan.ts';
import { createLogGroup } from './log-group.ts';

export type OwnVpcProps = { readonly migration: Migration; readonly plan: OwnNetwork };

/**
 * Not the library's `Vpc`: that one asks AWS for the names of the zones at synthesis, which works without credentials
 * everywhere else, and brings a Lambda of its own to empty the default security group, which nothing here is in.
 */
export class OwnVpc extends Construct {
  readonly vpc: IVpc;
  readonly subnets: readonly ISubnet[];

  constructor(scope: Construct, id: string, { migration, plan }: OwnVpcProps) {
    super(scope, id);
    const { ref: vpcId } = new CfnVPC(this, 'Vpc', {
      cidrBlock: plan.cidr,
      // Both are what private names of endpoints need. PrivateLink Guide "Private DNS", 2026-11
      enableDnsSupport: true,
      enableDnsHostnames: true,
    });
    Tags.of(this).add('Name', migration.config.name);
    this.#logTraffic(vpcId, migration);
    const gateways = this.#createGateways(vpcId, plan);
    this.subnets = plan.privateSubnets.map((cidrBlock, index) =>
      this.#createPrivateSubnet(index, vpcId, cidrBlock, gateways[index % gateways.length]),
    );
    this.vpc = Vpc.fromVpcAttributes(this, 'Imported', {
      vpcId,
      vpcCidrBlock: plan.cidr,
      availabilityZones: plan.privateSubnets.map((_, index) => zone(index)),
    });
  }

  #createPrivateSubnet(index: number, vpcId: string, cidrBlock: string, gateway?: CfnNatGateway): ISubnet {
    const subnet = new PrivateSubnet(this, `Private${index + 1}`, {
      vpcId,
      cidrBlock,
      availabilityZone: zone(index),
      mapPublicIpOnLaunch: false,
    });
    if (gateway !== undefined) subnet.addDefaultNatRoute(gateway.ref);
    return subnet;
  }

  /** In subnets that nothing else is in: the only addresses that the internet sees are those of the gateways. */
  #createGateways(vpcId: string, plan: OwnNetwork): readonly CfnNatGateway[] {
    if (plan.natGateways === 0) return [];
    const { ref: internetGatewayId } = new CfnInternetGateway(this, 'InternetGateway');
    const attachment = new CfnVPCGatewayAttachment(this, 'Attachment', { vpcId, internetGatewayId });
    return plan.publicSubnets.slice(0, plan.natGateways).map((cidrBlock, index) => {
      const subnet = new PublicSubnet(this, `Public${index + 1}`, {
        vpcId,
        cidrBlock,
        availabilityZone: zone(index),
        mapPublicIpOnLaunch: false,
      });
      subnet.addDefaultInternetRoute(internetGatewayId, attachment);
      return subnet.addNatGateway();
    });
  }

  /** VPC User Guide "IAM role for publishing flow logs to CloudWatch Logs", 2026-11; narrowed to the one log group and VPC. */
  #logTraffic(vpcId: string, migration: Migration): void {
    const { config, names } = migration;
    const logGroup = createLogGroup(this, 'FlowLogs', {
      migration,
      logGroupName: `/aws/vpc/${names.flowLogs}`,
      retentionDays: config.logs.retentionDays,
      kept: false,
    });
    const role = new Role(this, 'FlowLogsRole', {
      roleName: names.flowLogs,
      description: `Writes the traffic of the VPC of ${config.name} into its log group`,
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    const flowLog = new CfnFlowLog(this, 'FlowLog', {
      resourceId: vpcId,
      resourceType: 'VPC',
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: logGroup.logGroupName,
      deliverLogsPermissionArn: role.roleArn,
    });
    flowLog.node.addDependency(role);
  }
}

/** By number: CloudFormation knows the names in the account at hand. */
const zone = (index: number): string => Fn.select(index, Fn.getAzs());
