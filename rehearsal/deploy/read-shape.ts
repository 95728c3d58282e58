/**
 * Checks a piece of an assembly against a closed zod shape: a field the shape does not list is something the rehearsal
 * does not model, and is refused by name; a field of another type is a mistake in the assembly.
 */
import type * as z from 'zod';
import { type Problem, throwProblems } from './errors.ts';

/** `value` in the shape's own type. @throws {DeployError} that lists every problem. */
export const readShape = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throwProblems(
    `${what} cannot be rehearsed:`,
    result.error.issues.flatMap((issue) => problemsOf(issue, what)),
  );
  throw result.error;
};

const problemsOf = (issue: z.core.$ZodIssue, what: string): Problem[] => {
  const place = [what, ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      code: 'NotModelled',
      message: `The rehearsal does not model ${place}.${key}.`,
    }));
  }
  if (issue.code === 'invalid_union') return innermost(issue, what) ?? [wrong(place, issue.message)];
  return [wrong(place, issue.message)];
};

/** A union's alternatives fail each in its own way; the deepest refusal is the one the author meant. */
const innermost = (issue: z.core.$ZodIssueInvalidUnion, what: string): Problem[] | undefined => {
  const nested = issue.errors
    .flat()
    .find((inner) => inner.code === 'unrecognized_keys' || inner.path.length > 0);
  return nested && problemsOf({ ...nested, path: [...issue.path, ...nested.path] }, what);
};

const wrong = (place: string, message: string): Problem => ({
  code: 'InvalidAssembly',
  message: `${place}: ${message}`,
});
