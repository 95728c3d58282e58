/** Something that is fetched once for everybody, kept between invocations, and fetched again when it no longer serves. */

export type Kept<Value> = {
  /** The kept value, the one being fetched, or a new one. Rejects with the fetch's error. */
  readonly current: () => Promise<Value>;
  /** Starts fetching. A failure is forgotten, also by those who are already waiting: they fetch again. */
  readonly prefetch: () => void;
  /** Whoever waited has no time left. A fetch still under way is then like one ahead: its failure is forgotten. */
  readonly leave: () => void;
  /** Forgets this value, unless it has been replaced meanwhile: calls at the same time fetch once. */
  readonly discard: (stale: Value) => void;
};

/** @param isFresh asked before a kept value is used @default - kept until it is discarded */
export const createKept = <Value>(
  fetch: () => Promise<Value>,
  isFresh: (value: Value) => boolean = () => true,
): Kept<Value> => {
  let kept: { readonly value: Value } | undefined;
  let fetching: Promise<Value> | undefined;
  let ahead: Promise<Value> | undefined;

  const fetchNew = (): Promise<Value> => {
    fetching ??= fetch()
      .then((value) => {
        kept = { value };
        return value;
      })
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  };

  return {
    current: async () => {
      if (kept !== undefined && isFresh(kept.value)) return kept.value;
      // A fetch ahead, or left behind by an earlier invocation, may have been cut off while Lambda froze the process:
      // that is nobody's failure yet.
      const late = fetching !== undefined && fetching === ahead;
      return late ? fetchNew().catch(fetchNew) : fetchNew();
    },
    prefetch: () => {
      ahead = fetchNew();
      ahead.catch(() => {});
    },
    leave: () => {
      ahead = fetching;
    },
    discard: (stale) => {
      if (kept?.value === stale) kept = undefined;
    },
  };
};
