/**
 * Segments and subsegments as X-Ray's collector got them, put together again as the trees that X-Ray would show. Read
 * by rules of its own: a field in another form counts as missing. Pure.
 */
import { groupBy } from './group-by.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One segment or subsegment, with everything that hangs below it. */
export type TracePart = {
  readonly id: string;
  readonly traceId: string;
  readonly parentId?: string;
  readonly name: string;
  /** Of a segment: `AWS::Lambda` and so on. */
  readonly origin?: string;
  /** Of a call to AWS. */
  readonly operation?: string;
  /** The account whose service or role sent it. */
  readonly account: string;
  /** What a call to AWS is annotated with: who answers it. */
  readonly annotated: { readonly account?: string; readonly region?: string };
  readonly executionArn?: string;
  /** Seconds since the epoch. */
  readonly start: number;
  readonly end?: number;
  readonly children: readonly TracePart[];
};

/** One trace: its parts without a parent in it, usually one. */
export type Trace = { readonly traceId: string; readonly roots: readonly TracePart[] };

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const member = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : {};
};

const text = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

type Known<Value> = { readonly [Name in keyof Value]: Exclude<Value[Name], undefined> };

/** Only what is there. */
const known = <Value extends Fields>(value: Value): Partial<Known<Value>> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<Known<Value>>;

type Flat = Omit<TracePart, 'children'>;

const flatPart = (
  document: Fields,
  within: Pick<Flat, 'traceId' | 'account'> & { parentId?: string },
): Flat => {
  const aws = member(document, 'aws');
  const annotations = member(document, 'annotations');
  return {
    ...within,
    id: text(document, 'id') ?? '',
    name: text(document, 'name') ?? '',
    annotated: known({ account: text(annotations, 'account'), region: text(annotations, 'region') }),
    start: Number(document.start_time),
    ...(typeof document.end_time === 'number' && { end: document.end_time }),
    ...known({
      origin: text(document, 'origin'),
      operation: text(aws, 'operation'),
      executionArn: text(aws, 'execution_arn'),
    }),
  };
};

/** A document and the subsegments inside it. */
const flatten = (document: Fields, within: Parameters<typeof flatPart>[1]): Flat[] => {
  const part = flatPart(document, within);
  const inside = Array.isArray(document.subsegments) ? document.subsegments.filter(isFields) : [];
  return [part, ...inside.flatMap((one) => flatten(one, { ...within, parentId: part.id }))];
};

const partsOf = (segments: readonly Fields[]): Flat[] =>
  segments.flatMap((segment) => {
    const traceId = text(segment, 'trace_id');
    if (traceId === undefined) return [];
    const parentId = text(segment, 'parent_id');
    const account = text(segment, 'account') ?? '';
    return flatten(segment, { traceId, account, ...(parentId !== undefined && { parentId }) });
  });

/** Each part stands in one place: what names itself or one below it as its parent would make an endless tree. */
const grow = (parts: readonly Flat[]): readonly TracePart[] => {
  const below = groupBy(parts, ({ parentId }) => parentId ?? '');
  const ids = new Set(parts.map(({ id }) => id));
  const placed = new Set<Flat>();
  const place = (part: Flat): TracePart[] => {
    if (placed.has(part)) return [];
    placed.add(part);
    const children = part.id === '' ? [] : (below.get(part.id) ?? []);
    return [{ ...part, children: children.flatMap(place) }];
  };
  return parts.filter(({ parentId }) => parentId === undefined || !ids.has(parentId)).flatMap(place);
};

/** @param segments as recorded, in any order @returns traces by id */
export const traceTrees = (segments: readonly Fields[]): ReadonlyMap<string, Trace> =>
  new Map(
    [...groupBy(partsOf(segments), ({ traceId }) => traceId)].map(([traceId, parts]) => [
      traceId,
      { traceId, roots: grow(parts) },
    ]),
  );

/** A part and all that hangs below it. */
export const allBelow = (part: TracePart): readonly TracePart[] => [part, ...part.children.flatMap(allBelow)];
