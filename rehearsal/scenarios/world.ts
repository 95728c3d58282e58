/** Both accounts, ready: the source pool as exported, and the assembly deployed beside it. */
import type { TriggerSettings } from '#core/trigger-settings.ts';
import type { Marked } from '../cloud/canaries.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { deployAssembly } from '../deploy/deploy.ts';
import type { RehearsalInput } from '../input/load-input.ts';
import { type PoolAddress, subOf, type UserRecord } from '../input/records.ts';
import type { Stored } from '../report/stored.ts';
import { createStandIn } from './attached-stand-in.ts';
import { createBroughtClient, readBroughtClient } from './brought-client.ts';

export type Side = PoolAddress & { readonly clientId: string };

export type World = {
  readonly cloud: Cloud;
  readonly source: Side;
  readonly target: Side;
  /** The machine that runs after each sign-in, and the table it writes to. */
  readonly postMigrationArn: string;
  readonly ledgerTable: string;
  /** The machine that walks over both pools; absent in an assembly without one. */
  readonly sweepArn?: string;
  /** The machine that takes the password flows away; absent in an assembly without one. */
  readonly cutoverArn?: string;
  /** Where a sweep puts its lists. */
  readonly sweepBucket?: string;
  /** Secrets made up for what the configuration brings along; like passwords, they must be found nowhere. */
  readonly secrets: readonly Marked[];
  /** What the templates ask for that has no effect here, from the deployment. */
  readonly notes: readonly string[];
  /** What the templates were made from. */
  readonly settings: TriggerSettings;
  /** Directory of what is deployed. */
  readonly assembly: string;
};

/** The exported pool without its triggers: their code is in account A, not in an export. */
const withoutTriggers = ({ LambdaConfig, ...pool }: RehearsalInput['pool']) => ({
  pool,
  notes: Object.keys(LambdaConfig ?? {}).map(
    (trigger) =>
      `the source pool's ${trigger} trigger: its code is not in an export, so what it refuses or adds is not rehearsed`,
  ),
});

/**
 * Creates and seeds the source pool, then deploys the assembly.
 * @throws {DeployError} or {NotModelled} naming what the rehearsal cannot take from pool or templates.
 */
export const buildWorld = async (
  cloud: Cloud,
  input: RehearsalInput,
  assembly: string,
  settings: TriggerSettings,
): Promise<World> => {
  const { accountId, region, userPoolId } = input.address;
  const scope = { accountId, region };
  // The sample's Id is in its ARN and in the configuration: the local pool has the same.
  const { pool, notes } = withoutTriggers(input.pool);
  cloud.cognito.createUserPool(scope, pool, { id: userPoolId });
  cloud.cognito.seedUsers(userPoolId, input.users);
  const brought = readBroughtClient(assembly);
  const secret = brought && createBroughtClient(cloud, input.address, brought);
  const standsIn = createStandIn(cloud, assembly, settings);
  const deployment = await deployAssembly(cloud, assembly);
  const sweepArn = deployment.optionalOutput('SweepArn');
  const cutoverArn = deployment.optionalOutput('CutoverArn');
  const sweepBucket = deployment.optionalOutput('SweepBucket');
  return {
    cloud,
    source: {
      ...input.address,
      clientId: brought?.clientId ?? deployment.optionalOutput('SourceClientId') ?? '',
    },
    target: {
      accountId: settings.target.accountId,
      region: settings.target.region,
      userPoolId: deployment.output('UserPoolId'),
      clientId: deployment.output('AppClientId'),
    },
    postMigrationArn: deployment.output('PostMigrationArn'),
    ledgerTable: deployment.output('LedgerTable'),
    ...(sweepArn !== undefined && { sweepArn }),
    ...(cutoverArn !== undefined && { cutoverArn }),
    ...(sweepBucket !== undefined && { sweepBucket }),
    secrets: secret === undefined ? [] : [{ kind: 'client secret', value: secret }],
    notes: [...notes, ...standsIn, ...deployment.stacks.flatMap((stack) => stack.notes)],
    settings,
    assembly,
  };
};

/** A pool's users now, as `list-users` would show them, with factors and groups. */
export const usersOf = ({ cloud }: World, { userPoolId }: Side): readonly UserRecord[] =>
  cloud.cognito.describeUsers(userPoolId);

export const ledgerOf = ({ cloud, target, ledgerTable }: World): Promise<Stored['ledger']> =>
  cloud.dynamodb.describeItems(target, ledgerTable);

/** Everything in the target account's buckets, as `s3/BUCKET/KEY` to its text. */
export const objectsOf = ({ cloud: { s3 }, target }: World): Readonly<Record<string, string>> =>
  Object.fromEntries(
    s3
      .bucketsOf(target)
      .flatMap((bucket) =>
        s3.objects(target, bucket).map(({ key, body }) => [`s3/${bucket}/${key}`, body.toString()] as const),
      ),
  );

/** By what it is a part of: users by pool and `sub`, app clients by id, records by key, files by name, audit events by number. */
export type Held = Readonly<Record<string, string>>;

/** Everything that a migration may change, as texts that can be compared. */
export const heldBy = async (world: World): Promise<Held> => {
  const { source, target, cloud } = world;
  const users = [source, target].flatMap((side) =>
    usersOf(world, side).map((user) => [`${side.userPoolId}/${subOf(user)}`, JSON.stringify(user)]),
  );
  const clients = cloud.cognito
    .describeClients(target.userPoolId)
    .map((client) => [`client/${String(client.ClientId)}`, JSON.stringify(client)]);
  const records = (await ledgerOf(world)).map((item) => [`ledger/${String(item.id)}`, JSON.stringify(item)]);
  const events = cloud.recorder
    .entries('audit')
    .map((event, index) => [`audit/${index}`, JSON.stringify(event)]);
  return { ...Object.fromEntries([...users, ...clients, ...records, ...events]), ...objectsOf(world) };
};

/** What the target account holds of the work after the sign-ins. The ledger as it is now becomes a stream like the others. */
export const collectStored = async (world: World): Promise<Stored> => {
  const { recorder } = world.cloud;
  for (const item of await ledgerOf(world)) recorder.record('ledger', item);
  return {
    ledger: recorder.entries('ledger'),
    audit: recorder.entries('audit'),
    executions: recorder.entries('executions'),
  };
};
