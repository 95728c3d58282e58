/** The Amazon States Language as far as it is read here: JSON objects, not yet trusted. */

export type AslObject = Readonly<Record<string, unknown>>;

/** A definition that passed the checks of `readDefinition`. */
export type Definition = AslObject & {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslObject>>;
};

/** Whether a state is a Map whose items run as executions of their own. */
export const isDistributedMap = ({ Type, ItemProcessor }: AslObject): boolean =>
  Type === 'Map' &&
  isObject(ItemProcessor) &&
  isObject(ItemProcessor.ProcessorConfig) &&
  ItemProcessor.ProcessorConfig.Mode === 'DISTRIBUTED';

/** The states that an inline Map runs within the same execution; of every other state there are none. */
export const inlineStates = (state: AslObject): Readonly<Record<string, AslObject>> =>
  state.Type === 'Map' && !isDistributedMap(state) && isObject(state.ItemProcessor)
    ? (state.ItemProcessor as Definition).States
    : {};

/** Every state that runs within one execution, by name: those of inline Maps too. Names are unique in a definition. */
export const statesWithin = (states: Readonly<Record<string, AslObject>>): ReadonlyMap<string, AslObject> =>
  new Map(
    Object.entries(states).flatMap(([name, state]) => [[name, state], ...statesWithin(inlineStates(state))]),
  );

export const isObject = (value: unknown): value is AslObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Something the local engine would not do as Step Functions does, with its place: `States.Name.Field`. */
export type Problem = { readonly place: string; readonly what: string };
