/** The state of a run as the console page shows it; whoever runs something says so here. */
import type { Recorder } from '../cloud/recorder.ts';
import type { Report } from '../report/report.ts';
import type { Progress } from '../scenarios/scenario.ts';
import { type CutoverView, type Observed, observedView, type View } from './view.ts';

export type Board = {
  readonly view: () => View;
  readonly show: (state: View['state'], message: string, report?: Report) => void;
  /** A progress that the page shows too. */
  readonly watch: (phase: string, total: number, progress: Progress) => Progress;
  /** From here on the page shows what the accounts hold. */
  readonly attach: (recorder: Recorder, held: Held) => void;
};

/** What is asked of the accounts each time the page is shown. */
export type Held = {
  readonly pools: () => View['pools'];
  readonly ledger: () => View['ledger'];
  /** Undefined where nothing can be cut over. */
  readonly cutover?: (() => CutoverView) | undefined;
  readonly traces?: () => View['traces'];
  readonly dashboards?: () => View['dashboards'];
};

const NOTHING_OBSERVED: Observed = {
  requests: 0,
  calls: [],
  denials: [],
  executions: [],
  executionStatuses: {},
};
const NOTHING_HELD: Held = { pools: () => [], ledger: () => ({}) };

export const createBoard = (): Board => {
  let shown: Pick<View, 'state' | 'message' | 'report'> = {
    state: 'preparing',
    message: 'Both accounts are being built.',
  };
  let observed = (): Observed => NOTHING_OBSERVED;
  let held = NOTHING_HELD;
  const phases: { name: string; done: number; total: number }[] = [];
  return {
    view: () => {
      const cutover = held.cutover?.();
      return {
        ...shown,
        phases,
        pools: held.pools(),
        ledger: held.ledger(),
        ...(cutover && { cutover }),
        traces: held.traces?.() ?? [],
        dashboards: held.dashboards?.() ?? [],
        ...observed(),
      };
    },
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
    attach: (recorder, accounts) => {
      observed = () => observedView(recorder);
      held = accounts;
    },
  };
};
