/** Waiting for a cloud to be idle. */
import { Work } from '#rehearsal/cloud/work.ts';

describe('work in a cloud', () => {
  it('is over when what it started is over too, however it ended', async () => {
    const work = new Work();
    const done: string[] = [];
    const step = async (name: string, next?: () => void) => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push(name);
      next?.();
      throw new Error(name);
    };
    const start = (name: string, next?: () => void) =>
      void work.track(step(name, next)).catch(() => undefined);
    start('first', () => setImmediate(() => start('second')));
    await work.idle();
    expect(done).toEqual(['first', 'second']);
  });

  it('gives back what it tracks', async () => {
    expect(await new Work().track(Promise.resolve(5))).toBe(5);
  });
});
