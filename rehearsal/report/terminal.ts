/** What a run says while it runs: progress bars on a terminal, plain lines elsewhere. Keeps what it wrote, to be searched for secrets. */
import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from '../scenarios/scenario.ts';

export type Terminal = {
  readonly line: (text: string) => void;
  readonly progress: (phase: string, total: number) => Progress;
  /** Everything written so far, bars aside. */
  readonly text: () => string;
};

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

const barOf = (output: Output, phase: string, total: number): Progress => {
  const bar = new SingleBar(
    { format: `${phase} {bar} {value}/{total}`, stream: output, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { step: () => bar.increment(), end: () => bar.stop() };
};

export const createTerminal = (output: Output): Terminal => {
  const written: string[] = [];
  const line = (text: string): void => {
    written.push(text);
    output.write(`${text}\n`);
  };
  const progress = (phase: string, total: number): Progress => {
    const bar = output.isTTY && total > 0 ? barOf(output, phase, total) : undefined;
    let done = 0;
    return {
      step: () => {
        done += 1;
        bar?.step();
      },
      end: () => {
        bar?.end();
        line(`${phase}: ${done} of ${total}`);
      },
    };
  };
  return { line, progress, text: () => written.join('\n') };
};
