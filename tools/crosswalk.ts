/** `npm run crosswalk`: writes old sub to new sub as CSV. An interrupted run goes on with the same command. */
import { endpointOf } from './command-line/operator.ts';
import { Refused } from './command-line/refused.ts';
import { LedgerUnread } from './crosswalk/crosswalk-error.ts';
import { openCrosswalkFile } from './crosswalk/crosswalk-file.ts';
import { type CrosswalkFlags, parseCrosswalkFlags } from './crosswalk/crosswalk-flags.ts';
import { showProgress } from './crosswalk/crosswalk-progress.ts';
import { openLedgerTable } from './crosswalk/ledger-table.ts';
import { type CrosswalkEnd, writeCrosswalk } from './crosswalk/write-crosswalk.ts';

/** 0 complete, 1 something is missing in the file, 2 refused and nothing written, 130 stopped by the user (128 + SIGINT). */
const EXIT = { complete: 0, incomplete: 1, refused: 2, stopped: 130 } as const;

/** About 300 kB: small enough to repeat after an interruption. */
const PAGE_ITEMS = 1_000;

/** More would say the same of every record of an older version. */
const SHOWN_WARNINGS = 10;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`${text}\n`);

const stopSignal = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
};

const run = async ({ table, out, region }: CrosswalkFlags, stopping: AbortSignal): Promise<CrosswalkEnd> => {
  const endpoint = endpointOf('DYNAMODB', process.env);
  const ledger = await openLedgerTable({
    table,
    pageItems: PAGE_ITEMS,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  try {
    const file = await openCrosswalkFile(out, ledger.arn);
    const { looked } = file.place;
    if (looked > 0) say(`Going on after ${looked} records.`);
    const bar = showProgress(process.stderr, ledger.size, looked);
    const warnings: string[] = [];
    try {
      return await writeCrosswalk({
        ledger,
        file,
        stopping,
        progress: (place) => bar.at(place.looked),
        warn: (message) => void (warnings.length < SHOWN_WARNINGS && warnings.push(message)),
      });
    } finally {
      bar.end();
      await file.close();
      for (const warning of warnings) complain(warning);
    }
  } finally {
    ledger.close();
  }
};

const conclude = ({ out }: CrosswalkFlags, { complete, users, unread }: CrosswalkEnd): number => {
  if (!complete) {
    say(`Stopped. ${out} has ${users} users so far; the same command goes on from there.`);
    return EXIT.stopped;
  }
  say(`${out} has ${users} users.`);
  if (unread === 0) return EXIT.complete;
  complain(`${unread} records could not be read and are missing; repair them, and write the file anew.`);
  return EXIT.incomplete;
};

const main = async (argv: readonly string[]): Promise<number> => {
  try {
    const flags = parseCrosswalkFlags(argv);
    return conclude(flags, await run(flags, stopSignal()));
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof LedgerUnread)) throw error;
    complain(error.message);
    return error instanceof Refused ? EXIT.refused : EXIT.incomplete;
  }
};

process.exitCode = await main(process.argv.slice(2));
