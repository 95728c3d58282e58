/** The command line of a tool, read strictly: a clear refusal of everything that it does not know. Reads no files. */
import { parseArgs } from 'node:util';
import { Refused } from './refused.ts';

/** Every flag has a value; those of `forms` must look like this. */
export type FlagRules = {
  readonly names: readonly string[];
  readonly forms: Readonly<Record<string, readonly [form: RegExp, demand: string]>>;
  /** Shown with every refusal. */
  readonly usage: string;
};

/** Name pattern: DynamoDB API reference "GetItem", 2026-11. */
export const LEDGER_AND_REGION = {
  table: [/^[\w.-]{3,255}$/, 'is no name of a table; give the output LedgerTable of the target stack'],
  region: [/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 'is no region; give one such as us-east-1'],
} as const satisfies FlagRules['forms'];

export type Flags = {
  readonly given: (name: string) => string | undefined;
  /** @throws {Refused} where it is missing */
  readonly needed: (name: string) => string;
};

/** @throws {Refused} naming the flag, what was given and what to give instead */
export const readFlags = (argv: readonly string[], { names, forms, usage }: FlagRules): Flags => {
  const refusal = (message: string): Refused => new Refused(`${message}\n\n${usage}`);
  const given = new Map<string, string>();
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') throw refusal(`"${token.value}" belongs to no flag.`);
    const { name, rawName, value, inlineValue } = token;
    if (!names.includes(name)) throw refusal(`Unknown flag ${rawName}.`);
    if (given.has(name)) throw refusal(`--${name} is given twice; give it once.`);
    if (value === undefined || value === '' || (!inlineValue && value.startsWith('--')))
      throw refusal(`--${name} needs a value.`);
    given.set(name, value);
  }
  for (const [name, [form, demand]] of Object.entries(forms)) {
    const value = given.get(name);
    if (value !== undefined && !form.test(value)) throw refusal(`--${name} ${value} ${demand}.`);
  }
  return {
    given: (name) => given.get(name),
    needed: (name) => {
      const value = given.get(name);
      if (value === undefined) throw refusal(`--${name} is missing.`);
      return value;
    },
  };
};
