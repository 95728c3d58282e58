/**
 * Reads the settings file beside the bundle. It was written and checked at synth; here only what a hand-edited or
 * half-copied file would get wrong is looked at, without a schema library.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MigrationError } from '#core/errors.ts';
import { type CutoverSettings, SETTINGS_FILE, type TriggerSettings } from '#core/trigger-settings.ts';

/** A list of strings: exactly one of them. `share`: above 0, at most 1. `number`: not below 0. */
type Kind = 'string' | 'boolean' | 'object' | 'list' | 'share' | 'number' | readonly string[];

const SIGN_IN_MODES = ['plain', 'alias', 'username-attributes'];

const EXPECTED: Readonly<Record<string, Kind>> = {
  'source.accountId': 'string',
  'source.region': 'string',
  'source.userPoolId': 'string',
  'source.roleArn': 'string',
  'source.externalId': 'string',
  'source.signIn.mode': SIGN_IN_MODES,
  'source.signIn.attributes': 'list',
  'source.signIn.caseSensitive': 'boolean',
  'target.accountId': 'string',
  'target.region': 'string',
  'target.signIn.mode': SIGN_IN_MODES,
  'target.signIn.attributes': 'list',
  'target.signIn.caseSensitive': 'boolean',
  'target.schema': 'list',
  'target.passwordPolicy': 'object',
  'target.smsMfa': 'boolean',
  'mapping.rename': 'object',
  'mapping.drop': 'list',
  'mapping.constant': 'object',
  'policies.mfa.unportable': ['reset-required', 'migrate', 'reject'],
  'policies.mfa.unportableOnReset': ['reject', 'reset-required'],
  'policies.weakPassword': ['accept', 'reset-required'],
  'policies.resetRequired': ['reset-required', 'reject'],
  'policies.letterCaseLookup': 'boolean',
  'policies.signUpWhenSourceUnreachable': ['refuse', 'allow'],
  'groups.mode': ['off', 'from-token', 'list'],
  'groups.map': 'object',
  'groups.privileged': 'list',
};

/** What may be left out; wrong it is refused all the same. */
const OPTIONAL: Readonly<Record<string, Kind>> = {
  phase: ['migrating', 'srp-only'],
  'reconcile.sourceOfTruth': ['target', 'source'],
  'sweep.listUsersShare': 'share',
  'sweep.updateShare': 'share',
};

/** Where the settings speak of a cutover at all, all of it: a gate without a threshold is no gate. */
const OF_CUTOVER: Readonly<Record<string, Kind>> = {
  'cutover.gates.migratedShare': 'number',
  'cutover.gates.quietDays': 'number',
  'cutover.gates.failureShare': 'number',
  'cutover.gates.failureDays': 'number',
  'cutover.gates.sweepMaxAgeHours': 'number',
  'cutover.gates.failedReconciliations': 'number',
  'cutover.userAuth': ['remove', 'keep'],
  'cutover.retirementQuietDays': 'number',
  'cutover.stacks.source': 'string',
  'cutover.stacks.target': 'string',
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (document: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), document);

const is = (value: unknown, kind: Kind): boolean => {
  if (kind === 'list') return Array.isArray(value);
  if (kind === 'object') return isObject(value);
  if (kind === 'boolean') return typeof value === 'boolean';
  if (kind === 'share') return typeof value === 'number' && value > 0 && value <= 1;
  if (kind === 'number') return typeof value === 'number' && value >= 0;
  return typeof value === 'string' && (kind === 'string' ? value !== '' : kind.includes(value));
};

const wrongPlaces = (document: unknown): readonly string[] =>
  [
    ...Object.entries(EXPECTED),
    ...Object.entries(OPTIONAL).filter(([path]) => at(document, path) !== undefined),
    ...(at(document, 'cutover') === undefined ? [] : Object.entries(OF_CUTOVER)),
  ]
    .filter(([path, kind]) => !is(at(document, path), kind))
    .map(
      ([path, kind]) =>
        `${path} must be ${typeof kind === 'string' ? `a ${kind}` : `one of ${kind.join(', ')}`}`,
    );

const isSettings = (document: unknown): document is TriggerSettings => wrongPlaces(document).length === 0;

const invalid = (file: string, problem: string): MigrationError =>
  new MigrationError('SettingsInvalid', `${file}: ${problem}. Synthesize and deploy the stack again.`);

/** @throws {MigrationError} `SettingsInvalid`: file and every wrong place, no values. */
export const parseSettings = (file: string, text: string): TriggerSettings => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid(file, 'is not JSON');
  }
  if (isSettings(document)) return document;
  throw invalid(file, wrongPlaces(document).join('; '));
};

/** Settings from the Lambda's task root. @throws {MigrationError} `SettingsInvalid` */
export const readSettings = (taskRoot: string): TriggerSettings => {
  const file = join(taskRoot, SETTINGS_FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw invalid(file, 'cannot be read');
  }
  return parseSettings(file, text);
};

/** For Lambdas that have nothing to do without it. @throws {MigrationError} `SettingsInvalid` */
export const cutoverIn = ({ cutover }: TriggerSettings): CutoverSettings => {
  if (cutover !== undefined) return cutover;
  throw invalid(SETTINGS_FILE, 'says nothing of a cutover');
};
