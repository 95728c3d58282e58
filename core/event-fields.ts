/** Of what kinds the fields of an audit event are, and how one is checked. Names, ids, numbers and times: no kind holds a value of a user. */

/**
 * `names`: a list of texts. `names by kind`: an object of such lists. `counts`: an object of numbers and such objects.
 * `gates`, `findings`: as the assessment of a cutover has them. `clients`: a list of objects with `clientId` and what
 * became of that client, in texts, flags and lists of texts.
 */
export type FieldKind =
  | 'text'
  | 'number'
  | 'flag'
  | 'time'
  | 'names'
  | 'names by kind'
  | 'counts'
  | 'gates'
  | 'findings'
  | 'clients';

export type FieldDescription = {
  readonly kind: FieldKind;
  /** @default false */
  readonly optional?: true;
  /** Exactly one of them. */
  readonly oneOf?: readonly string[];
  readonly says: string;
};

type Described<Detail> = { readonly [Name in keyof Required<Detail>]: FieldDescription };

export type EventDescription<Detail> = { readonly when: string; readonly fields: Described<Detail> };

/** In every event. */
export const VERSION_FIELD = { kind: 'number', says: 'version of the event, 1' } as const;

/** In every event of an execution. */
export const EXECUTION_FIELDS = {
  version: VERSION_FIELD,
  at: { kind: 'time', says: 'when the execution started' },
  executionId: { kind: 'text', says: 'ARN of the execution' },
} as const;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

const isCounts = (value: unknown): boolean =>
  isObject(value) &&
  Object.values(value).every(
    (count) => isCounts(count) || (typeof count === 'number' && Number.isInteger(count) && count >= 0),
  );

const isFlag = (value: unknown): boolean => typeof value === 'boolean';

type Members = Readonly<Record<string, (value: unknown) => boolean>>;

/** A list of objects with exactly these members; a member whose check takes `undefined` may be absent. */
const isListOf = (value: unknown, members: Members): boolean =>
  Array.isArray(value) &&
  value.every(
    (entry) =>
      isObject(entry) &&
      Object.keys(entry).every((name) => Object.hasOwn(members, name)) &&
      Object.entries(members).every(([name, is]) => is(entry[name])),
  );

const GATE: Members = {
  gate: isText,
  threshold: (value) => typeof value === 'number',
  value: (value) => value === null || typeof value === 'number',
  met: isFlag,
  says: isText,
};

const FINDING: Members = {
  clientId: (value) => value === undefined || isText(value),
  finding: isText,
  says: isText,
};

const isClients = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every(
    (entry) =>
      isObject(entry) &&
      isText(entry.clientId) &&
      Object.values(entry).every((member) => isText(member) || isFlag(member) || isNames(member)),
  );

const IS: Readonly<Record<FieldKind, (value: unknown) => boolean>> = {
  text: isText,
  number: (value) => typeof value === 'number',
  flag: isFlag,
  time: (value) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) && !Number.isNaN(Date.parse(value)),
  names: isNames,
  'names by kind': (value) => isObject(value) && Object.values(value).every(isNames),
  counts: isCounts,
  gates: (value) => isListOf(value, GATE),
  findings: (value) => isListOf(value, FINDING),
  clients: isClients,
};

/** In which ways a field is not what is described; empty when all is well. */
export const wrongField = (
  name: string,
  value: unknown,
  { kind, optional, oneOf }: FieldDescription,
): readonly string[] => {
  if (value === undefined) return optional ? [] : [`${name} is missing`];
  if (!IS[kind](value)) return [`${name} is not a ${kind}`];
  return oneOf && !oneOf.some((allowed) => allowed === value)
    ? [`${name} is not one of ${oneOf.join(', ')}`]
    : [];
};
