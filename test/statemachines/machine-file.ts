/** A state machine's file as the contract sees it, and the ways through its states. */
import { type AslObject, isObject, objectAt } from '#cdk/constructs/asl-definition.ts';

export type MachineFile = {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
  /** As the stack deploys it; undefined where no machine of the stack has this definition. */
  readonly deployed:
    | { readonly type: 'EXPRESS' | 'STANDARD'; readonly placeholders: readonly string[] }
    | undefined;
};

/** One set of states with its own `StartAt`: the machine, a branch of a Parallel, or the processor of a Map. */
export type Scope = { readonly startAt: string; readonly states: ReadonlyMap<string, AslObject> };

/** The machine itself, then whatever is nested in it. */
export const scopesOf = (definition: AslObject): Scope[] => {
  const states = Object.entries(objectAt(definition, 'States')).flatMap(([name, state]) =>
    isObject(state) ? [[name, state] as const] : [],
  );
  const own = { startAt: String(definition.StartAt), states: new Map(states) };
  return [own, ...states.flatMap(([, state]) => innerMachines(state).flatMap(scopesOf))];
};

export const innerMachines = (state: AslObject): AslObject[] =>
  [...listAt(state, 'Branches'), objectAt(state, 'ItemProcessor'), objectAt(state, 'Iterator')].filter(
    (machine) => machine.States !== undefined,
  );

/** Every state with its name, however deeply nested; a name twice where it is used twice. */
export const statesOf = (definition: AslObject): (readonly [name: string, state: AslObject])[] =>
  scopesOf(definition).flatMap(({ states }) => [...states]);

export const tasksOf = (definition: AslObject) =>
  statesOf(definition).filter(([, state]) => state.Type === 'Task');

/** The objects of a list, or none. */
export const listAt = (parent: AslObject, key: string): AslObject[] => {
  const value = parent[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
};

/** Where a state may go next, whatever happens in it. */
export const successorsOf = (state: AslObject): string[] =>
  [state, ...listAt(state, 'Choices'), ...listAt(state, 'Catch')]
    .flatMap(({ Next, Default }) => [Next, Default])
    .filter((name) => typeof name === 'string');
