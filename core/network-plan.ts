/** What becomes of the configured network once the pools are known: which VPC, and by which way Cognito is reached. */
import type { MigrationConfig } from './config.ts';
import { type ConfigProblem, describeFound } from './config-error.ts';
import type { Pools } from './derive-trigger-settings.ts';
import { divided, parseCidr } from './ipv4.ts';
import type { PoolDescription } from './pool-description.ts';

/** A VPC that the stack creates. Index by index, subnets are in the same availability zone. */
export type OwnNetwork = {
  readonly mode: 'own';
  readonly cidr: string;
  readonly privateSubnets: readonly string[];
  /** Of the NAT gateways; empty where there are none. */
  readonly publicSubnets: readonly string[];
  readonly natGateways: number;
  /** How the Lambdas reach both user pools. */
  readonly cognito: 'endpoint' | 'nat';
};

export type NetworkPlan =
  | { readonly mode: 'public' }
  | { readonly mode: 'existing'; readonly vpcId: string; readonly subnetIds: readonly string[] }
  | OwnNetwork;

/**
 * Why an endpoint cannot lead to both pools; undefined where it can. An interface endpoint leads to its own region only
 * (neither cognito-idp nor sts are among the services with cross-region endpoints), and a pool with a domain answers no request that
 * comes through one. Developer Guide "Access Amazon Cognito using an interface endpoint", 2026-11
 */
export const noCognitoEndpoint = (config: MigrationConfig, pools: Pools): string | undefined => {
  const { source, target } = config;
  if (source.region !== target.region)
    return `an endpoint in ${target.region} does not lead to Cognito in ${source.region}`;
  const withDomain = [pools.source, pools.attached].find((pool) => pool !== undefined && hasDomain(pool));
  return withDomain === undefined
    ? undefined
    : `the pool ${withDomain.id} has a domain, and such a pool cannot be reached by an endpoint`;
};

const hasDomain = ({ bound }: PoolDescription): boolean =>
  bound.includes('Domain') || bound.includes('CustomDomain');

/** What the configuration asks for and the pools do not allow. */
export const networkProblems = (config: MigrationConfig, pools: Pools): readonly ConfigProblem[] => {
  const { network } = config;
  if (network.mode !== 'vpc' || network.natGateways !== 0) return [];
  const reason = noCognitoEndpoint(config, pools);
  if (reason === undefined) return [];
  const path = 'network.natGateways';
  const found = describeFound(network.natGateways, [path]);
  return [{ path, ...(found === undefined ? {} : { found }), remedy: `must be at least 1: ${reason}` }];
};

/** @throws {Error} for a CIDR that the rules of the configuration refuse */
export const planNetwork = (config: MigrationConfig, pools: Pools): NetworkPlan => {
  const { network } = config;
  if (network.mode === 'public') return { mode: 'public' };
  if (network.existing !== undefined) return { mode: 'existing', ...network.existing };
  const natGateways = network.natGateways ?? (noCognitoEndpoint(config, pools) === undefined ? 0 : 1);
  return {
    mode: 'own',
    cidr: network.cidr,
    ...subnets(network.cidr, network.azs, natGateways > 0),
    natGateways,
    cognito: natGateways > 0 ? 'nat' : 'endpoint',
  };
};

/** Three quarters are for private subnets, one for each zone; the last quarter is divided again for gateways. */
const subnets = (cidr: string, azs: number, withPublic: boolean) => {
  const network = parseCidr(cidr);
  const quarters = network === undefined ? [] : divided(network, 2);
  const last = quarters.at(-1);
  if (last === undefined) throw new Error(`network.cidr ${cidr} is no IPv4 network; parseConfig refuses it`);
  const text = (blocks: typeof quarters) => blocks.slice(0, azs).map((block) => block.text);
  return { privateSubnets: text(quarters), publicSubnets: withPublic ? text(divided(last, 2)) : [] };
};
