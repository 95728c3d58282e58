/** Old sub to new sub, record by record, from the ledger into a CSV file. */
import { type LedgerItem, readLedgerRecord } from '#core/ledger.ts';
import type { CrosswalkFile, Place } from './crosswalk-file.ts';
import type { LedgerTable } from './ledger-table.ts';

export const HEADER = 'source_sub,target_sub';

export type CrosswalkNeeds = {
  readonly ledger: Pick<LedgerTable, 'arn' | 'page'>;
  readonly file: Pick<CrosswalkFile, 'place' | 'append' | 'complete'>;
  /** Ends the work after the page it is at. */
  readonly stopping: AbortSignal;
  readonly progress: (place: Place) => void;
  /** Told of every record that cannot be read: it names the record and no value. */
  readonly warn: (message: string) => void;
};

export type CrosswalkEnd = Place & { readonly complete: boolean };

/** Subs are UUIDs; anything else was written by hand and must not break the columns. */
const field = (value: string): string =>
  /^[\w-]*$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`;

type Row = { readonly text: string } | { readonly problem: string };

const rowOf = (item: LedgerItem): Row => {
  try {
    const { sourceSub, targetSub = '' } = readLedgerRecord(item);
    return { text: `${field(sourceSub)},${field(targetSub)}\n` };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'A record cannot be read.' };
  }
};

/**
 * Goes on from where the file stands to the end of the table, or until it is stopped. Holds one page in memory.
 * @throws {LedgerUnread} when the ledger stopped answering; what was written so far stays
 */
export const writeCrosswalk = async (needs: CrosswalkNeeds): Promise<CrosswalkEnd> => {
  const { ledger, file, stopping, progress, warn } = needs;
  let place = file.place;
  let atEnd = false;
  while (!atEnd && !stopping.aborted) {
    const page = await ledger.page(place.after, stopping).catch((error: unknown) => {
      if (stopping.aborted) return undefined;
      throw error;
    });
    if (page === undefined) break;
    const rows = page.items.map(rowOf);
    const texts = rows.flatMap((row) => ('text' in row ? [row.text] : []));
    for (const row of rows) if ('problem' in row) warn(row.problem);
    const begins = place.looked === 0 && place.after === undefined;
    place = {
      table: ledger.arn,
      ...(page.after === undefined ? {} : { after: page.after }),
      looked: place.looked + page.looked,
      users: place.users + texts.length,
      unread: place.unread + rows.length - texts.length,
    };
    await file.append(`${begins ? `${HEADER}\n` : ''}${texts.join('')}`, place);
    progress(place);
    atEnd = page.after === undefined;
  }
  if (atEnd) await file.complete();
  return { ...place, complete: atEnd };
};
