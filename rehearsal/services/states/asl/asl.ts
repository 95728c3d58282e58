/** The Amazon States Language as far as it is read here: JSON objects, not yet trusted. */

export type AslObject = Readonly<Record<string, unknown>>;

/** A definition that passed the checks of `readDefinition`. */
export type Definition = AslObject & {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslObject>>;
};

export const isObject = (value: unknown): value is AslObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Something the local engine would not do as Step Functions does, with its place: `States.Name.Field`. */
export type Problem = { readonly place: string; readonly what: string };
