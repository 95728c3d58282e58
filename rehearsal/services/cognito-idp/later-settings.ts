/**
 * Settings that AWS has added to pools or app clients since: no SDK and nothing of ours knows them. They are taken and
 * stored as they come, described, and gone after an update that does not name them, like every other setting.
 */

/** Names of such members; a dot leads into a structure (`LambdaConfig.PostMigration`). */
export type LaterNames = ReadonlySet<string>;

/** Their values in one request, by name. */
export type LaterValues = ReadonlyMap<string, unknown>;

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A body taken apart: what the API's own fields are read from, and the later settings. */
export const splitLater = (
  body: unknown,
  names: LaterNames,
): { readonly known: unknown; readonly later: LaterValues } => {
  let known = body;
  const later = new Map<string, unknown>();
  for (const name of names) {
    const path = name.split('.');
    const value = path.reduce<unknown>(
      (within, member) => (isMembers(within) ? within[member] : undefined),
      known,
    );
    if (value === undefined) continue;
    later.set(name, structuredClone(value));
    known = without(known, path);
  }
  return { known, later };
};

/** Settings as stored: with the later ones where they belong. */
export const withLater = <Settings extends object>(settings: Settings, later: LaterValues): Settings =>
  [...later].reduce((all, [name, value]) => put(all, name.split('.'), value) as Settings, settings);

const without = (value: unknown, [member = '', ...rest]: readonly string[]): unknown => {
  if (!isMembers(value)) return value;
  if (rest.length > 0) return { ...value, [member]: without(value[member], rest) };
  const { [member]: _, ...others } = value;
  return others;
};

const put = (settings: unknown, [member = '', ...rest]: readonly string[], value: unknown): Members => {
  const members = isMembers(settings) ? settings : {};
  return { ...members, [member]: rest.length === 0 ? value : put(members[member], rest, value) };
};
