/** Waits until everything that the sign-ins have started is done, and shows how far it is. */
import type { Cloud } from '../cloud/cloud.ts';
import { executionEntries } from '../report/stored.ts';
import type { Stage } from './scenario.ts';
import { untilStopped } from './until-stopped.ts';

/** How often the progress looks again, in milliseconds. */
const LOOK_AGAIN_MS = 100;

const executionsOf = ({ recorder }: Cloud) =>
  executionEntries({ executions: recorder.entries('executions') });

const endedIn = (cloud: Cloud): number =>
  executionsOf(cloud).filter(({ status }) => status !== 'RUNNING').length;

/** Resolves when nothing runs any more, or at once when the user wants to stop. */
export const settle = async (
  cloud: Cloud,
  { progress: begin, stopping }: Pick<Stage, 'progress' | 'stopping'>,
): Promise<void> => {
  const progress = begin('Work after the sign-ins', executionsOf(cloud).length);
  let shown = 0;
  const look = (): void => {
    for (const ended = endedIn(cloud); shown < ended; shown += 1) progress.step();
  };
  const looking = setInterval(look, LOOK_AGAIN_MS);
  await Promise.race([cloud.idle(), untilStopped(stopping)]);
  clearInterval(looking);
  look();
  progress.end();
};
