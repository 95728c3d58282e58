/** How long a state machine can take when every call times out and is retried to the last. */
import type { AslObject } from '#cdk/constructs/asl-definition.ts';
import { MOST_CLIENTS_AT_ONCE } from '#core/cutover-decision.ts';
import { innerMachines, listAt, type Scope, scopesOf, successorsOf } from './machine-file.ts';

/** Items that the code hands to a Map at most, by the state's name. */
const MOST_ITEMS: Readonly<Record<string, number>> = {
  SwitchClients: MOST_CLIENTS_AT_ONCE,
  RestoreClients: MOST_CLIENTS_AT_ONCE,
};

/** @returns seconds along the slowest way; `Infinity` where there is no bound, as in a loop or a Map of any size */
export const worstCaseSeconds = (definition: AslObject): number => slowestWay(definition, Infinity);

/** @returns the same where nothing is done twice: loops end when they come back */
export const oneRoundSeconds = (definition: AslObject): number => slowestWay(definition, 0);

const slowestWay = (definition: AslObject, again: number): number => {
  const [own] = scopesOf(definition);
  return own === undefined ? 0 : slowestFrom(own.startAt, own, { again, passed: new Set() });
};

/** `again`: seconds that coming back to a state counts for. */
type Way = { readonly again: number; readonly passed: ReadonlySet<string> };

const slowestFrom = (name: string, scope: Scope, { again, passed }: Way): number => {
  const state = scope.states.get(name);
  if (state === undefined) return 0;
  if (passed.has(name)) return again;
  const way = { again, passed: new Set([...passed, name]) };
  const onward = successorsOf(state).map((next) => slowestFrom(next, scope, way));
  return secondsOf(name, state) + Math.max(0, ...onward);
};

const secondsOf = (name: string, state: AslObject): number => {
  if (state.Type === 'Task') return withRetries(numberAt(state, 'TimeoutSeconds', Infinity), state);
  if (state.Type === 'Wait') return numberAt(state, 'Seconds', Infinity);
  if (state.Type === 'Parallel')
    return withRetries(Math.max(0, ...innerMachines(state).map(worstCaseSeconds)), state);
  return state.Type === 'Map' ? secondsOfMap(name, state) : 0;
};

/** As many items at once as it allows, where it says how many; the others wait. */
const secondsOfMap = (name: string, state: AslObject): number => {
  const items = MOST_ITEMS[name];
  if (items === undefined) return Infinity;
  const rounds = Math.ceil(items / numberAt(state, 'MaxConcurrency', 1));
  return withRetries(rounds * Math.max(0, ...innerMachines(state).map(worstCaseSeconds)), state);
};

/** Retriers count their attempts one by one, so an unlucky state may use up all of them. ASL specification "Retrier" */
const withRetries = (once: number, state: AslObject): number =>
  listAt(state, 'Retry').reduce((sum, retrier) => {
    const attempts = numberAt(retrier, 'MaxAttempts', 3);
    return sum + attempts * once + delays(retrier, attempts);
  }, once);

/** Full jitter only shortens a delay. */
const delays = (retrier: AslObject, attempts: number): number => {
  const first = numberAt(retrier, 'IntervalSeconds', 1);
  const rate = numberAt(retrier, 'BackoffRate', 2);
  const longest = numberAt(retrier, 'MaxDelaySeconds', Infinity);
  return Array.from({ length: attempts }, (_, index) => Math.min(longest, first * rate ** index)).reduce(
    (sum, delay) => sum + delay,
    0,
  );
};

const numberAt = (parent: AslObject, key: string, otherwise: number): number => {
  const value = parent[key];
  return typeof value === 'number' ? value : otherwise;
};
