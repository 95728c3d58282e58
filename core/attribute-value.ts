/** Plain data as DynamoDB's API spells it, and back: for the records that the sweep keeps beside those of users. */

/** Texts, whole numbers, flags, and lists and objects of them. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [name: string]: Plain };

/** `{ "S": "text" }`, `{ "N": "1" }`, `{ "BOOL": true }`, `{ "L": [] }`, `{ "M": {} }`. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly L: AttributeValue[] }
  | { readonly M: Record<string, AttributeValue> };

export const toAttributeValue = (value: Plain): AttributeValue => {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(toAttributeValue) };
  return { M: toItem(value as { readonly [name: string]: Plain }) };
};

/** The attributes of an item. */
export const toItem = (value: { readonly [name: string]: Plain }): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, toAttributeValue(entry)]));

/** What {@link toAttributeValue} made; nothing where it is of another kind. */
export const fromAttributeValue = (value: unknown): Plain | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const [[kind, inner] = []] = Object.entries(value) as [string, unknown][];
  if (kind === 'S' && typeof inner === 'string') return inner;
  if (kind === 'N' && typeof inner === 'string' && Number.isFinite(Number(inner))) return Number(inner);
  if (kind === 'BOOL' && typeof inner === 'boolean') return inner;
  if (kind === 'L' && Array.isArray(inner)) {
    const entries = inner.map(fromAttributeValue);
    return entries.every((entry) => entry !== undefined) ? entries : undefined;
  }
  return kind === 'M' ? fromItem(inner) : undefined;
};

/** Every attribute of an item; nothing where one of them is of another kind. */
export const fromItem = (item: unknown): { readonly [name: string]: Plain } | undefined => {
  if (typeof item !== 'object' || item === null) return undefined;
  const entries = Object.entries(item).map(([name, value]) => [name, fromAttributeValue(value)] as const);
  return entries.every(([, value]) => value !== undefined)
    ? (Object.fromEntries(entries) as { readonly [name: string]: Plain })
    : undefined;
};
