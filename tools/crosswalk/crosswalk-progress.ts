/** What a run says while it runs: a bar on a terminal, nothing between start and end elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

export type CrosswalkProgress = {
  readonly at: (looked: number) => void;
  readonly end: () => void;
};

/** @param size of the table, which is some hours old: the bar grows where there is more */
export const showProgress = (output: Output, size: number, looked: number): CrosswalkProgress => {
  if (!output.isTTY) return { at: () => {}, end: () => {} };
  const bar = new SingleBar(
    { format: 'records {bar} {value}/{total}', stream: output, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(Math.max(size, looked), looked);
  return {
    at: (now) => {
      bar.setTotal(Math.max(size, now));
      bar.update(now);
    },
    end: () => bar.stop(),
  };
};
