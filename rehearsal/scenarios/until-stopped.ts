/** Resolves once the user wants to stop. */
export const untilStopped = (stopping: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (stopping.aborted) done();
    else stopping.addEventListener('abort', () => done(), { once: true });
  });
