/** Puts things that need each other in an order in which they can be made. */
import { invalid } from './errors.ts';

/**
 * `names` with every name after those it needs; otherwise in the order given.
 * @throws {DeployError} naming the whole cycle when there is one.
 */
export const inDependencyOrder = (
  names: readonly string[],
  needs: (name: string) => readonly string[],
  what: string,
): string[] => {
  const ordered = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (ordered.has(name)) return;
    const start = path.indexOf(name);
    if (start >= 0) throw invalid(`${what} need each other in a circle: ${circle(path.slice(start))}.`);
    for (const need of needs(name)) visit(need, [...path, name]);
    ordered.add(name);
  };
  for (const name of names) visit(name, []);
  return [...ordered];
};

const circle = (path: readonly string[]): string => [...path, path[0]].join(' -> ');
