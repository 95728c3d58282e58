/**
 * The progress record: what the last finished sweep found, for the operator, for the cutover's gates and for cutting up
 * the next sweep. Numbers only.
 */
import { type AttributeValue, fromItem, type Plain, toItem } from './attribute-value.ts';
import { type SweepTotals, sumOf } from './sweep-counts.ts';

export type SweepProgress = {
  readonly executionId: string;
  /** When the sweep started and when its totals were added up; ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Hex digits that the pools were cut up by. */
  readonly digits: number;
  readonly totals: SweepTotals;
  /**
   * When somebody last came by himself, as far as the records say; ISO 8601. Absent where nobody has, and in records
   * that older versions wrote.
   */
  readonly newestRecordAt?: string;
};

const VERSION = 1;

/** Key of the record that the next sweep and the gates read. */
export const LATEST_PROGRESS = 'progress#latest';

/** Key of the record that stays. */
export const progressKey = (executionName: string): string => `progress#${executionName}`;

export const progressItem = (key: string, progress: SweepProgress): Record<string, AttributeValue> =>
  toItem({ id: key, version: VERSION, ...(progress as unknown as { readonly [name: string]: Plain }) });

/** The record, or nothing where there is none that this version reads: a sweep can always be run again. */
export const readProgress = (item: unknown): SweepProgress | undefined => {
  const plain = fromItem(item);
  if (plain?.version !== VERSION || typeof plain.totals !== 'object') return undefined;
  const { executionId, startedAt, finishedAt, digits, totals, newestRecordAt } =
    plain as unknown as SweepProgress;
  return {
    executionId,
    startedAt,
    finishedAt,
    digits,
    totals,
    ...(newestRecordAt === undefined ? {} : { newestRecordAt }),
  };
};

/** Users of the larger pool, as far as a sweep has seen them. */
export const poolSizeOf = ({ totals }: SweepProgress): number =>
  Math.max(totals.source.users, totals.target?.users ?? 0);

/** Users of the source, by how far they are. What is missing between the first and the others is given up, pending or gone again. */
export type ProgressCounts = {
  readonly SourceUsers: number;
  /** In the target and reconciled, shells among them. */
  readonly MigratedUsers: number;
  /** Have not come. */
  readonly Stragglers: number;
};

export const progressCounts = ({ source }: SweepTotals): ProgressCounts => ({
  SourceUsers: source.users,
  MigratedUsers: Object.values(source.records).reduce((sum, { reconciled = 0 }) => sum + reconciled, 0),
  Stragglers: sumOf(source.stragglers),
});
