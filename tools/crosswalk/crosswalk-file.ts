/**
 * The file that is written, and beside it, as long as it is not complete, `<file>.cursor`: how much of the file counts,
 * and where in the table to go on. Whatever stands behind that length came from a page that was cut off.
 */
import { existsSync } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { Refused } from '../command-line/refused.ts';

/** How far a run came. */
export type Place = {
  /** ARN of the table: another one's pages would not fit. */
  readonly table: string;
  /** Key of the last item that was looked at; absent before the first page. */
  readonly after?: string;
  /** Items looked at. */
  readonly looked: number;
  readonly users: number;
  /** Records that could not be read, and so are missing. */
  readonly unread: number;
};

type Cursor = Place & { readonly bytes: number };

export type CrosswalkFile = {
  /** Where an earlier run stopped, or the beginning. */
  readonly place: Place;
  /** Adds text that ends at a place; afterwards both are safe. */
  readonly append: (text: string, place: Place) => Promise<void>;
  /** The table was read to its end: the cursor goes. */
  readonly complete: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const COUNTS = ['bytes', 'looked', 'users', 'unread'] as const;

const isCursor = (value: unknown): value is Cursor => {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Partial<Record<string, unknown>> = { ...value };
  return (
    typeof fields.table === 'string' &&
    (fields.after === undefined || typeof fields.after === 'string') &&
    COUNTS.every((name) => Number.isSafeInteger(fields[name]) && Number(fields[name]) >= 0)
  );
};

const readCursor = async (file: string): Promise<Cursor> => {
  const text = await readFile(file, 'utf8');
  try {
    const parsed: unknown = JSON.parse(text);
    if (isCursor(parsed)) return parsed;
  } catch {}
  throw new Refused(
    `${file} is not a cursor of this tool; remove it together with the file beside it to begin anew.`,
  );
};

/** Written beside and renamed, so that it is whole at any time. */
const writeCursor = async (file: string, cursor: Cursor): Promise<void> => {
  await writeFile(`${file}.new`, `${JSON.stringify(cursor)}\n`);
  await rename(`${file}.new`, file);
};

const begin = async (out: string, cursorFile: string, table: string): Promise<Cursor> => {
  if (existsSync(out))
    throw new Refused(
      `${out} is there already and has no cursor beside it, so it is complete or somebody else's; remove it, or give another --out.`,
    );
  const cursor = { table, looked: 0, users: 0, unread: 0, bytes: 0 };
  await writeCursor(cursorFile, cursor);
  return cursor;
};

const resume = async (out: string, cursorFile: string, table: string): Promise<Cursor> => {
  const cursor = await readCursor(cursorFile);
  if (cursor.table !== table)
    throw new Refused(
      `${cursorFile} belongs to ${cursor.table}, not to ${table}; give another --out, or remove both files to begin anew.`,
    );
  const size = existsSync(out) ? (await stat(out)).size : 0;
  if (size < cursor.bytes)
    throw new Refused(
      `${out} is shorter than ${cursorFile} says, so it was changed; remove both to begin anew.`,
    );
  return cursor;
};

const openOut = async (out: string, length: number): Promise<FileHandle> => {
  const handle = await open(out, length === 0 ? 'w' : 'r+');
  await handle.truncate(length);
  return handle;
};

/** A full disk writes a part first and fails then. */
const writeWhole = async (handle: FileHandle, page: Buffer, position: number): Promise<void> => {
  for (let done = 0; done < page.length; ) {
    const { bytesWritten } = await handle.write(page, done, page.length - done, position + done);
    done += bytesWritten;
  }
  await handle.datasync();
};

/** The reason a file of the operator's cannot be used, in words. */
const cannot = (out: string, remedy: string, error: unknown): unknown => {
  if (error instanceof Refused) return error;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error : new Refused(`${out} cannot be written (${code}); ${remedy}.`);
};

/**
 * Opens a new file, or one that an interrupted run left.
 * @throws {Refused} where the file is somebody else's, changed, of another table, or cannot be written
 */
export const openCrosswalkFile = async (out: string, table: string): Promise<CrosswalkFile> => {
  const cursorFile = `${out}.cursor`;
  try {
    const start = existsSync(cursorFile)
      ? await resume(out, cursorFile, table)
      : await begin(out, cursorFile, table);
    const { bytes: _, ...place } = start;
    const handle = await openOut(out, start.bytes);
    let { bytes } = start;
    return {
      place,
      append: async (text, reached) => {
        const page = Buffer.from(text);
        try {
          await writeWhole(handle, page, bytes);
          await writeCursor(cursorFile, { ...reached, bytes: bytes + page.length });
        } catch (error) {
          throw cannot(out, 'make room, and run the same command again', error);
        }
        bytes += page.length;
      },
      complete: () => rm(cursorFile),
      close: () => handle.close(),
    };
  } catch (error) {
    throw cannot(out, 'give another --out', error);
  }
};
