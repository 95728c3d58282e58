/** The ledger as the console page shows it: read in the background, because a page cannot wait for a whole table. */
import { ledgerEntries, type Stored } from '../report/stored.ts';
import { tally } from '../report/words.ts';

/** After a read the page shows its result for so many times as long as it took: a large table is read less often. */
const REST = 10;

/** @returns how many users are in which state, by the last read; starts the next one when its time has come. */
export const watchLedger = (
  read: () => Promise<Stored['ledger']>,
  now: () => number = () => performance.now(),
): (() => Readonly<Record<string, number>>) => {
  let states: Readonly<Record<string, number>> = {};
  let nextRead = Number.NEGATIVE_INFINITY;
  const refresh = async (): Promise<void> => {
    const begin = now();
    nextRead = Number.POSITIVE_INFINITY;
    // While the cloud is closing there is nothing to read any more.
    const ledger = await read().catch(() => undefined);
    if (ledger) states = tally(ledgerEntries({ ledger }).map(({ state }) => state));
    nextRead = now() + REST * (now() - begin);
  };
  return () => {
    if (now() >= nextRead) void refresh();
    return states;
  };
};
