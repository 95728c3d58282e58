/** What is wrong with an operator's input, in one shape: every problem at once, each with its place, what was found and what to change. */

export type ConfigProblem = {
  /** Where it stands, as `source.accountId` or `appClients[0].name`. */
  readonly path: string;
  /** What was found there, ready to print; absent where there was nothing or where it may be a secret. */
  readonly found?: string;
  /** What to change, as a clause: "must be …". */
  readonly remedy: string;
};

/** The configuration cannot be used. `message` lists every problem; `problems` is the same for programs. */
export class ConfigError extends Error {
  readonly code = 'ConfigError';
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  /** @param origin what was read, for the headline: a file name, or "the configuration" */
  constructor(problems: readonly ConfigProblem[], origin = 'the configuration') {
    super(listProblems(problems, origin));
    this.problems = problems;
  }
}

/** A `describe-user-pool` export cannot be used. */
export class PoolDescriptionError extends Error {
  readonly code = 'PoolDescriptionError';
  override readonly name = 'PoolDescriptionError';
  readonly problems: readonly ConfigProblem[];

  /** @param origin the file name of the export, for the headline */
  constructor(problems: readonly ConfigProblem[], origin = 'the describe-user-pool export') {
    super(listProblems(problems, origin));
    this.problems = problems;
  }
}

const listProblems = (problems: readonly ConfigProblem[], origin: string): string => {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [`${origin} has ${count}:`, ...problems.map(line)].join('\n');
};

const line = ({ path, found, remedy }: ConfigProblem): string =>
  `  ${path || '(the whole document)'}: ${found === undefined ? '' : `found ${found}; `}${remedy}`;

/**
 * Names whose text is never repeated in a message: somebody may have pasted a secret, an address or a user's
 * attribute value there. Numbers and booleans are always shown.
 */
const UNSPOKEN = /secret|password(?!Policy)|token|constant|^from$|^replyTo$|^endpoint$/i;

/** Prints what was found at a place, shortened; `undefined` where there was nothing or where it must not be said. */
export const describeFound = (value: unknown, path: readonly PropertyKey[]): string | undefined => {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string' && path.some((key) => UNSPOKEN.test(String(key)))) return undefined;
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

/** `['appClients', 0, 'name']` as `appClients[0].name`. */
export const joinPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (joined, key) =>
      typeof key === 'number'
        ? `${joined}[${key}]`
        : joined === ''
          ? String(key)
          : `${joined}.${String(key)}`,
    '',
  );
