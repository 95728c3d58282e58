/** The ledger as the console page shows it: read in the background, because a page cannot wait for a whole table. */
import { ledgerEntries, type Stored } from '../report/stored.ts';
import { tally } from '../report/words.ts';

/** After a read the page shows its result for so many times as long as it took: a large table is read less often. */
const REST = 10;

type Ledger = Stored['ledger'];

/** @returns the ledger as it was last read; starts the next read when its time has come. */
export const watchLedger = (
  read: () => Promise<Ledger>,
  now: () => number = () => performance.now(),
): (() => Ledger) => {
  let last: Ledger = [];
  let nextRead = Number.NEGATIVE_INFINITY;
  const refresh = async (): Promise<void> => {
    const begin = now();
    nextRead = Number.POSITIVE_INFINITY;
    // While the cloud is closing there is nothing to read any more.
    last = (await read().catch(() => undefined)) ?? last;
    nextRead = now() + REST * (now() - begin);
  };
  return () => {
    if (now() >= nextRead) void refresh();
    return last;
  };
};

/** How many users are in which state. */
export const statesIn = (ledger: Ledger): Readonly<Record<string, number>> =>
  tally(ledgerEntries({ ledger }).map(({ state }) => state));
