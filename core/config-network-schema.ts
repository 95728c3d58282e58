/** The part of the configuration's schema about networks and accounts: where the Lambdas run, and what account A shares with account B. */
import { z } from 'zod';

const MODES = ['public', 'vpc'] as const;

// Lambda: 16 subnets and no more. API reference "VpcConfig", 2026-11
const MOST_SUBNETS = 16;

const existing = z
  .strictObject({
    vpcId: z
      .string()
      .regex(/^vpc-[0-9a-f]{8,17}$/, 'must be a VPC id such as "vpc-0a1b2c3d4e5f60718"')
      .describe('Id of a VPC of account B in the target region.'),
    subnetIds: z
      .array(
        z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'must be a subnet id such as "subnet-0a1b2c3d4e5f60718"'),
      )
      .min(2)
      .max(MOST_SUBNETS)
      .describe('Private subnets of it, in different availability zones.'),
  })
  .describe(
    'A VPC that is there already. Its owner provides the way to every service that the documentation lists; the stack adds a security group.',
  )
  .optional();

const options = z.strictObject({
  mode: z.enum(MODES).describe('public: the Lambdas are in no VPC. vpc: they are in private subnets.'),
  cidr: z
    .string()
    .regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, 'must be an IPv4 network such as "10.20.0.0/16"')
    .optional()
    .describe(
      'Addresses of the VPC that the stack creates: private ones, /16 to /24; 10.20.0.0/16 by default.',
    ),
  azs: z
    .int()
    .min(2)
    .max(3)
    .optional()
    .describe('Availability zones of that VPC, and so the price of its endpoints; 2 by default.'),
  natGateways: z
    .int()
    .min(0)
    .max(3)
    .optional()
    .describe(
      'NAT gateways of that VPC. By default 1 where Cognito cannot be reached by an endpoint, otherwise none; any number makes Cognito be reached through them.',
    ),
  existing,
});

export type NetworkConfig =
  | { readonly mode: 'public' }
  | {
      readonly mode: 'vpc';
      readonly cidr: string;
      readonly azs: number;
      readonly natGateways?: number | undefined;
      readonly existing?: NonNullable<z.output<typeof existing>> | undefined;
    };

const filled = (given: (typeof MODES)[number] | z.output<typeof options>): NetworkConfig => {
  const { mode, cidr, azs, ...rest }: z.output<typeof options> =
    typeof given === 'string' ? { mode: given } : given;
  return mode === 'public' ? { mode } : { mode, cidr: cidr ?? '10.20.0.0/16', azs: azs ?? 2, ...rest };
};

/** Keys that would be ignored are refused: somebody expects something of them. */
const superfluous = (
  given: z.output<typeof options>,
): { readonly keys: readonly string[]; readonly why: string } => {
  const keys = (['existing', 'cidr', 'azs', 'natGateways'] as const).filter(
    (key) => given[key] !== undefined,
  );
  if (given.mode === 'public')
    return { keys, why: 'has no meaning in the mode public; remove it, or use the mode vpc' };
  if (given.existing === undefined) return { keys: [], why: '' };
  return {
    keys: keys.filter((key) => key !== 'existing'),
    why: 'belongs to the VPC that the stack creates; remove it, or remove existing',
  };
};

export const network = z
  .union([
    z.enum(MODES),
    options.check((context) => {
      const { keys, why } = superfluous(context.value);
      for (const key of keys)
        context.issues.push({ code: 'custom', path: [key], message: why, input: context.value });
    }),
  ])
  .transform(filled)
  .prefault('public')
  .describe('Where the Lambdas run: "public", "vpc", or an object with the mode vpc and its details.');

const namespace = z
  .string()
  .regex(/^[A-Za-z0-9/_#.:-]{1,255}$/, 'must be a CloudWatch namespace such as "AWS/Cognito"');
const logGroupPrefix = z
  .string()
  .regex(
    /^[A-Za-z0-9/_#.-]{1,512}$/,
    'must be the beginning of log group names such as "/aws/vendedlogs/cognito"',
  );

export const telemetry = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe(
        'Whether account A shares telemetry with account B: two more stacks, in the region of the source.',
      ),
    sinkArn: z
      .string()
      .regex(/^arn:aws[\w-]*:oam:[a-z0-9-]+:\d{12}:sink\/[\w-]+$/, 'must be the ARN of an OAM sink')
      .optional()
      .describe(
        'A sink that account B has in that region already, since there can be only one; then none is created.',
      ),
    metricNamespaces: z
      .array(namespace)
      .min(1)
      .max(20)
      .default(['AWS/Cognito'])
      .describe('Namespaces of account A whose metrics are shared.'),
    logGroupPrefixes: z
      .array(logGroupPrefix)
      .min(1)
      .max(5)
      .default(['/aws/vendedlogs/cognito', '/aws/cognito'])
      .describe("Beginnings of the names of account A's log groups that are shared."),
  })
  .prefault({})
  .describe("What account A shares through CloudWatch's cross-account observability.");
