/**
 * The one error of everything a user hands to the rehearsal: flags, export files, an assembly. Shown without a stack
 * trace; the run ends with exit code 2 and nothing was started.
 */

/** Most problems shown of one file: a wrong converter breaks every record in the same way. */
const SHOWN_PROBLEMS = 20;

/** @throws nothing itself; `run.ts` prints the message and ends. Messages never hold a value of a record or a password. */
export class InputError extends Error {
  readonly code = 'InputError';
  constructor(message: string) {
    super(message);
    this.name = 'InputError';
  }
}

/** All problems of one file in one error, each on its own line. */
export const problemsOf = (file: string, problems: readonly string[]): InputError => {
  const more = problems.length - SHOWN_PROBLEMS;
  const lines = problems.slice(0, SHOWN_PROBLEMS).map((problem) => `${file}: ${problem}`);
  return new InputError([...lines, ...(more > 0 ? [`${file}: and ${more} more`] : [])].join('\n'));
};
