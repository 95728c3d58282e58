/**
 * The attached pool scenario: the users move into a pool that exists already and belongs to somebody else. Whatever it has
 * of its own survives the deployment, the next one and the deletion of the stack; nobody's trigger is replaced.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cloud } from '../../cloud/cloud.ts';
import { deleteStack } from '../../deploy/delete-stack.ts';
import { deployAssembly } from '../../deploy/deploy.ts';
import { synthesize } from '../../deploy/synthesize.ts';
import { type RehearsalInput, readSample, SAMPLE_USERS, withPasswords } from '../../input/load-input.ts';
import { readUsers } from '../../input/read-users.ts';
import { type ConfigChanges, writePoolFile, writeSourceConfig } from '../../input/source-config.ts';
import type { Attempt } from '../../report/observation.ts';
import { expectationOf, outcomeOf } from '../../report/outcome.ts';
import { concurrently } from '../concurrently.ts';
import { peopleOf } from '../people.ts';
import { type Checks, createChecks } from '../reruns/check.ts';
import type { Person, ScenarioResult, Setting, SettledScenario, Stage } from '../scenario.ts';
import { signIn } from '../sign-in.ts';
import { sweep } from '../sweep.ts';
import { ask, changesBetween, type Look, look } from './look.ts';
import { deployOverForeignTrigger } from './refused.ts';
import { createTheirs, THEIRS, theirPool } from './their-pool.ts';

const CONCURRENT_SIGN_INS = 3;

/** Of the sample, every so-manieth user: all states are among them. */
const ONE_IN = 2;

/** Their client stays as it is; the stack makes another one beside it. */
const APP_CLIENTS = [{ name: 'web', clientId: THEIRS.clientId }, { name: 'second' }];

const changesOf = (input: Pick<RehearsalInput, 'pool'>, config: object = {}): ConfigChanges => ({
  config: { appClients: APP_CLIENTS, ...config },
  attach: theirPool(input.pool),
});

type Play = {
  readonly stage: Stage;
  readonly cloud: Cloud;
  readonly input: RehearsalInput;
  readonly seed: number;
  /** Of the pool, before anything was deployed. */
  readonly before: Look;
  readonly checks: Checks;
};

const ADDED = 'groups.Groups.editors, groups.Groups.readers';
const SOURCE_SUB = 'pool.SchemaAttributes.custom:source_sub';
const ATTACHED = `${ADDED}, pool.LambdaConfig.UserMigration, ${SOURCE_SUB}`;
/** Groups keep their members; an attribute cannot be removed. */
const LEFT = `${ADDED}, ${SOURCE_SUB}`;

const lookAgain = async ({ cloud, before, checks }: Play, when: string, expected: string): Promise<void> =>
  checks.see(`what is otherwise in their pool ${when}`, changesBetween(before, await look(cloud)), expected);

const seeTrigger = async ({ cloud, checks, stage: { names } }: Play, when: string, qualifier = '') => {
  const { UserMigration } = ((await look(cloud)).pool.LambdaConfig ?? {}) as Record<string, unknown>;
  const ours = `arn:aws:lambda:${THEIRS.region}:${THEIRS.accountId}:function:${names.migrateUser}`;
  checks.see(`whom their pool asks about unknown users ${when}`, UserMigration, `${ours}${qualifier}`);
};

const signInAll = async (
  { stage }: Pick<Play, 'stage'>,
  phase: string,
  client: Stage['passwordClient'],
  people: readonly Person[],
): Promise<Attempt[]> => {
  const progress = stage.progress(phase, people.length);
  const one = async (person: Person): Promise<Attempt> => {
    const made = await signIn(stage, client, person, 'right');
    progress.step();
    return made;
  };
  const attempts = await concurrently(people, CONCURRENT_SIGN_INS, one, stage.stopping);
  progress.end();
  return attempts;
};

/** How often Cognito has called their own Lambda. */
const callsOfTheirs = ({ recorder }: Cloud): number =>
  recorder
    .entries('requests')
    .filter(({ action, resource }) => action === 'lambda:InvokeFunction' && resource === THEIRS.lambdaArn)
    .length;

/** The configuration with an alias, so that the pool has to call something else. */
const synthesizeChanged = async ({ input }: Pick<Play, 'input'>, directory: string): Promise<string> => {
  const outdir = join(directory, 'cdk.out');
  const poolFile = writePoolFile(directory, input.pool);
  const changes = changesOf(input, { trigger: { reservedConcurrency: 20 } });
  await synthesize({ config: writeSourceConfig(directory, input.address, poolFile, changes), outdir });
  return outdir;
};

const deployAgain = async (play: Play, assembly: string, late: readonly Person[]): Promise<Attempt[]> => {
  await deployAssembly(play.cloud, assembly);
  await lookAgain(play, 'after the second deployment', ATTACHED);
  await seeTrigger(play, 'after the second deployment', ':live');
  const attempts = await signInAll(play, 'Latecomers, by the alias', play.stage.passwordClient, late);
  await play.stage.settle();
  return attempts;
};

/** Their app client is cut over like ours, and gets back what it had. */
const cutOverAndBack = async (play: Play): Promise<void> => {
  const { stage, cloud, checks } = play;
  const look0 = await look(cloud);
  const see = async (when: string, expected: string): Promise<void> =>
    checks.see(
      `what is otherwise in their app client ${when}`,
      changesBetween(look0, await look(cloud)),
      expected,
    );
  await stage.operator.cutover({ task: 'cutover', force: true });
  await see('after the cutover', 'client.ExplicitAuthFlows');
  await stage.operator.cutover({ task: 'rollback', reason: 'rehearsal' });
  await see('after the rollback', 'nothing');
};

/** The stack goes; who has come stays, and nobody new comes. */
const tearDown = async (play: Play, migrated: readonly Person[], absent: Person): Promise<Attempt[]> => {
  const { stage, cloud, checks } = play;
  await deleteStack(cloud, THEIRS, stage.names.targetStack);
  await lookAgain(play, 'after the stack was deleted', LEFT);
  const { UserPoolClients: clients } = await ask(cloud, 'ListUserPoolClients', { MaxResults: 60 });
  const ids = Array.isArray(clients) ? clients.map(({ ClientId }) => ClientId) : [];
  checks.see('app clients after the stack was deleted', ids, [THEIRS.clientId]);
  const refused = await signIn(stage, stage.passwordClient, absent, 'right');
  checks.see('a straggler after the stack was deleted', refused.answer.errorType, 'NotAuthorizedException');
  return signInAll(play, 'SRP sign-ins once the stack is gone', stage.srpClient, migrated);
};

const seeRefusal = async ({ input, seed, checks, stage: { names } }: Play, assembly: string) => {
  const options = { seed, stackName: names.targetStack };
  const { said, changed, left } = await deployOverForeignTrigger(input, assembly, options);
  const reason = `it has already a user-migration trigger: ${THEIRS.lambdaArn}.`;
  const isTold = said.includes(reason) && said.endsWith('Nothing was changed.');
  checks.see('a deployment over their own user-migration trigger', isTold ? 'refused' : said, 'refused');
  checks.see('what the refused deployment changed in their pool', changed, 'nothing');
  checks.see('what is left of it after its rollback', left, 'nothing');
};

const play = async (playing: Play): Promise<ScenarioResult> => {
  const { stage, cloud, checks } = playing;
  const { people, policies, passwordClient } = stage;
  const movable = people.filter(
    ({ user }) => expectationOf(user, 'right', policies).outcome === 'migrated' && !user.UserMFASettingList,
  );
  const [absent, ...late] = movable.slice(0, 3);
  if (absent === undefined) throw new Error('The sample has nobody who could migrate.');
  const early = people.filter((person) => person !== absent && !late.includes(person));
  const directory = mkdtempSync(join(tmpdir(), 'attached-pool-'));
  try {
    const changed = await synthesizeChanged(playing, directory);
    await lookAgain(playing, 'after the deployment', ATTACHED);
    await seeTrigger(playing, 'after the deployment');
    const attempts = await signInAll(playing, 'Right passwords, into their pool', passwordClient, early);
    await stage.settle();
    checks.see(
      'their own triggers at these sign-ins',
      callsOfTheirs(cloud) > 0 ? 'called' : 'not called',
      'called',
    );
    const second = await deployAgain(playing, changed, late);
    const swept = await sweep(stage);
    await cutOverAndBack(playing);
    const migrated = [...attempts, ...second].filter((one) => outcomeOf(one) === 'migrated');
    const subs = new Set(migrated.map(({ sub }) => sub));
    const srp = await tearDown(
      playing,
      people.filter(({ sub }) => subs.has(sub)),
      absent,
    );
    await seeRefusal(playing, changed);
    return { attempts: [...attempts, ...second], srp, checks: checks.all(), ...(swept && { swept }) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const settingOf = (seed: number): Setting => {
  const sample = readSample();
  const users = readUsers(SAMPLE_USERS, sample.pool).filter((_, index) => index % ONE_IN === 0);
  const input = { ...sample, users: withPasswords(users, sample.pool, { seed }) };
  let prepared: Pick<Play, 'cloud' | 'before'> | undefined;
  return {
    name: 'attached-pool',
    says: '',
    input,
    people: peopleOf(input, seed),
    changes: changesOf(input),
    prepare: async (cloud) => {
      createTheirs(cloud, input.pool);
      prepared = { cloud, before: await look(cloud) };
    },
    run: (stage) => {
      if (prepared === undefined)
        throw new Error('Their pool has to be there before the scenario is played.');
      return play({ stage, ...prepared, input, seed, checks: createChecks() });
    },
  };
};

export const attachedPool: SettledScenario = {
  name: 'attached-pool',
  description:
    'users move into a pool that exists already; its own settings and triggers survive attachment, another deployment and the deletion of the stack, and where it has a user-migration trigger of its own the deployment is refused',
  settings: (seed) => [settingOf(seed)],
};
