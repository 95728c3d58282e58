/** The law of the rooms, on the real files; and for every rule a made-up file that breaks it. */
import { join } from 'node:path';
import { FILE_LAW } from './architecture/file-law.ts';
import { IMPORT_LAW, ROOMS } from './architecture/import-law.ts';
import { PACKAGE_LAW } from './architecture/package-law.ts';
import { importsOf, readTree, type SourceFile } from './architecture/source-file.ts';

const LAW = [...IMPORT_LAW, ...PACKAGE_LAW, ...FILE_LAW];
const FILES = readTree(join(__dirname, '..'), [...Object.keys(ROOMS), 'statemachines']);

/** A made-up file that breaks the rule it stands beside, where needed with the files it imports. */
const BREACHES: readonly (readonly [
  rule: string,
  path: string,
  text: string,
  others?: readonly SourceFile[],
])[] = [
  ['a room imports only the rooms it may', 'core/a.ts', "import { x } from '#rehearsal/cloud/iam.ts';"],
  ['a room imports only the rooms it may', 'functions/a/handler.ts', "export { x } from '#cdk/app.ts';"],
  ['a room imports only the rooms it may', 'cdk/a.ts', "import type { X } from '#functions/a/handler.ts';"],
  [
    'a room imports only the rooms it may',
    'rehearsal/a.ts',
    "const x = await import('#functions/a/handler.ts');",
  ],
  ['a room imports only the rooms it may', 'rehearsal/a.ts', "import '#test/setup.ts';"],
  [
    'another room is entered through the import map, the own one by relative paths',
    'rehearsal/a/b.ts',
    "import { x } from '../../core/x.ts';",
  ],
  [
    'another room is entered through the import map, the own one by relative paths',
    'core/a.ts',
    "import { x } from '#core/x.ts';",
  ],
  [
    'a function imports no other function, only _aws and _runtime',
    'functions/a/handler.ts',
    "import { x } from '../b/x.ts';",
  ],
  [
    'a function imports no other function, only _aws and _runtime',
    'functions/_aws/x.ts',
    "import { x } from '../b/x.ts';",
  ],
  ['only a handler chooses real adapters', 'functions/a/x.ts', "import { x } from '../_aws/x.ts';"],
  [
    'core imports no package, but for the schema of the configuration',
    'core/a.ts',
    "import * as z from 'zod';",
  ],
  [
    'core imports no package, but for the schema of the configuration',
    'core/config.ts',
    "import { readFileSync } from 'node:fs';",
  ],
  [
    'the schema library reaches no function, not even through core',
    'functions/a/handler.ts',
    "import { readConfig } from '#core/config.ts';",
    [
      { path: 'core/config.ts', text: "import { shape } from './config-shape.ts';" },
      { path: 'core/config-shape.ts', text: "import * as z from 'zod';" },
    ],
  ],
  [
    'core reads no clock, no environment and nothing random, and starts nothing',
    'core/a.ts',
    'const now = Date.now();',
  ],
  [
    'core reads no clock, no environment and nothing random, and starts nothing',
    'core/a.ts',
    'const now = new Date();',
  ],
  [
    'core reads no clock, no environment and nothing random, and starts nothing',
    'core/a.ts',
    'const x = process.env.X;',
  ],
  [
    'in functions, only _aws imports the AWS SDK',
    'functions/a/handler.ts',
    "import { STS } from '@aws-sdk/client-sts';",
  ],
  [
    'functions use Node, Powertools and, in _aws, the AWS SDK',
    'functions/a/handler.ts',
    "import * as z from 'zod';",
  ],
  ['the CDK app never talks to AWS', 'cdk/a.ts', "import { STS } from '@aws-sdk/client-sts';"],
  ['only cdk and its tests know the CDK', 'rehearsal/a.ts', "import { App } from 'aws-cdk-lib';"],
  [
    'in functions, the environment is read by _runtime and the handlers',
    'functions/_aws/a.ts',
    'const x = process.env.X;',
  ],
  ['files and folders of code are in kebab-case', 'core/userMapping.ts', ''],
  ['files and folders of code are in kebab-case', 'core/User/mapping.ts', ''],
  ['no file or folder is named utils, helpers, common or index', 'core/string-utils.ts', ''],
  ['no file or folder is named utils, helpers, common or index', 'rehearsal/helpers/a.ts', ''],
  ['no file or folder is named utils, helpers, common or index', 'cdk/index.ts', ''],
  ['no source file is longer than 300 lines', 'core/a.ts', '\n'.repeat(301)],
  ['every function has a handler', 'functions/a/decide.ts', ''],
  ['state machines are data', 'statemachines/a.ts', ''],
];

describe('the law of the rooms', () => {
  it('is applied to files that are there', () => {
    expect(FILES.length).toBeGreaterThan(50);
    expect(FILES.flatMap(importsOf).length).toBeGreaterThan(FILES.length);
  });

  it.each(LAW.map((rule) => [rule.name, rule] as const))('holds: %s', (_, rule) => {
    expect(rule.violations(FILES)).toEqual([]);
  });

  it.each(BREACHES.map(([rule, path, text, others = []]) => ({ rule, path, text, others })))(
    'notices a breach of "$rule" in $path',
    ({ rule: name, path, text, others }) => {
      const reported = LAW.find((rule) => rule.name === name)?.violations([{ path, text }, ...others]);
      expect(reported).toEqual([expect.stringContaining(path.split('/').slice(0, 2).join('/'))]);
    },
  );

  it.each(LAW.map((rule) => rule.name))('has a made-up breach for "%s"', (name) => {
    expect(BREACHES.map(([rule]) => rule)).toContain(name);
  });
});

describe('the reading of imports', () => {
  it.each([
    ["import { a } from './a.ts';", [{ specifier: './a.ts', typeOnly: false }]],
    ["import type { A } from './a.ts';", [{ specifier: './a.ts', typeOnly: true }]],
    ["import {\n  a,\n  type B,\n} from './a.ts';", [{ specifier: './a.ts', typeOnly: false }]],
    ["export * from './a.ts';", [{ specifier: './a.ts', typeOnly: false }]],
    ["import './a.ts';", [{ specifier: './a.ts', typeOnly: false }]],
    ["const a = require('./a.cjs');", [{ specifier: './a.cjs', typeOnly: false }]],
    ["const a = await import('./a.ts');", [{ specifier: './a.ts', typeOnly: false }]],
    ["// import { a } from './a.ts';", []],
    ["/* import { a } from './a.ts'; */", []],
  ])('understands %j', (text, expected) => {
    expect(importsOf({ path: 'core/x.ts', text })).toEqual(expected);
  });
});
