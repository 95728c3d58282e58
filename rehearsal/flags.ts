/**
 * The command line of the rehearsal: what each flag means, which go together, and a clear refusal of everything
 * else. Nothing is read or written here.
 */
import { parseArgs } from 'node:util';
import { InputError } from './input/input-error.ts';

export type Flags = {
  /** Users generated in the sample's mix. @default - the sample's own users */
  readonly users?: number;
  readonly sourcePool?: string;
  readonly sourceUsers?: string;
  readonly scenario: string;
  readonly list: boolean;
  readonly serve: boolean;
  readonly endpoints?: string;
  readonly assembly?: string;
  /** Decides every made-up password, generated user and order. */
  readonly seed: number;
  /** The password of every seeded user. @default - one of its own for each */
  readonly password?: string;
  /** Milliseconds added to every answer of the source account and its region. */
  readonly sourceLatency?: number;
  readonly report?: string;
  readonly artifacts?: string;
  readonly console: boolean;
  readonly port?: number;
};

export const USAGE = `npm start -- [--users N | --source-pool F --source-users F] [--scenario NAME | --serve [--endpoints F]]
             [--assembly DIR] [--seed S] [--password P] [--source-latency MS] [--report F] [--artifacts DIR]
             [--no-console] [--port P]
npm start -- --list`;

const DEFAULT_SCENARIO = 'default';

/** A pool larger than this says nothing new and takes minutes. */
const MAX_USERS = 20_000;
const MAX_SEED = 4_294_967_295;
const MAX_LATENCY_MS = 60_000;
const MAX_PORT = 65_535;

const OPTIONS = {
  users: { type: 'string' },
  'source-pool': { type: 'string' },
  'source-users': { type: 'string' },
  scenario: { type: 'string' },
  list: { type: 'boolean' },
  serve: { type: 'boolean' },
  endpoints: { type: 'string' },
  assembly: { type: 'string' },
  seed: { type: 'string' },
  password: { type: 'string' },
  'source-latency': { type: 'string' },
  report: { type: 'string' },
  artifacts: { type: 'string' },
  'no-console': { type: 'boolean' },
  port: { type: 'string' },
} as const;

type Name = keyof typeof OPTIONS;
type OptionToken = {
  name: string;
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
};
type Given = ReadonlyMap<Name, string>;

const refusal = (message: string): InputError => new InputError(`${message}\n\n${USAGE}`);

const isName = (name: string): name is Name => Object.hasOwn(OPTIONS, name);

/** One flag as it was written. A stray word is told by its place only: it may be a part of a password. */
const readOption = (given: Map<Name, string>, token: OptionToken): void => {
  const { name, rawName, value, inlineValue } = token;
  if (!isName(name)) throw refusal(`Unknown flag ${rawName}.`);
  if (given.has(name)) throw refusal(`--${name} is given twice; give it once.`);
  if (OPTIONS[name].type === 'boolean') {
    if (value !== undefined) throw refusal(`--${name} takes no value.`);
    given.set(name, '');
    return;
  }
  if (value === undefined || value === '' || (!inlineValue && value.startsWith('--')))
    throw refusal(`--${name} needs a value; write --${name}=VALUE if it starts with dashes.`);
  given.set(name, value);
};

const readAll = (argv: readonly string[]): Given => {
  const given = new Map<Name, string>();
  const { tokens } = parseArgs({ args: [...argv], options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'option') readOption(given, token);
    else throw refusal(`Argument ${token.index + 1} belongs to no flag; quote values that hold spaces.`);
  }
  return given;
};

const integer = (given: Given, name: Name, least: number, most: number): number | undefined => {
  const text = given.get(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw refusal(`--${name} ${text} is not a whole number from ${least} to ${most}.`);
  return value;
};

/** The combinations that mean nothing, each with what to change. */
const CONFLICTS: readonly (readonly [(given: Given) => boolean, string])[] = [
  [
    (given) => given.has('users') && (given.has('source-pool') || given.has('source-users')),
    '--users generates users, --source-pool and --source-users bring their own; give one or the other.',
  ],
  [
    (given) => given.has('source-pool') !== given.has('source-users'),
    '--source-pool and --source-users belong together: the describe-user-pool and the list-users output of one pool.',
  ],
  [
    (given) => given.has('serve') && given.has('scenario'),
    '--serve runs no scenario; leave out --scenario or --serve.',
  ],
  [
    (given) => given.has('endpoints') && !given.has('serve'),
    '--endpoints is written for clients of --serve; add --serve.',
  ],
  [(given) => given.has('list') && given.size > 1, '--list goes with no other flag.'],
];

const optional = <Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } =>
  (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };

/**
 * What the command line asks for.
 * @throws {InputError} naming the flag, the wrong value (never a password) and what to give instead.
 */
export const parseFlags = (argv: readonly string[]): Flags => {
  const given = readAll(argv);
  for (const [meets, message] of CONFLICTS) if (meets(given)) throw refusal(message);
  return {
    ...optional('users', integer(given, 'users', 1, MAX_USERS)),
    ...optional('sourcePool', given.get('source-pool')),
    ...optional('sourceUsers', given.get('source-users')),
    scenario: given.get('scenario') ?? DEFAULT_SCENARIO,
    list: given.has('list'),
    serve: given.has('serve'),
    ...optional('endpoints', given.get('endpoints')),
    ...optional('assembly', given.get('assembly')),
    seed: integer(given, 'seed', 0, MAX_SEED) ?? 1,
    ...optional('password', given.get('password')),
    ...optional('sourceLatency', integer(given, 'source-latency', 0, MAX_LATENCY_MS)),
    ...optional('report', given.get('report')),
    ...optional('artifacts', given.get('artifacts')),
    console: !given.has('no-console'),
    ...optional('port', integer(given, 'port', 0, MAX_PORT)),
  };
};
