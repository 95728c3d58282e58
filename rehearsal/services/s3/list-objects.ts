/** ListObjectsV2: keys in order, page by page, folded at a delimiter. */

import { ServiceError } from '../../cloud/service.ts';
import type { Bucket, StoredObject } from './s3.ts';

export type ListInput = {
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly MaxKeys?: string;
  readonly ContinuationToken?: string;
  readonly StartAfter?: string;
  readonly EncodingType?: string;
};

/** API Reference "ListObjectsV2", 2026-11. */
const MOST_KEYS = 1000;

/** An object, or what several keys have in common up to the delimiter; `last` is where the next page begins after. */
type Entry = { readonly prefix?: string; readonly object?: StoredObject; last: string };

export const listObjects = ({ name, objects }: Bucket, input: ListInput) => {
  const { Prefix: prefix = '', Delimiter: delimiter, ContinuationToken: token, StartAfter: after } = input;
  const most = pageSize(input.MaxKeys);
  const start = token === undefined ? after : fromToken(token);
  const entries = fold(
    [...objects.values()]
      .filter(({ key }) => key.startsWith(prefix) && (start === undefined || inOrder(start, key) < 0))
      .toSorted((a, b) => inOrder(a.key, b.key)),
    prefix,
    delimiter,
  );
  const page = entries.slice(0, most);
  const more = entries.length > page.length;
  const encode = encoder(input.EncodingType);
  return {
    Name: name,
    Prefix: encode(prefix),
    ...(delimiter !== undefined && { Delimiter: encode(delimiter) }),
    MaxKeys: most,
    ...(input.EncodingType !== undefined && { EncodingType: input.EncodingType }),
    KeyCount: page.length,
    IsTruncated: more,
    ...(token !== undefined && { ContinuationToken: token }),
    ...(more && { NextContinuationToken: toToken(page.at(-1)?.last ?? '') }),
    ...(after !== undefined && { StartAfter: encode(after) }),
    Contents: page.flatMap(({ object }) => (object ? [listed(object, encode)] : [])),
    CommonPrefixes: page.flatMap(({ prefix: common }) => (common ? [{ Prefix: encode(common) }] : [])),
  };
};

/** Keys are ordered by their bytes. */
const inOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const fold = (sorted: readonly StoredObject[], prefix: string, delimiter: string | undefined): Entry[] => {
  const entries: Entry[] = [];
  for (const object of sorted) {
    const end = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1;
    const common = end < 0 ? undefined : object.key.slice(0, end + (delimiter ?? '').length);
    const before = entries.at(-1);
    if (common === undefined) entries.push({ object, last: object.key });
    else if (before?.prefix === common) before.last = object.key;
    else entries.push({ prefix: common, last: object.key });
  }
  return entries;
};

const pageSize = (text: string | undefined): number => {
  if (text === undefined) return MOST_KEYS;
  if (/^\d+$/.test(text)) return Math.min(Number(text), MOST_KEYS);
  throw new ServiceError('InvalidArgument', 'max-keys must be a whole number.');
};

const toToken = (key: string): string => Buffer.from(key).toString('base64');
const fromToken = (token: string): string => Buffer.from(token, 'base64').toString();

const encoder = (type: string | undefined): ((text: string) => string) => {
  if (type === undefined) return (text) => text;
  if (type !== 'url') throw new ServiceError('InvalidArgument', `Invalid Encoding Method: ${type}; use url.`);
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
};

const listed = (object: StoredObject, encode: (text: string) => string) => ({
  Key: encode(object.key),
  LastModified: new Date(object.modifiedAt).toISOString(),
  ETag: object.etag,
  Size: object.body.length,
  StorageClass: 'STANDARD',
});
