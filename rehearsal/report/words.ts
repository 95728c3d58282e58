/** Counts and kinds as a sentence says them. */
import { groupBy } from './group-by.ts';

/** `8 × a, 2 × b`: the most frequent of some texts, with how often. */
export const frequent = (texts: readonly string[], most = 3): string => {
  const counts = [...groupBy(texts, (text) => text)].map(([text, all]) => [text, all.length] as const);
  const sorted = counts.toSorted((a, b) => b[1] - a[1]);
  const shown = sorted
    .slice(0, most)
    .map(([text, count]) => (sorted.length > 1 ? `${count} × ${text}` : text));
  return [...shown, ...(sorted.length > most ? [`and ${sorted.length - most} more kinds`] : [])].join(', ');
};

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

const UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/gi;

/** What happened to many users reads the same for each: ids of users, executions and sessions become `…`. */
export const withoutIds = (text: string): string => text.replace(UUID, '…');

/** `reconciled: 3, failed: 1`: how often each text occurs, the most frequent first. */
export const tally = (texts: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...groupBy(texts, (text) => text)]
      .map(([text, all]) => [text, all.length] as const)
      .toSorted((a, b) => b[1] - a[1]),
  );
