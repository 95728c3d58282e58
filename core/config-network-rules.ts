/** What networks must satisfy beyond their schema: addresses that exist and are private, ways out that lead somewhere. */
import type { MigrationConfig } from './config.ts';
import { type ConfigProblem, describeFound } from './config-error.ts';
import { parseCidr } from './ipv4.ts';

type Sections = Partial<MigrationConfig>;

const problem = (path: string, value: unknown, remedy: string): ConfigProblem => {
  const found = describeFound(value, path.split('.'));
  return { path, ...(found === undefined ? {} : { found }), remedy };
};

export const networkRuleProblems = (sections: Sections): readonly ConfigProblem[] => [
  ...cidrProblems(sections),
  ...gatewayProblems(sections),
  ...telemetryProblems(sections),
];

/** RFC 1918 and the shared space of RFC 6598, which VPCs may have too. VPC User Guide "VPC CIDR blocks", 2026-11 */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

// /16 is the largest that a VPC can have. In a /24 the endpoints and the Lambdas of one zone still have 59 addresses.
const LARGEST = 16;
const SMALLEST = 24;

const cidrProblems = ({ network }: Sections): readonly ConfigProblem[] => {
  if (network?.mode !== 'vpc') return [];
  const remedy = whatIsWrongWith(network.cidr);
  return remedy === undefined ? [] : [problem('network.cidr', network.cidr, remedy)];
};

const whatIsWrongWith = (cidr: string): string | undefined => {
  const block = parseCidr(cidr);
  if (block === undefined)
    return 'must be four numbers up to 255 and a prefix length, such as "10.20.0.0/16"';
  if (block.prefix < LARGEST || block.prefix > SMALLEST)
    return `must have a prefix length of ${LARGEST} to ${SMALLEST}`;
  if (block.first !== block.address) return `must begin at the network's first address, ${block.text}`;
  if (!PRIVATE.some((range) => parseCidr(range)?.contains(block)))
    return `must lie within ${PRIVATE.join(', ')}: the addresses of others would become unreachable`;
  return undefined;
};

const gatewayProblems = ({ network, source, target }: Sections): readonly ConfigProblem[] => {
  if (network?.mode !== 'vpc' || network.natGateways === undefined) return [];
  const { natGateways, azs } = network;
  const path = 'network.natGateways';
  if (natGateways > azs) return [problem(path, natGateways, `must not be above azs, which is ${azs}`)];
  if (natGateways > 0 || source === undefined || target === undefined || source.region === target.region)
    return [];
  const remedy = `must be at least 1: no endpoint in ${target.region} leads to Cognito in ${source.region}`;
  return [problem(path, natGateways, remedy)];
};

const telemetryProblems = ({ telemetry, source, target }: Sections): readonly ConfigProblem[] => {
  if (telemetry === undefined || source === undefined || target === undefined) return [];
  if (!telemetry.enabled) return [];
  if (source.accountId === target.accountId)
    return [
      problem('telemetry.enabled', true, 'must be false: within one account there is nothing to share'),
    ];
  const { sinkArn } = telemetry;
  const [, , , region, account] = sinkArn?.split(':') ?? [];
  return sinkArn === undefined || (region === source.region && account === target.accountId)
    ? []
    : [
        problem(
          'telemetry.sinkArn',
          sinkArn,
          `must name a sink of the target account ${target.accountId} in the source's region ${source.region}: links and sinks are regional`,
        ),
      ];
};
