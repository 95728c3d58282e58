/** A sweep over both pools, started by hand, and everything that it started in turn. */
import type { Stage } from './scenario.ts';

/** @returns true once it has ended well; undefined where nothing sweeps or it did not end, which the executions tell */
export const sweep = async (
  stage: Pick<Stage, 'operator' | 'progress' | 'settle' | 'stopping'>,
): Promise<true | undefined> => {
  if (stage.stopping.aborted) return undefined;
  const progress = stage.progress('Sweep over both pools', 1);
  const ended = await stage.operator.sweep({ task: 'sweep' });
  if (ended) progress.step();
  progress.end();
  if (ended?.status !== 'SUCCEEDED') return undefined;
  await stage.settle();
  return true;
};
