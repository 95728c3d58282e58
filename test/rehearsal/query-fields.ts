// Which fields a Logs Insights query names, and which of them a log event has.

const COMMANDS = /^(fields|filter|stats|sort|limit)\s+(.*)$/s;
const WORDS = new Set([
  'and',
  'or',
  'not',
  'in',
  'like',
  'as',
  'by',
  'asc',
  'desc',
  'count',
  'max',
  'min',
  'avg',
]);

/**
 * Names of a query's fields, without those that CloudWatch gives every event (`@timestamp`) and those that the query
 * makes itself. @throws {Error} for a command that is not known here
 */
export const fieldsOf = (query: string): ReadonlySet<string> => {
  const made = new Set([...query.matchAll(/\bas\s+(\w+)/g)].map(([, name = '']) => name));
  const named = query.split('\n| ').flatMap((command) => {
    const [, , rest] = COMMANDS.exec(command) ?? [];
    if (rest === undefined) throw new Error(`no command is known in "${command}"`);
    const tokens = rest.replace(/"[^"]*"/g, '').match(/`[^`]+`|@?[A-Za-z_][\w.]*/g) ?? [];
    return tokens.map((token) => token.replaceAll('`', ''));
  });
  return new Set(named.filter((name) => !name.startsWith('@') && !made.has(name) && !WORDS.has(name)));
};

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** Whether the event has it, by its path of members. */
export const has = (event: unknown, field: string): boolean =>
  field.split('.').reduce(memberOf, event) !== undefined;

/** Values that a query's `filter` wants of one field: `field = "value"` or `field in ["a", "b"]`. */
export const wantedBy = (query: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...query.matchAll(/([\w.]+) (?:= ("[^"]*")|in \[([^\]]*)\])/g)].map(([, field = '', one, some]) => [
      field,
      [...(one ?? some ?? '').matchAll(/"([^"]*)"/g)].map(([, value = '']) => value),
    ]),
  );
