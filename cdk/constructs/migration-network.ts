/** Where the Lambdas of a migration run: in no VPC, in one of the stack's own, or in one that is there already. */
import { type ISubnet, type IVpc, Peer, Port, SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import { Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import type { NetworkPlan, OwnNetwork } from '#core/network-plan.ts';
import { OwnVpc } from './own-vpc.ts';
import { readSourcePool } from './source-access.ts';
import { VpcEndpoints } from './vpc-endpoints.ts';

const ID = 'Network';
const HTTPS = Port.tcp(443);

/**
 * The network of a stack, made where the first Lambda asks for it, so that no Lambda can be left out of it; undefined in the mode public.
 * @throws {Error} for two migrations in one stack, each with a network
 */
export const networkOf = (scope: Construct, migration: Migration): MigrationNetwork | undefined => {
  const { network: plan } = migration;
  if (plan.mode === 'public') return undefined;
  const stack = Stack.of(scope);
  const made = stack.node.tryFindChild(ID);
  if (!(made instanceof MigrationNetwork)) return new MigrationNetwork(stack, ID, { migration, plan });
  if (made.name === migration.config.name) return made;
  throw new Error(
    `${stack.node.path} has the network of "${made.name}" already: give "${migration.config.name}" a stack of its own`,
  );
};

export type MigrationNetworkProps = {
  readonly migration: Migration;
  readonly plan: Exclude<NetworkPlan, { mode: 'public' }>;
};

/** Has to be there, as a whole, before a Lambda in it is called: depend on it. */
export class MigrationNetwork extends Construct {
  /** Of the configuration. */
  readonly name: string;
  /** What a Lambda is placed by. */
  readonly placement: Required<Pick<FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>>;
  readonly #endpoints: VpcEndpoints | undefined;

  constructor(scope: Construct, id: string, { migration, plan }: MigrationNetworkProps) {
    super(scope, id);
    this.name = migration.config.name;
    const { vpc, subnets } =
      plan.mode === 'own' ? new OwnVpc(this, 'Own', { migration, plan }) : this.#import(plan);
    const lambdas = this.#closedGroup(
      'Lambdas',
      vpc,
      'of the Lambdas: nothing comes in, only HTTPS goes out',
    );
    // Anywhere, because the gateway endpoints' addresses are public ones that the template cannot know. What can be
    // reached by them is for the routes and the endpoints' policies to say.
    lambdas.addEgressRule(Peer.anyIpv4(), HTTPS, 'AWS services');
    this.placement = { vpc, vpcSubnets: { subnets: [...subnets] }, securityGroups: [lambdas] };
    this.#endpoints =
      plan.mode === 'own' ? this.#createEndpoints(migration, plan, { vpc, subnets, lambdas }) : undefined;
  }

  /** Lets a Lambda's role through to what its policy allows. Nothing to do in a VPC whose owner provides the endpoints. */
  admit(roleArn: string, statements: readonly PolicyStatement[]): void {
    this.#endpoints?.admit(roleArn, statements);
  }

  /**
   * Custom resources answer by a URL that CloudFormation has signed, so its own bucket has to be within reach. User Guide
   * "Access CloudFormation using an interface endpoint" (names of regions without their dashes), 2026-11
   */
  admitAnswers(): void {
    const { partition, region } = Stack.of(this);
    this.#endpoints?.admitAnybody({
      service: 's3',
      actions: ['s3:PutObject'],
      resource: `arn:${partition}:s3:::cloudformation-custom-resource-response-${region.replaceAll('-', '')}/*`,
    });
  }

  #import({ vpcId, subnetIds }: Extract<NetworkPlan, { mode: 'existing' }>): {
    vpc: IVpc;
    subnets: ISubnet[];
  } {
    return {
      // Every subnet is named, so its zones are not asked for; the library wants at least one all the same.
      vpc: Vpc.fromVpcAttributes(this, 'Existing', { vpcId, availabilityZones: ['unasked'] }),
      subnets: subnetIds.map((subnetId) => importSubnet(this, subnetId)),
    };
  }

  #closedGroup(id: string, vpc: IVpc, description: string): SecurityGroup {
    return new SecurityGroup(this, id, {
      vpc,
      description: `${this.name}: ${description}`,
      allowAllOutbound: false,
    });
  }

  #createEndpoints(
    migration: Migration,
    { cognito }: OwnNetwork,
    { vpc, subnets, lambdas }: { vpc: IVpc; subnets: readonly ISubnet[]; lambdas: SecurityGroup },
  ): VpcEndpoints {
    const securityGroup = this.#closedGroup('Endpoints', vpc, 'of the endpoints: HTTPS from the Lambdas');
    securityGroup.addIngressRule(lambdas, HTTPS, 'From the Lambdas');
    const otherwise = cognito === 'nat' ? ['cognito-idp'] : [];
    const endpoints = new VpcEndpoints(this, 'To', { vpc, subnets, securityGroup, otherwise });
    // The source pool is asked in the name of account A's role, which the Lambdas assume.
    endpoints.admit(migration.settings.source.roleArn, [readSourcePool(migration)]);
    return endpoints;
  }
}

const importSubnet = (scope: Construct, subnetId: string): ISubnet => {
  const subnet = Subnet.fromSubnetId(scope, subnetId, subnetId);
  const reason = 'Its routes are for the owner of the VPC to make; nothing here adds one';
  Validations.of(subnet).acknowledge({ id: '@aws-cdk/aws-ec2:noSubnetRouteTableId', reason });
  return subnet;
};

/**
 * Lambda makes and removes the network interfaces in the name of the function's role. The managed policy
 * AWSLambdaVPCAccessExecutionRole would add all log groups of the account; and the function's own code, which has the
 * same role, is denied what only the service needs. Lambda Developer Guide "Giving Lambda functions access to resources in an Amazon VPC", 2026-11
 */
export const interfacePermissions = (functionArn: string): readonly PolicyStatement[] => [
  // Describing knows no resources, and an interface has no name before it is made.
  new PolicyStatement({ actions: INTERFACE_ACTIONS, resources: ['*'] }),
  new PolicyStatement({
    effect: Effect.DENY,
    actions: INTERFACE_ACTIONS,
    resources: ['*'],
    conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
  }),
];

const INTERFACE_ACTIONS = [
  'AssignPrivateIpAddresses',
  'CreateNetworkInterface',
  'DeleteNetworkInterface',
  'DescribeNetworkInterfaces',
  'DescribeSubnets',
  'UnassignPrivateIpAddresses',
].map((action) => `ec2:${action}`);
