/** Runs work for many items, a few at a time, in their order. */

/** @param stopping no further item is begun once it is aborted; the results so far are returned */
export const concurrently = async <Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
  stopping?: AbortSignal,
): Promise<Result[]> => {
  const results: Result[] = [];
  const queue = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (stopping?.aborted) return;
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  return results.filter((result) => result !== undefined);
};
