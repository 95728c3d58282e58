/**
 * Runs the sweep's machine on the local engine: the map's children are run one after the other, both Lambdas are their
 * real code over the world of functions/sweep-shard/fake-world.ts. A redrive runs the children that failed, and goes on.
 */
import { readFileSync } from 'node:fs';
import { auditProblems } from '#core/events.ts';
import type { SweepProgress } from '#core/progress.ts';
import { createSummarizeSweep } from '#functions/summarize-sweep/summarize-sweep.ts';
import type { AslObject, Definition } from '#rehearsal/services/states/asl/asl.ts';
import {
  engineDefinition,
  INPUT_FIELD,
  START_TIME_FIELD,
} from '#rehearsal/services/states/asl/engine-definition.ts';
import { readDefinition } from '#rehearsal/services/states/asl/read-definition.ts';
import { type EngineOutcome, runEngine } from '#rehearsal/services/states/engine.ts';
import { readMapItems } from '#rehearsal/services/states/map-items.ts';
import { TaskError } from '#rehearsal/services/states/tasks/run-task.ts';
import { settings } from '#test/core/trigger-builders.ts';
import { createWorld, EXECUTION, type World } from '#test/functions/sweep-shard/fake-world.ts';

const FILE = 'statemachines/sweep.asl.json';
const NAMES: Readonly<Record<string, string>> = {
  SweepShardFunction: 'sweep-shard',
  SummarizeSweepFunction: 'summarize-sweep',
  AuditBus: 'bus',
};

type Parameters = Readonly<Record<string, unknown>>;
type Told = { readonly type: string; readonly detail: Parameters };

/** @param refusing names of states whose call fails, with the error's name */
export type SweepBench = World & { readonly refusing?: Record<string, string> };

const asTaskError = (error: unknown): TaskError =>
  new TaskError({
    error: error instanceof Error ? error.name : 'Unknown',
    cause: error instanceof Error ? error.message : '',
  });

export const createSweepBench = async ({ refusing = {}, ...world }: SweepBench = {}) => {
  const made = createWorld(world);
  const written = new Map<string, SweepProgress>();
  const summarize = createSummarizeSweep(
    {
      records: {
        readShards: async (keys) => new Map([...made.shards].filter(([key]) => keys.includes(key))),
        readProgress: async () => written.get('latest'),
        writeProgress: async (_, progress) => void written.set('latest', progress),
      },
      telemetry: { finished: () => {} },
      clock: { now: () => Date.parse(EXECUTION.startedAt) },
    },
    { ...settings(), ...world.settings },
  );
  const text = readFileSync(FILE, 'utf8').replace(/\$\{(\w+)\}/g, (_, name: string) => NAMES[name] ?? '');
  const definition = await readDefinition(text);
  const told: Told[] = [];
  const calls: string[] = [];
  const signal = new AbortController().signal;

  const invoke = async ({ FunctionName, Payload }: Parameters) => {
    const call = FunctionName === 'sweep-shard' ? made.call : (payload: object) => summarize(payload, signal);
    try {
      // As Lambda hands it over and back: JSON.
      const answer = await call(JSON.parse(JSON.stringify(Payload)));
      return { Payload: JSON.parse(JSON.stringify(answer)) };
    } catch (error) {
      throw asTaskError(error);
    }
  };
  const putEvents = async ({ Entries }: Parameters) => {
    const [entry] = Entries as readonly { DetailType: string; Detail: Parameters }[];
    if (entry !== undefined) {
      expect(auditProblems(entry.DetailType, entry.Detail)).toEqual([]);
      told.push({ type: entry.DetailType, detail: entry.Detail });
    }
    return { FailedEntryCount: 0 };
  };
  const contextOf = (input: unknown): AslObject => ({
    Execution: { Id: EXECUTION.executionId, Name: EXECUTION.executionName, Input: input },
    StateMachine: { Id: 'machine', Name: 'machine' },
    [START_TIME_FIELD]: EXECUTION.startedAt,
    [INPUT_FIELD]: input,
  });

  const tasksOf = (states: Definition['States'], ofMap: (name: string) => unknown) =>
    Object.fromEntries(
      Object.entries(states).flatMap(([name, { Type, Resource }]) => {
        if (Type === 'Map') return [[name, ofMap(name)]];
        if (Type !== 'Task') return [];
        const work = String(Resource).endsWith(':putEvents') ? putEvents : invoke;
        const task = async (parameters: unknown) => {
          calls.push(name);
          const refusal = refusing[name];
          if (refusal !== undefined) throw new TaskError({ error: refusal, cause: 'told to' });
          return work(parameters as Parameters);
        };
        return [[name, task]];
      }),
    );
  const runOn = (machine: Definition, input: unknown, ofMap: (name: string) => unknown) =>
    runEngine({
      definition: engineDefinition(machine, { retryTimeScale: 0 }),
      input,
      context: contextOf(input),
      tasks: tasksOf(machine.States, ofMap) as never,
      onEvent: () => {},
      signal,
    });

  let failed: readonly unknown[] = [];
  let redriven = false;
  /** A Map Run without tolerance: the outputs of all children, or the failure of the first. */
  const mapRun = (name: string, input: unknown) => async (state: unknown) => {
    const map = definition.States[name] ?? {};
    const { ProcessorConfig: _, ...child } = map.ItemProcessor as Definition;
    const items = redriven ? failed : await readMapItems(map, state, contextOf(input));
    redriven = false;
    const outcomes: (readonly [unknown, EngineOutcome])[] = [];
    for (const item of items) outcomes.push([item, await runOn(child as Definition, item, () => undefined)]);
    failed = outcomes.filter(([, { status }]) => status !== 'SUCCEEDED').map(([item]) => item);
    if (failed.length === 0)
      return outcomes.map(([, outcome]) => (outcome.status === 'SUCCEEDED' ? outcome.output : undefined));
    throw new TaskError({ error: 'States.ExceedToleratedFailureThreshold', cause: 'children failed' });
  };
  const execute = (machine: Definition, input: unknown, task: unknown) =>
    runOn(machine, input, (name) => mapRun(name, task));

  /** What the operator's StartExecution does. */
  const run = (input: unknown) => execute(definition, input, input);
  /** What RedriveExecution does of an execution whose Map failed: the failed children again, then the states behind. */
  const redrive = (input: object) => {
    redriven = true;
    const plan = { digits: 1, shards: [] };
    return execute({ ...definition, StartAt: 'WalkShards' }, { ...input, plan }, input);
  };
  return { ...made, run, redrive, told, calls, refusing, written, failedChildren: () => failed };
};
