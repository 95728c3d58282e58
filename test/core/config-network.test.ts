import fc from 'fast-check';
import { configJsonSchema, parseConfig } from '#core/config.ts';
import { planMigration } from '#core/migration.ts';
import { planNetwork } from '#core/network-plan.ts';
import { configInput, poolExport, problemsOf } from './config-builder.ts';

const SAME_REGION = { target: { region: 'eu-west-1' } };
const network = (value: unknown, others: object = {}) =>
  parseConfig(configInput({ network: value, ...others })).network;
const problems = (value: unknown, others: object = {}) => problemsOf(() => network(value, others));

describe('the network in the configuration', () => {
  it('is public by default', () => {
    expect(parseConfig(configInput()).network).toEqual({ mode: 'public' });
  });

  it.each<[unknown, object]>([
    ['public', { mode: 'public' }],
    [{ mode: 'public' }, { mode: 'public' }],
    ['vpc', { mode: 'vpc', cidr: '10.20.0.0/16', azs: 2 }],
    [{ mode: 'vpc' }, { mode: 'vpc', cidr: '10.20.0.0/16', azs: 2 }],
    [
      { mode: 'vpc', cidr: '192.168.4.0/22', azs: 3, natGateways: 3 },
      { mode: 'vpc', cidr: '192.168.4.0/22', azs: 3, natGateways: 3 },
    ],
  ])('%j is understood', (value, understood) => {
    expect(network(value)).toEqual(understood);
  });

  it.each<[unknown, string]>([
    ['vpn', 'network: must be one of "public", "vpc"'],
    [7, 'network: must be one of "public", "vpc"'],
    [{}, 'network.mode: is missing'],
    [{ mode: 'vpn' }, 'network.mode: must be one of "public", "vpc"'],
    [
      { mode: 'vpc', cidrs: '10.0.0.0/16' },
      'network.cidrs: is not a key that is known here; remove it or use one of: mode, cidr',
    ],
    [{ mode: 'public', cidr: '10.20.0.0/16' }, 'network.cidr: has no meaning in the mode public'],
    [{ mode: 'vpc', azs: 1 }, 'network.azs: must be at least 2'],
    [{ mode: 'vpc', azs: 4 }, 'network.azs: must be at most 3'],
    [{ mode: 'vpc', natGateways: 3 }, 'network.natGateways: must not be above azs, which is 2'],
    [
      { mode: 'vpc', natGateways: 0 },
      'network.natGateways: must be at least 1: no endpoint in us-east-1 leads to Cognito in eu-west-1',
    ],
    [
      { mode: 'vpc', existing: { vpcId: 'mine', subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'] } },
      'network.existing.vpcId: must be a VPC id',
    ],
    [
      { mode: 'vpc', existing: { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d'] } },
      'network.existing.subnetIds: must have at least 2 entries',
    ],
  ])('%j is refused with what to change', (value, problem) => {
    expect(problems(value)).toEqual([expect.stringContaining(problem)]);
  });

  it.each(['cidr', 'azs', 'natGateways'])('leaves %s to the owner of an existing VPC', (key) => {
    const given = { cidr: '10.20.0.0/16', azs: 2, natGateways: 1 };
    const existing = { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'] };
    expect(problems({ mode: 'vpc', existing, [key]: Reflect.get(given, key) })).toEqual([
      expect.stringContaining(`network.${key}: belongs to the VPC that the stack creates`),
    ]);
  });

  it.each([
    ['10.20.0.0', 'must be an IPv4 network'],
    ['fd00::/8', 'must be an IPv4 network'],
    ['10.256.0.0/16', 'must be four numbers up to 255'],
    ['10.20.0.0/33', 'must be four numbers up to 255 and a prefix length'],
    ['10.0.0.0/15', 'must have a prefix length of 16 to 24'],
    ['10.0.0.0/25', 'must have a prefix length of 16 to 24'],
    ['10.20.1.0/16', "must begin at the network's first address, 10.20.0.0/16"],
    ['8.8.0.0/16', 'must lie within 10.0.0.0/8'],
    ['172.32.0.0/16', 'must lie within 10.0.0.0/8'],
    ['192.169.0.0/16', 'must lie within 10.0.0.0/8'],
  ])('has no VPC of %s', (cidr, problem) => {
    expect(problems({ mode: 'vpc', cidr })).toEqual([expect.stringContaining(`network.cidr: ${problem}`)]);
  });

  it.each(['10.0.0.0/16', '172.31.255.0/24', '192.168.0.0/16', '100.64.0.0/20'])('may be %s', (cidr) => {
    expect(network({ mode: 'vpc', cidr })).toMatchObject({ cidr });
  });

  it('explains every key to editors, in the form of an object too', () => {
    type Node = { anyOf?: Node[]; properties?: Record<string, Node>; description?: string };
    const { properties }: Node = configJsonSchema();
    const keys = properties?.network?.anyOf?.flatMap((form) => Object.entries(form.properties ?? {})) ?? [];
    expect(keys.map(([key]) => key)).toEqual(['mode', 'cidr', 'azs', 'natGateways', 'existing']);
    expect(keys.filter(([, { description }]) => !description)).toEqual([]);
  });
});

describe('the plan of the network', () => {
  const plan = (value: unknown, others: object = {}, pool: object = {}) =>
    planMigration(parseConfig(configInput({ network: value, ...others })), { source: poolExport(pool) })
      .network;

  it('needs no gateway where an endpoint leads to both pools', () => {
    expect(plan('vpc', SAME_REGION)).toEqual({
      mode: 'own',
      cidr: '10.20.0.0/16',
      privateSubnets: ['10.20.0.0/18', '10.20.64.0/18'],
      publicSubnets: [],
      natGateways: 0,
      cognito: 'endpoint',
    });
  });

  it.each<[string, object, object]>([
    ['the regions differ', {}, {}],
    ['the source has a domain', SAME_REGION, { Domain: 'customers' }],
    ['the source has a domain of its own', SAME_REGION, { CustomDomain: 'login.example.com' }],
  ])('has one where %s', (_, others, pool) => {
    expect(plan('vpc', others, pool)).toEqual({
      mode: 'own',
      cidr: '10.20.0.0/16',
      privateSubnets: ['10.20.0.0/18', '10.20.64.0/18'],
      publicSubnets: ['10.20.192.0/20', '10.20.208.0/20'],
      natGateways: 1,
      cognito: 'nat',
    });
  });

  it('reaches Cognito by the gateways that the operator asks for, as a domain may come later', () => {
    expect(plan({ mode: 'vpc', natGateways: 2 }, SAME_REGION)).toMatchObject({
      natGateways: 2,
      cognito: 'nat',
    });
  });

  it('refuses to do without a gateway where a pool has a domain', () => {
    const call = () => plan({ mode: 'vpc', natGateways: 0 }, SAME_REGION, { Domain: 'customers' });
    expect(problemsOf(call)).toEqual([
      'network.natGateways: must be at least 1: the pool eu-west-1_SamplePl1 has a domain, and such a pool cannot be reached by an endpoint',
    ]);
  });

  it('names an existing VPC as it is', () => {
    const existing = { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'] };
    expect(plan({ mode: 'vpc', existing })).toEqual({ mode: 'existing', ...existing });
  });

  it('never gives two subnets the same address, and none outside the VPC', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        octet,
        octet,
        fc.integer({ min: 16, max: 24 }),
        fc.integer({ min: 2, max: 3 }),
        (b, c, prefix, azs) => {
          const size = 2 ** (32 - prefix);
          const start = 10 * 2 ** 24 + Math.floor((b * 2 ** 16 + c * 2 ** 8) / size) * size;
          const cidr = `${[24, 16, 8, 0].map((bits) => Math.floor(start / 2 ** bits) % 256).join('.')}/${prefix}`;
          const made = plan({ mode: 'vpc', cidr, azs });
          if (made.mode !== 'own') throw new Error('a VPC is planned');
          const ranges = [...made.privateSubnets, ...made.publicSubnets].map(range).sort(([a], [z]) => a - z);
          expect(ranges).toHaveLength(2 * azs);
          expect(ranges[0]?.[0]).toBeGreaterThanOrEqual(start);
          expect(ranges.at(-1)?.[1]).toBeLessThanOrEqual(start + size);
          for (const [index, [first]] of ranges.entries())
            expect(first).toBeGreaterThanOrEqual(ranges[index - 1]?.[1] ?? 0);
        },
      ),
    );
  });

  it('says which CIDR it cannot divide', () => {
    const { config, pools } = planMigration(parseConfig(configInput()), { source: poolExport() });
    const broken = { ...config, network: { mode: 'vpc', cidr: 'ten', azs: 2 } as const };
    expect(() => planNetwork(broken, pools)).toThrow('network.cidr ten is no IPv4 network');
  });
});

/** First address, and the one after the last. */
const range = (cidr: string): [number, number] => {
  const [address = '', prefix = ''] = cidr.split('/');
  const first = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return [first, first + 2 ** (32 - Number(prefix))];
};

describe('telemetry in the configuration', () => {
  const telemetry = (value: object, others: object = {}) =>
    problemsOf(() => parseConfig(configInput({ telemetry: value, ...others })));

  it('is not shared by default, and then only of Cognito', () => {
    expect(parseConfig(configInput()).telemetry).toEqual({
      enabled: false,
      metricNamespaces: ['AWS/Cognito'],
      logGroupPrefixes: ['/aws/vendedlogs/cognito', '/aws/cognito'],
    });
  });

  it('goes from one account to another', () => {
    expect(telemetry({ enabled: true })).toEqual([]);
    expect(telemetry({ enabled: true }, { target: { accountId: '111111111111' } })).toEqual([
      'telemetry.enabled: must be false: within one account there is nothing to share',
    ]);
  });

  it.each([
    ['arn:aws:oam:eu-west-1:222222222222:sink/0a1b2c3d', []],
    [
      'arn:aws:oam:us-east-1:222222222222:sink/0a1b2c3d',
      [expect.stringContaining("in the source's region eu-west-1")],
    ],
    [
      'arn:aws:oam:eu-west-1:333333333333:sink/0a1b2c3d',
      [expect.stringContaining('of the target account 222222222222')],
    ],
    ['sink', [expect.stringContaining('telemetry.sinkArn: must be the ARN of an OAM sink')]],
  ])('may use the sink %s of the right account and region only', (sinkArn, found) => {
    expect(telemetry({ enabled: true, sinkArn })).toEqual(found);
  });

  it.each([
    { metricNamespaces: [] },
    { metricNamespaces: ["AWS/Cognito' OR Namespace LIKE '%"] },
    { logGroupPrefixes: ["' OR LogGroupName LIKE '"] },
  ])('refuses %j, which would share something else', (value) => {
    expect(telemetry({ enabled: true, ...value })).toHaveLength(1);
  });
});
