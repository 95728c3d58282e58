/** What some work changed in both accounts. */
import type { Stage } from './scenario.ts';

/** Ids of whatever came, went or is otherwise than before. */
export const changedBy = async (
  { held }: Pick<Stage, 'held'>,
  work: () => Promise<unknown>,
): Promise<readonly string[]> => {
  const before = await held();
  await work();
  const after = await held();
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => before[key] !== after[key]);
};
