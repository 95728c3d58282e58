/** The ways out of a VPC: an endpoint for each service that a Lambda calls, which lets through what the Lambdas' roles may do and nothing else. */
import {
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type ISubnet,
  type IVpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export type VpcEndpointsProps = {
  readonly vpc: IVpc;
  readonly subnets: readonly ISubnet[];
  readonly securityGroup: ISecurityGroup;
  /** Services by their prefix in policies that are reached without an endpoint. */
  readonly otherwise: readonly string[];
};

type Endpoint = GatewayVpcEndpoint | InterfaceVpcEndpoint;
type Way = { readonly id: string } & (
  | { readonly gateway: GatewayVpcEndpointAwsService }
  | { readonly privateLink: InterfaceVpcEndpointAwsService }
);

/** By the prefix of a service's actions in policies. */
const WAYS: Readonly<Record<string, Way>> = {
  dynamodb: { id: 'DynamoDb', gateway: GatewayVpcEndpointAwsService.DYNAMODB },
  s3: { id: 'S3', gateway: GatewayVpcEndpointAwsService.S3 },
  sts: { id: 'Sts', privateLink: InterfaceVpcEndpointAwsService.STS },
  states: { id: 'StepFunctions', privateLink: InterfaceVpcEndpointAwsService.STEP_FUNCTIONS },
  logs: { id: 'Logs', privateLink: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS },
  xray: { id: 'XRay', privateLink: InterfaceVpcEndpointAwsService.XRAY },
  events: { id: 'EventBridge', privateLink: InterfaceVpcEndpointAwsService.EVENTBRIDGE },
  cloudwatch: { id: 'CloudWatch', privateLink: InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING },
  secretsmanager: { id: 'SecretsManager', privateLink: InterfaceVpcEndpointAwsService.SECRETS_MANAGER },
  'cognito-idp': { id: 'Cognito', privateLink: InterfaceVpcEndpointAwsService.COGNITO_IDP },
};

/** Actions that nobody calls: Cognito asks whether its caller would be allowed them. */
const NEVER_CALLED: ReadonlySet<string> = new Set(['iam', 'kms']);

/** An endpoint comes into being with the first statement that needs it, so there is none that nobody uses. */
export class VpcEndpoints extends Construct {
  readonly #props: VpcEndpointsProps;
  readonly #endpoints = new Map<string, Endpoint>();

  constructor(scope: Construct, id: string, props: VpcEndpointsProps) {
    super(scope, id);
    this.#props = props;
  }

  /**
   * Lets a role through to what its own policy allows.
   * @throws {Error} naming a service that the table of this file does not know
   */
  admit(roleArn: string, statements: readonly PolicyStatement[]): void {
    for (const statement of statements)
      for (const [service, actions] of byService(statement.actions))
        this.#endpointFor(service)?.addToPolicy(
          new PolicyStatement({
            // Gateway endpoints know no other principal. PrivateLink Guide "Endpoint policies", 2026-11
            principals: [new AnyPrincipal()],
            actions: [...actions],
            resources: statement.resources,
            conditions: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
          }),
        );
  }

  /** Lets through what is signed by somebody whom we cannot name, to one place only. */
  admitAnybody(statement: {
    readonly service: string;
    readonly actions: string[];
    readonly resource: string;
  }): void {
    this.#endpointFor(statement.service)?.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: statement.actions,
        resources: [statement.resource],
      }),
    );
  }

  #endpointFor(service: string): Endpoint | undefined {
    if (NEVER_CALLED.has(service) || this.#props.otherwise.includes(service)) return undefined;
    const way = WAYS[service];
    if (way === undefined)
      throw new Error(
        `No endpoint is known for "${service}": in a VPC without one the Lambda would wait for its timeout. Add it to cdk/constructs/vpc-endpoints.ts`,
      );
    const endpoint = this.#endpoints.get(service) ?? this.#create(way);
    this.#endpoints.set(service, endpoint);
    return endpoint;
  }

  #create(way: Way): Endpoint {
    const { vpc, securityGroup } = this.#props;
    const subnets = [...this.#props.subnets];
    if ('gateway' in way)
      return new GatewayVpcEndpoint(this, way.id, { vpc, service: way.gateway, subnets: [{ subnets }] });
    return new InterfaceVpcEndpoint(this, way.id, {
      vpc,
      service: way.privateLink,
      subnets: { subnets },
      securityGroups: [securityGroup],
      open: false,
      // The services' own names lead here, so that nothing in the Lambdas knows of it.
      privateDnsEnabled: true,
    });
  }
}

/** Every action under its service's prefix. */
const byService = (actions: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const services = actions.map((action) => action.slice(0, action.indexOf(':')));
  return new Map(
    services.map((service) => [service, actions.filter((_, index) => services[index] === service)]),
  );
};
