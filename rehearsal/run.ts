/**
 * `npm start`: wires one rehearsal together. Reads and checks everything first, builds both accounts, plays a scenario
 * or serves them, concludes, and leaves nothing behind but the files that were asked for.
 */
import { type Endpoints, endpointSide, endpointUser, pointingWords } from './client/endpoints.ts';
import type { Marked } from './cloud/canaries.ts';
import { createCloud } from './cloud/cloud.ts';
import type { Recorder } from './cloud/recorder.ts';
import { type Board, createBoard } from './console/board.ts';
import { datapointsOn } from './console/dashboard-datapoints.ts';
import { dashboardsOf, heldBy } from './console/held.ts';
import { renderedPages, servePage } from './console/serve-page.ts';
import { type Flags, parseFlags } from './flags.ts';
import { readAssemblySettings } from './input/assembly-settings.ts';
import { InputError } from './input/input-error.ts';
import { loginOf } from './input/login.ts';
import { type Conclusion, conclude } from './report/conclude.ts';
import { loginSecret, secretsOf } from './report/find-secrets.ts';
import { mergeParts, mergeRecorders, type Part } from './report/merge.ts';
import type { Policies } from './report/observation.ts';
import { outcomeOf } from './report/outcome.ts';
import { createTerminal, type Terminal } from './report/terminal.ts';
import { type Files, jsonText, writeArtifacts, writeJson, writePrivateJson } from './report/write-files.ts';
import { provideAssemblies } from './scenarios/assemblies.ts';
import { readClientFlows } from './scenarios/client-flows.ts';
import { prepareSettings } from './scenarios/prepare.ts';
import { SCENARIOS } from './scenarios/registry.ts';
import type { ScenarioResult, Setting } from './scenarios/scenario.ts';
import { createStage, policiesOf } from './scenarios/stage.ts';
import { untilStopped } from './scenarios/until-stopped.ts';
import { buildWorld, collectStored, objectsOf, usersOf, type World } from './scenarios/world.ts';
import { handedOverIn, mergeWritten, type Written, writtenIn } from './scenarios/written.ts';

/** Exit codes: 0 passed, 1 failed, 2 the input was refused and nothing started, 130 stopped by the user (128 + SIGINT). */
const EXIT = { passed: 0, failed: 1, refused: 2, stopped: 130 } as const;

/**
 * State machines wait a fifth as long before they try again, so that a rehearsal of failures need not last minutes. The
 * longest wait for a user whom Cognito has yet to create stays at six seconds.
 */
const RETRY_TIME_SCALE = 0.2;

type Closer = () => void | Promise<void>;

type Run = {
  readonly flags: Flags;
  /** The first one stays until the end; each of the others is closed before the next is built. */
  readonly settings: readonly [Setting, ...Setting[]];
  readonly terminal: Terminal;
  readonly board: Board;
  readonly stopping: AbortSignal;
  readonly startedAt: number;
  /** What must not be found in anything written; grows while tokens are issued. */
  readonly marked: Marked[];
  /** Run in reverse order at the end, whatever happens. */
  readonly closers: Closer[];
};

/** One setting, deployed. */
type Built = {
  readonly setting: Setting;
  readonly world: World;
  readonly policies: Policies;
};

const build = async (run: Run, setting: Setting, assembly: string, closers: Closer[]): Promise<Built> => {
  const { flags, terminal, marked } = run;
  const { input, people } = setting;
  const isFirst = setting === run.settings[0];
  const settings = readAssemblySettings(assembly);
  const { accountId } = input.address;
  const cloud = await createCloud({
    seed: flags.seed,
    retryTimeScale: RETRY_TIME_SCALE,
    ...(isFirst && flags.port !== undefined && { port: flags.port }),
    ...(flags.sourceLatency !== undefined && {
      sourceLatency: { accountId, milliseconds: flags.sourceLatency },
    }),
    ...(isFirst && { page: servePage(run.board.view) }),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new InputError(`--port ${flags.port}: is in use; give another one, or none for a free one.`);
  });
  closers.push(() => cloud.close());
  if (setting.says) terminal.line(`Setting "${setting.name}": ${setting.says}.`);
  const page = isFirst ? ', which is also the console page' : '';
  terminal.line(`Deploying into two local accounts at ${cloud.url}${page}.`);
  await setting.prepare?.(cloud);
  const world = await buildWorld(cloud, input, assembly, settings);
  if (isFirst) run.board.attach(cloud.recorder, heldBy(world));
  for (const note of world.notes) terminal.line(`Without effect here: ${note}`);
  for (const { password, wrongPassword, newPassword, login, sub } of people) {
    for (const value of [password, wrongPassword, newPassword]) marked.push({ kind: 'password', value });
    marked.push(...loginSecret(login, sub));
  }
  return { setting, world, policies: policiesOf(settings, input.pool) };
};

const play = (run: Run, { setting, world, policies }: Built, closers: Closer[]): Promise<ScenarioResult> => {
  const { flags, terminal, board, stopping, marked } = run;
  const stage = createStage(world, {
    people: setting.people,
    policies,
    progress: (phase, total) => board.watch(phase, total, terminal.progress(phase, total)),
    stopping,
    secrets: { issued: (kind, value) => value && marked.push({ kind, value }) },
  });
  closers.push(stage.passwordClient.close, stage.srpClient.close, stage.recoveryClient.close);
  board.show('running', `Scenario ${flags.scenario}.`);
  return setting.run(stage);
};

const endpointsOf = ({ setting: { input }, world }: Built): Endpoints => {
  const { cloud, source, target, postMigrationArn, cutoverArn = null, sweepArn = null, ledgerTable } = world;
  return {
    url: cloud.url,
    source: endpointSide(source, cloud.operator(source.accountId)),
    target: {
      ...endpointSide(target, cloud.operator(target.accountId)),
      postMigrationArn,
      cutoverArn,
      sweepArn,
      ledgerTable,
    },
    users: input.users.map((user) => endpointUser(user, loginOf(user, input.pool))),
  };
};

/** Serves until the user stops it; what their own clients got is theirs to judge. */
const serve = async (run: Run, built: Built): Promise<ScenarioResult> => {
  const endpoints = endpointsOf(built);
  if (run.flags.endpoints) writePrivateJson(run.flags.endpoints, endpoints);
  run.terminal.line(pointingWords(endpoints));
  run.terminal.line('Serving until Ctrl+C.');
  run.board.show('serving', 'Both accounts wait for your clients.');
  await untilStopped(run.stopping);
  return { attempts: [], srp: [] };
};

/** One setting, from deployment to what the accounts hold at the end. */
const perform = async (run: Run, setting: Setting, assembly: string): Promise<Performance> => {
  const isFirst = setting === run.settings[0];
  const closers: Closer[] = isFirst ? run.closers : [];
  try {
    const built = await build(run, setting, assembly, closers);
    const { world, policies } = built;
    const before = usersOf(world, world.source);
    const result = await (run.flags.serve ? serve(run, built) : play(run, built, closers));
    world.cloud.cloudwatch.alarms.evaluate();
    const stored = await collectStored(world);
    const source = { before, after: usersOf(world, world.source) };
    const part = { ...result, source, target: usersOf(world, world.target), stored, policies };
    run.marked.push(...handedOverIn(world));
    const dashboards = jsonText(dashboardsOf(world).map(datapointsOn));
    return {
      world,
      part,
      files: { ...objectsOf(world), 'dashboard.json': dashboards },
      written: writtenIn(world),
    };
  } finally {
    if (!isFirst) await closeAll(closers);
  }
};

/** `files`: what was put into buckets, and what the dashboard has to show. `written`: what is searched for secrets. */
type Performance = {
  readonly world: World;
  readonly part: Part;
  readonly files: Files;
  readonly written: Written;
};

const performAll = async (run: Run): Promise<readonly [Performance, ...Performance[]]> => {
  const [first, ...others] = run.settings;
  const { flags, terminal, closers } = run;
  const assemblies = await provideAssemblies(run.settings, { flags, terminal, closers });
  const performances: [Performance, ...Performance[]] = [await perform(run, first, assemblies(first))];
  for (const setting of others)
    if (!run.stopping.aborted) performances.push(await perform(run, setting, assemblies(setting)));
  return performances;
};

const judge = async (
  { flags, terminal, board, marked, startedAt, settings }: Run,
  { world, files }: Performance,
  written: Written,
  part: Part,
  recorder: Recorder,
): Promise<Conclusion> => {
  const failed = part.attempts.some(
    (attempt) => outcomeOf(attempt) === 'failed' && attempt.expected?.outcome !== 'failed',
  );
  const flows = failed ? await readClientFlows(world) : undefined;
  return conclude(
    {
      ...part,
      scenario: flags.serve ? 'serve' : flags.scenario,
      seed: flags.seed,
      requests: recorder.entries('requests'),
      metrics: recorder.entries('metrics'),
      segments: recorder.entries('segments'),
      alarms: recorder.entries('alarms'),
      sourceAccountId: settings[0].input.address.accountId,
      ...(flows && { flows }),
      durationSeconds: (performance.now() - startedAt) / 1000,
    },
    recorder,
    { terminal: terminal.text(), page: renderedPages(board.view()), ...files, ...written },
    marked,
  );
};

/** Says how it ended, keeps the page open where it is wanted, and tells the exit code. */
const announce = async (
  run: Run,
  { world }: Performance,
  { report, reasons, text }: Conclusion,
): Promise<number> => {
  const { flags, terminal, board, stopping } = run;
  const passed = reasons.length === 0;
  const verdict = passed ? 'Passed.' : `Failed: ${reasons.join('; ')}`;
  board.show(passed ? 'passed' : 'failed', verdict, report);
  terminal.line(text);
  if (flags.console) terminal.line(`The console page stays open at ${world.cloud.url} until Ctrl+C.`);
  terminal.line(verdict);
  if (flags.console) await untilStopped(stopping);
  return passed ? EXIT.passed : EXIT.failed;
};

const rehearse = async (run: Run): Promise<number> => {
  const { flags, stopping } = run;
  const performances = await performAll(run);
  const [first, ...others] = performances;
  const part = mergeParts([first.part, ...others.map((one) => one.part)]);
  const recorder = mergeRecorders([
    first.world.cloud.recorder,
    ...others.map(({ world }) => world.cloud.recorder),
  ]);
  if (flags.artifacts)
    writeArtifacts(
      flags.artifacts,
      recorder,
      { source: part.source.after, target: part.target },
      first.files,
    );
  if (stopping.aborted && !flags.serve) return EXIT.stopped;
  const written = mergeWritten(performances.map((one) => one.written));
  const conclusion = await judge(run, first, written, part, recorder);
  if (flags.report) writeJson(flags.report, conclusion.report);
  return flags.serve ? EXIT.passed : announce(run, first, conclusion);
};

const stopSignal = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
};

const list = (terminal: Terminal): number => {
  for (const { name, description } of SCENARIOS) terminal.line(`${name}: ${description}`);
  return EXIT.passed;
};

/** The reason is the last line, whatever it is. */
const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ');

const closeAll = async (closers: readonly Closer[]): Promise<void> => {
  for (const close of closers.toReversed()) await close();
};

const main = async (argv: readonly string[]): Promise<number> => {
  const startedAt = performance.now();
  const terminal = createTerminal(process.stdout);
  const closers: Run['closers'] = [];
  const stopping = stopSignal();
  try {
    const flags = parseFlags(argv);
    if (flags.list) return list(terminal);
    const settings = prepareSettings(flags);
    const marked = settings.flatMap(({ input }) => input.users.flatMap(secretsOf));
    const board = createBoard();
    return await rehearse({ flags, settings, terminal, board, stopping, startedAt, marked, closers });
  } catch (error) {
    if (stopping.aborted) return EXIT.stopped;
    if (error instanceof InputError) {
      process.stderr.write(`${error.message}\n`);
      return EXIT.refused;
    }
    terminal.line(`Failed: ${oneLine(error)}`);
    return EXIT.failed;
  } finally {
    await closeAll(closers);
  }
};

process.exitCode = await main(process.argv.slice(2));
