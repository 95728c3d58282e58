/**
 * `npm start`: wires one rehearsal together. Reads and checks everything first, builds both accounts, plays a scenario
 * or serves them, concludes, and leaves nothing behind but the files that were asked for.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { type Endpoints, endpointSide, endpointUser, pointingWords } from './client/endpoints.ts';
import { createCloud } from './cloud/cloud.ts';
import { type Board, createBoard } from './console/board.ts';
import { servePage } from './console/serve-page.ts';
import { poolView } from './console/view.ts';
import { watchLedger } from './console/watch-ledger.ts';
import { synthesize } from './deploy/synthesize.ts';
import { type Flags, parseFlags } from './flags.ts';
import { readAssemblySettings, requireSameSource } from './input/assembly-settings.ts';
import { InputError } from './input/input-error.ts';
import { loadInput, type RehearsalInput } from './input/load-input.ts';
import { loginOf } from './input/login.ts';
import { writeSourceConfig } from './input/source-config.ts';
import { type Conclusion, conclude } from './report/conclude.ts';
import { type Marked, secretsOf } from './report/find-secrets.ts';
import { outcomeOf } from './report/outcome.ts';
import type { Stored } from './report/stored.ts';
import { createTerminal, type Terminal } from './report/terminal.ts';
import { checkOutputPaths, writeArtifacts, writeJson, writePrivateJson } from './report/write-files.ts';
import { readClientFlows } from './scenarios/client-flows.ts';
import { peopleOf } from './scenarios/people.ts';
import { findScenario, SCENARIOS } from './scenarios/registry.ts';
import type { Person, ScenarioResult } from './scenarios/scenario.ts';
import { createStage, policiesOf } from './scenarios/stage.ts';
import { untilStopped } from './scenarios/until-stopped.ts';
import { buildWorld, collectStored, ledgerOf, usersOf, type World } from './scenarios/world.ts';

/** Exit codes: 0 passed, 1 failed, 2 the input was refused and nothing started, 130 stopped by the user (128 + SIGINT). */
const EXIT = { passed: 0, failed: 1, refused: 2, stopped: 130 } as const;

/**
 * State machines wait a fifth as long before they try again, so that a rehearsal of failures need not last minutes. The
 * longest wait for a user whom Cognito has yet to create stays at six seconds.
 */
const RETRY_TIME_SCALE = 0.2;

type Run = {
  readonly flags: Flags;
  readonly input: RehearsalInput;
  readonly terminal: Terminal;
  readonly board: Board;
  readonly stopping: AbortSignal;
  readonly startedAt: number;
  /** What must not be found in anything written; grows while tokens are issued. */
  readonly marked: Marked[];
  /** Run in reverse order at the end, whatever happens. */
  readonly closers: (() => void | Promise<void>)[];
};

type Built = {
  readonly world: World;
  readonly settings: TriggerSettings;
  readonly people: readonly Person[];
};

type Users = ReturnType<typeof usersOf>;

/** The assembly to rehearse: a given one that fits the users, or one synthesized for them. */
const assemblyOf = async ({ flags, input, terminal, closers }: Run): Promise<string> => {
  if (flags.assembly) return resolve(flags.assembly);
  const directory = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  closers.push(() => rmSync(directory, { recursive: true, force: true }));
  terminal.line('Synthesizing the app.');
  const config =
    input.kind === 'export' ? writeSourceConfig(directory, input.address, input.poolFile) : 'example';
  const outdir = join(directory, 'cdk.out');
  await synthesize({ config, outdir });
  return outdir;
};

const build = async (run: Run): Promise<Built> => {
  const { flags, input, terminal, board, closers, marked } = run;
  const assembly = await assemblyOf(run);
  const settings = readAssemblySettings(assembly);
  const { accountId } = input.address;
  const cloud = await createCloud({
    seed: flags.seed,
    retryTimeScale: RETRY_TIME_SCALE,
    ...(flags.port !== undefined && { port: flags.port }),
    ...(flags.sourceLatency !== undefined && {
      sourceLatency: { accountId, milliseconds: flags.sourceLatency },
    }),
    page: servePage(board.view),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new InputError(`--port ${flags.port}: is in use; give another one, or none for a free one.`);
  });
  closers.push(() => cloud.close());
  terminal.line(`Deploying into two local accounts at ${cloud.url}, which is also the console page.`);
  const world = await buildWorld(cloud, input, assembly, settings);
  board.attach(cloud.recorder, {
    pools: () => [
      poolView('Source', world.source, usersOf(world, world.source)),
      poolView('Target', world.target, usersOf(world, world.target)),
    ],
    ledger: watchLedger(() => ledgerOf(world)),
  });
  for (const note of world.notes) terminal.line(`Without effect here: ${note}`);
  const people = peopleOf(input, flags.seed);
  for (const { password, wrongPassword } of people)
    marked.push({ kind: 'password', value: password }, { kind: 'wrong password', value: wrongPassword });
  return { world, settings, people };
};

const play = (run: Run, { world, settings, people }: Built): Promise<ScenarioResult> => {
  const { flags, input, terminal, board, stopping, marked, closers } = run;
  const stage = createStage(world, {
    people,
    policies: policiesOf(settings, input.pool),
    progress: (phase, total) => board.watch(phase, total, terminal.progress(phase, total)),
    stopping,
    secrets: { issued: (kind, value) => value && marked.push({ kind, value }) },
  });
  closers.push(stage.passwordClient.close, stage.srpClient.close);
  board.show('running', `Scenario ${flags.scenario}.`);
  return findScenario(flags.scenario).run(stage);
};

const endpointsOf = ({ input }: Run, { world }: Built): Endpoints => {
  const { cloud, source, target, postMigrationArn, ledgerTable } = world;
  return {
    url: cloud.url,
    source: endpointSide(source, cloud.operator(source.accountId)),
    target: {
      ...endpointSide(target, cloud.operator(target.accountId)),
      postMigrationArn,
      cutoverArn: null,
      sweepArn: null,
      ledgerTable,
    },
    users: input.users.map((user) => endpointUser(user, loginOf(user, input.pool))),
  };
};

/** Serves until the user stops it; what their own clients got is theirs to judge. */
const serve = async (run: Run, built: Built): Promise<ScenarioResult> => {
  const endpoints = endpointsOf(run, built);
  if (run.flags.endpoints) writePrivateJson(run.flags.endpoints, endpoints);
  run.terminal.line(pointingWords(endpoints));
  run.terminal.line('Serving until Ctrl+C.');
  run.board.show('serving', 'Both accounts wait for your clients.');
  await untilStopped(run.stopping);
  return { attempts: [], srp: [] };
};

const judge = async (
  run: Run,
  built: Built,
  before: Users,
  result: ScenarioResult,
  stored: Stored,
): Promise<Conclusion> => {
  const { flags, input, terminal, marked, startedAt } = run;
  const { world, settings } = built;
  const { recorder } = world.cloud;
  const failed = result.attempts.some((attempt) => outcomeOf(attempt) === 'failed');
  const flows = failed ? await readClientFlows(world) : undefined;
  return conclude(
    {
      ...result,
      scenario: flags.serve ? 'serve' : flags.scenario,
      seed: flags.seed,
      source: { before, after: usersOf(world, world.source) },
      target: usersOf(world, world.target),
      stored,
      policies: policiesOf(settings, input.pool),
      requests: recorder.entries('requests'),
      sourceAccountId: input.address.accountId,
      ...(flows && { flows }),
      durationSeconds: (performance.now() - startedAt) / 1000,
    },
    recorder,
    { terminal: terminal.text() },
    marked,
  );
};

/** Says how it ended, keeps the page open where it is wanted, and tells the exit code. */
const announce = async (
  run: Run,
  { world }: Built,
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
  const built = await build(run);
  const { world } = built;
  const before = usersOf(world, world.source);
  const result = await (flags.serve ? serve(run, built) : play(run, built));
  const stored = await collectStored(world);
  if (flags.artifacts) {
    const pools = { source: usersOf(world, world.source), target: usersOf(world, world.target) };
    writeArtifacts(flags.artifacts, world.cloud.recorder, pools);
  }
  if (stopping.aborted && !flags.serve) return EXIT.stopped;
  const conclusion = await judge(run, built, before, result, stored);
  if (flags.report) writeJson(flags.report, conclusion.report);
  return flags.serve ? EXIT.passed : announce(run, built, conclusion);
};

/** Everything that can be refused before anything is started. */
const prepare = (flags: Flags): RehearsalInput => {
  if (!flags.serve) findScenario(flags.scenario);
  checkOutputPaths(flags);
  const input = loadInput(flags);
  if (flags.assembly) {
    const { accountId, region, userPoolId } = readAssemblySettings(flags.assembly).source;
    requireSameSource(flags.assembly, { accountId, region, userPoolId }, input.address);
  }
  return input;
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

const main = async (argv: readonly string[]): Promise<number> => {
  const startedAt = performance.now();
  const terminal = createTerminal(process.stdout);
  const closers: Run['closers'] = [];
  const stopping = stopSignal();
  try {
    const flags = parseFlags(argv);
    if (flags.list) return list(terminal);
    const input = prepare(flags);
    const marked = input.users.flatMap(secretsOf);
    const board = createBoard();
    return await rehearse({ flags, input, terminal, board, stopping, startedAt, marked, closers });
  } catch (error) {
    if (stopping.aborted) return EXIT.stopped;
    if (error instanceof InputError) {
      process.stderr.write(`${error.message}\n`);
      return EXIT.refused;
    }
    terminal.line(`Failed: ${oneLine(error)}`);
    return EXIT.failed;
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

process.exitCode = await main(process.argv.slice(2));
