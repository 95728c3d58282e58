/** What an operator looked at after a rerun, beside what the runbook says is to be seen there. Pure. */

export type Check = {
  /** Unique. */
  readonly name: string;
  readonly expected: string;
  readonly seen: string;
};

/** How many names the last line of a run can carry. */
const MOST_NAMES = 8;

/** One reason to fail that names what was not as it should be; none where all is. */
export const checkDifferences = (checks: readonly Check[]): readonly string[] => {
  const found = checks.flatMap(({ name, expected, seen }) =>
    seen === expected ? [] : [`"${name}": ${seen} instead of ${expected}`],
  );
  if (found.length === 0) return [];
  const more = found.length > MOST_NAMES ? [`and ${found.length - MOST_NAMES} more`] : [];
  return [
    `${found.length} of ${checks.length} checks differ from the runbook: ${[...found.slice(0, MOST_NAMES), ...more].join(', ')}`,
  ];
};
