/** Turns what zod found into words that name the record and the field, and never a value. */
import type { z } from 'zod';

/** Parse with this, so that a missing field can be told from a wrong one; the input itself is never shown. */
export const PARSE_OPTIONS = { reportInput: true } as const;

type Issue = z.core.$ZodIssue;

const isMissing = (issue: Issue): boolean => 'input' in issue && issue.input === undefined;

const wordsOf = (issue: Issue): string => {
  if (isMissing(issue)) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `is not ${article(issue.expected)}`;
    case 'invalid_value':
      return `is not one of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `has unknown fields: ${issue.keys.join(', ')}`;
    case 'too_small':
      return 'is empty';
    default:
      // Written in the schemas of this room, therefore free of values.
      return issue.message;
  }
};

const article = (type: string): string =>
  ({ array: 'a list', object: 'an object', boolean: 'true or false', string: 'a text', number: 'a number' })[
    type
  ] ?? type;

const fieldOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (field, part) =>
      typeof part === 'number' ? `${field}[${part}]` : `${field}${field && '.'}${String(part)}`,
    '',
  );

/**
 * One line a problem: `record 3, field Enabled: is not true or false`. Records are counted from 1.
 * @param list name of the list whose entries are the records, such as `Users`
 */
export const problemsIn = (error: z.ZodError, list?: string): string[] =>
  error.issues.map((issue) => {
    const [first, index, ...rest] = issue.path;
    if (first === list && typeof index === 'number') {
      const field = fieldOf(rest);
      return `record ${index + 1}${field ? `, field ${field}` : ''}: ${wordsOf(issue)}`;
    }
    const field = fieldOf(issue.path);
    return field ? `field ${field}: ${wordsOf(issue)}` : wordsOf(issue);
  });
