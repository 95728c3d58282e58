/**
 * Puts a checked definition into the form in which the local engine does what Step Functions does. Every difference
 * between the two that can be bridged is bridged here, and nowhere else.
 */

import { type AslObject, type Definition, inlineStates, isDistributedMap, isObject } from './asl.ts';
import { engineRule } from './choice-rules.ts';

/** Where the engine finds the start time that the cloud's clock says; its own field of that name it overwrites. */
export const START_TIME_FIELD = 'StartedAt';

/** Where the engine finds the execution's input: within a Map its own field of that name holds the item. */
export const INPUT_FIELD = 'StartedWith';

/** Ends a Map Run never: the engine gives a Task 60 s. Close to the longest timer there is, 24 days. */
const NO_TIMEOUT_SECONDS = 2_000_000;

export type EngineOptions = {
  /** Factor for the waits of Retry and of Wait states; 1 for as long as on AWS. */
  readonly retryTimeScale: number;
  /** Seconds after which the execution is ended. @default - the definition's own, or none */
  readonly longestSeconds?: number;
};

export const engineDefinition = (definition: Definition, options: EngineOptions): Definition => {
  const { longestSeconds = Number.POSITIVE_INFINITY, retryTimeScale } = options;
  const { TimeoutSeconds = Number.POSITIVE_INFINITY, ...rest } = definition;
  const seconds = Math.min(Number(TimeoutSeconds), longestSeconds);
  return {
    ...rest,
    ...(Number.isFinite(seconds) && { TimeoutSeconds: seconds }),
    States: engineStates(definition.States, retryTimeScale),
  };
};

const engineStates = (states: Definition['States'], scale: number): Definition['States'] =>
  Object.fromEntries(Object.entries(states).map(([name, state]) => [name, engineState(state, scale)]));

const engineState = (state: AslObject, scale: number): AslObject => {
  const timed = withOwnContext(isDistributedMap(state) ? asTask(state) : state) as AslObject;
  const { Choices: choices, Retry: retry, Seconds: seconds } = timed;
  return {
    ...timed,
    ...(Array.isArray(choices) && { Choices: choices.filter(isObject).map(engineRule) }),
    ...(Array.isArray(retry) && { Retry: retry.filter(isObject).map((retrier) => scaled(retrier, scale)) }),
    ...(typeof seconds === 'number' && { Seconds: seconds * scale }),
    ...(timed.Type === 'Map' && { ItemProcessor: engineProcessor(state, scale) }),
  };
};

const engineProcessor = (state: AslObject, scale: number): AslObject => ({
  StartAt: (state.ItemProcessor as Definition).StartAt,
  States: engineStates(inlineStates(state), scale),
});

/**
 * A Distributed Map as one Task, whose work is the Map Run: input and output are processed as a Map's are, and so are
 * Retry and Catch. The items are picked by `readMapItems`, the children run by `MapRun`.
 */
const asTask = (state: AslObject): AslObject => {
  const {
    ItemProcessor: _processor,
    ItemsPath: _path,
    ItemSelector: _selector,
    Label: _label,
    MaxConcurrency: _concurrency,
    ToleratedFailureCount: _count,
    ToleratedFailurePercentage: _percentage,
    ...rest
  } = state;
  return { ...rest, Type: 'Task', Resource: 'map-run', TimeoutSeconds: NO_TIMEOUT_SECONDS };
};

/** Amazon States Language, "Retrying after an error": the first wait is a second unless said otherwise. */
const DEFAULT_INTERVAL_SECONDS = 1;

/** Jitter and backoff stay; they work on the shorter wait. */
const scaled = (retrier: AslObject, scale: number): AslObject => {
  const { IntervalSeconds: interval = DEFAULT_INTERVAL_SECONDS, MaxDelaySeconds: longest } = retrier;
  return {
    ...retrier,
    IntervalSeconds: Number(interval) * scale,
    ...(longest !== undefined && { MaxDelaySeconds: Number(longest) * scale }),
  };
};

/** Wherever a text is a path or holds one; `$$.` stands nowhere else. */
export const withOwnContext = (value: unknown): unknown => {
  if (typeof value === 'string')
    return value
      .replaceAll('$$.Execution.StartTime', () => `$$.${START_TIME_FIELD}`)
      .replaceAll('$$.Execution.Input', () => `$$.${INPUT_FIELD}`);
  if (Array.isArray(value)) return value.map(withOwnContext);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withOwnContext(inner)]));
};
