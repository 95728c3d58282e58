/** What a run shows while it reads: a bar on a terminal, nothing in a file or a pipe. */
import { Writable } from 'node:stream';
import { showProgress } from '#tools/crosswalk/crosswalk-progress.ts';

/** Keeps what is written. With a width and the cursor's moves it is a terminal to the bar. */
const createOutput = (isTTY: boolean) => {
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      written.push(String(chunk));
      done();
    },
  });
  const output = Object.assign(stream, {
    isTTY,
    columns: 80,
    cursorTo: () => true,
    moveCursor: () => true,
    clearLine: () => true,
  });
  return { output, text: () => written.join('') };
};

const run = (isTTY: boolean) => {
  const { output, text } = createOutput(isTTY);
  const progress = showProgress(output, 1_000, 400);
  progress.at(500);
  // The table has grown since DynamoDB last counted it.
  progress.at(1_200);
  progress.end();
  return text();
};

describe('the progress of a crosswalk', () => {
  it('is a bar on a terminal, which goes on where an earlier run stopped and grows with the table', () => {
    const shown = run(true);
    expect(shown).toMatch(/records .* 400\/1000/);
    expect(shown).toMatch(/1200\/1200/);
  });

  it('is nothing where nobody watches', () => {
    expect(run(false)).toBe('');
  });
});
