/** What is going on in a local cloud without anybody waiting for it, so that a scenario can wait until all of it is done. */

export class Work {
  readonly #running = new Set<Promise<unknown>>();

  /** Counts `work` as running until it settles; gives it back unchanged. */
  track<Result>(work: Promise<Result>): Promise<Result> {
    this.#running.add(work);
    const done = () => void this.#running.delete(work);
    work.then(done, done);
    return work;
  }

  /** Resolves when nothing is running and what ended has started nothing more. Never rejects. */
  async idle(): Promise<void> {
    do {
      await Promise.allSettled(this.#running);
      // An answer is on its way to whoever asked; it may start the next piece of work.
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#running.size > 0);
  }
}
