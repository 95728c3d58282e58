/** Pages over lists in a stable order. Tokens are opaque to callers and hold no value of a user. */
import { invalidParameter } from './errors.ts';

export type Page<T> = { readonly items: readonly T[]; readonly nextToken: string | undefined };

/**
 * @param positionOf a number that grows along the list and stays with the item, so that what is removed between two
 * pages makes nobody be skipped.
 * @throws {ServiceError} `InvalidParameterException` for a token that is none of ours.
 */
export const pageOf = <T>(
  items: Iterable<T>,
  positionOf: (item: T) => number,
  limit: number,
  token: string | undefined,
): Page<T> => {
  const after = token === undefined ? -1 : decode(token);
  const page: T[] = [];
  let last = after;
  for (const item of items) {
    const position = positionOf(item);
    if (position <= after) continue;
    if (page.length === limit) return { items: page, nextToken: encode(last) };
    page.push(item);
    last = position;
  }
  return { items: page, nextToken: undefined };
};

const encode = (position: number): string => Buffer.from(`after:${position}`).toString('base64');

const decode = (token: string): number => {
  const [, position] = /^after:(\d+)$/.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
  if (position === undefined)
    throw invalidParameter('Invalid pagination token. Pass it on as it was returned.');
  return Number(position);
};
