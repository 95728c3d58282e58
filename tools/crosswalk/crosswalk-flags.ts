/** The command line of `npm run crosswalk`, and a clear refusal of everything else. Reads and writes nothing. */
import { parseArgs } from 'node:util';
import { CrosswalkRefused } from './crosswalk-error.ts';

export type CrosswalkFlags = {
  readonly table: string;
  /** File that is written. */
  readonly out: string;
  /** @default - as the AWS CLI finds it: environment, then profile */
  readonly region?: string;
};

export const USAGE = `npm run crosswalk -- --table NAME --out FILE [--region REGION]

NAME is the output LedgerTable of the target stack. Credentials are found as the AWS CLI finds them.`;

const OPTIONS = { table: { type: 'string' }, out: { type: 'string' }, region: { type: 'string' } } as const;

/** Name pattern: DynamoDB API reference "GetItem", 2026-11. */
const FORMS: Readonly<Record<string, readonly [form: RegExp, demand: string]>> = {
  table: [/^[\w.-]{3,255}$/, 'is no name of a table; give the output LedgerTable of the target stack'],
  region: [/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 'is no region; give one such as us-east-1'],
};

const refusal = (message: string): CrosswalkRefused => new CrosswalkRefused(`${message}\n\n${USAGE}`);

const readAll = (argv: readonly string[]): ReadonlyMap<string, string> => {
  const given = new Map<string, string>();
  const { tokens } = parseArgs({ args: [...argv], options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') throw refusal(`"${token.value}" belongs to no flag.`);
    const { name, rawName, value, inlineValue } = token;
    if (!Object.hasOwn(OPTIONS, name)) throw refusal(`Unknown flag ${rawName}.`);
    if (given.has(name)) throw refusal(`--${name} is given twice; give it once.`);
    if (value === undefined || value === '' || (!inlineValue && value.startsWith('--')))
      throw refusal(`--${name} needs a value.`);
    given.set(name, value);
  }
  return given;
};

/** @throws {CrosswalkRefused} naming the flag, what was given and what to give instead */
export const parseCrosswalkFlags = (argv: readonly string[]): CrosswalkFlags => {
  const given = readAll(argv);
  for (const [name, [form, demand]] of Object.entries(FORMS)) {
    const value = given.get(name);
    if (value !== undefined && !form.test(value)) throw refusal(`--${name} ${value} ${demand}.`);
  }
  const needed = (name: 'table' | 'out'): string => {
    const value = given.get(name);
    if (value === undefined) throw refusal(`--${name} is missing.`);
    return value;
  };
  const region = given.get('region');
  return { table: needed('table'), out: needed('out'), ...(region === undefined ? {} : { region }) };
};
