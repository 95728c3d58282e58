/** The state of a run as the console page shows it; whoever runs something says so here. */
import type { Recorder } from '../cloud/recorder.ts';
import type { Report } from '../report/report.ts';
import type { Progress } from '../scenarios/scenario.ts';
import { observedView, type PoolView, type View } from './view.ts';

export type Board = {
  readonly view: () => View;
  readonly show: (state: View['state'], message: string, report?: Report) => void;
  /** A progress that the page shows too. */
  readonly watch: (phase: string, total: number, progress: Progress) => Progress;
  /** From here on the page shows what the accounts hold. */
  readonly attach: (recorder: Recorder, pools: () => readonly PoolView[]) => void;
};

const NOTHING_OBSERVED = { requests: 0, calls: [], denials: [] };

export const createBoard = (): Board => {
  let shown: Pick<View, 'state' | 'message' | 'report'> = {
    state: 'preparing',
    message: 'Both accounts are being built.',
  };
  let observed: () => Pick<View, 'requests' | 'calls' | 'denials'> = () => NOTHING_OBSERVED;
  let pools: () => readonly PoolView[] = () => [];
  const phases: { name: string; done: number; total: number }[] = [];
  return {
    view: () => ({ ...shown, phases, pools: pools(), ...observed() }),
    show: (state, message, report) => {
      shown = { state, message, ...(report && { report }) };
    },
    watch: (name, total, progress) => {
      const phase = { name, done: 0, total };
      phases.push(phase);
      return {
        step: () => {
          phase.done += 1;
          progress.step();
        },
        end: progress.end,
      };
    },
    attach: (recorder, currentPools) => {
      observed = () => observedView(recorder);
      pools = currentPools;
    },
  };
};
