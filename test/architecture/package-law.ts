/** Which packages a room may use, and what keeps `core/` pure. */
import { importRule, isCode, type Rule, roomOf, targetOf } from './import-law.ts';
import { importsOf, type SourceFile, withoutComments } from './source-file.ts';

const isPackage = (specifier: string): boolean => !/^[.#]/.test(specifier);

/** `@scope/name` or `name` of an import of a package or of one of its files. */
const packageOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? 'node'
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');

const isAwsSdk = (specifier: string): boolean => /^@(aws-sdk|smithy)\//.test(specifier);

const isCdk = (specifier: string): boolean => /^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/.test(specifier);

/** The schema of the configuration may use the schema library; the rest of core uses nothing. */
const isConfigSchema = (path: string): boolean => /^core\/config(-[a-z-]+)?\.ts$|^core\/config\//.test(path);

const FUNCTION_PACKAGES = /^(node|aws-lambda|@aws-lambda-powertools\/.+)$/;

/** Ways to reach the world from code without importing anything. */
const IMPURE = [
  /\bprocess\./,
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bMath\.random\b/,
  /\bperformance\./,
  /\bcrypto\./,
  /\bfetch\(/,
  /\bset(?:Timeout|Interval|Immediate)\(/,
  /\bconsole\./,
];

/** Project paths of what a file imports for more than its types. */
const valueTargets = (file: SourceFile): string[] =>
  importsOf(file)
    .filter(({ typeOnly }) => !typeOnly)
    .flatMap((imported) => targetOf(file, imported) ?? []);

/** Paths of all files that load a package, directly or through others. */
const filesThatReach = (files: readonly SourceFile[], name: string): ReadonlySet<string> => {
  const loads = (file: SourceFile) =>
    importsOf(file).some(({ specifier, typeOnly }) => specifier === name && !typeOnly);
  const reached = new Set(files.filter((file) => isCode(file) && loads(file)).map(({ path }) => path));
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const file of files) {
      if (isCode(file) && valueTargets(file).some((target) => reached.has(target))) reached.add(file.path);
    }
  }
  return reached;
};

export const PACKAGE_LAW: readonly Rule[] = [
  importRule('core imports no package, but for the schema of the configuration', (file, { specifier }) => {
    if (roomOf(file.path) !== 'core' || !isPackage(specifier)) return undefined;
    return specifier === 'zod' && isConfigSchema(file.path) ? undefined : 'core is pure';
  }),
  {
    name: 'the schema library reaches no function, not even through core',
    violations: (files) => {
      const carriers = filesThatReach(files, 'zod');
      return files
        .filter((file) => roomOf(file.path) === 'functions')
        .flatMap((file) =>
          valueTargets(file)
            .filter((target) => carriers.has(target))
            .map(
              (target) => `${file.path} imports ${target}, which loads zod: bundles carry no schema library`,
            ),
        );
    },
  },
  {
    name: 'core reads no clock, no environment and nothing random, and starts nothing',
    violations: (files) =>
      files
        .filter((file) => isCode(file) && roomOf(file.path) === 'core')
        .flatMap((file) =>
          IMPURE.flatMap((pattern) => withoutComments(file.text).match(pattern)?.[0] ?? []).map(
            (found) => `${file.path} uses ${found}: core is pure, take it as an argument`,
          ),
        ),
  },
  importRule('in functions, only _aws imports the AWS SDK', (file, { specifier }) => {
    if (roomOf(file.path) !== 'functions' || !isAwsSdk(specifier)) return undefined;
    return file.path.startsWith('functions/_aws/') ? undefined : 'only functions/_aws knows the AWS SDK';
  }),
  importRule('functions use Node, Powertools and, in _aws, the AWS SDK', (file, { specifier }) => {
    if (roomOf(file.path) !== 'functions' || !isPackage(specifier) || isAwsSdk(specifier)) return undefined;
    return FUNCTION_PACKAGES.test(packageOf(specifier))
      ? undefined
      : 'every package makes a cold start longer';
  }),
  importRule('the CDK app never talks to AWS', (file, { specifier }) =>
    roomOf(file.path) === 'cdk' && isAwsSdk(specifier) ? 'synthesis needs no credentials' : undefined,
  ),
  importRule('only cdk and its tests know the CDK', (file, { specifier }) => {
    if (!isCdk(specifier) || ['cdk', 'test'].includes(roomOf(file.path))) return undefined;
    return 'everybody else works on the synthesized assembly';
  }),
  {
    name: 'in functions, the environment is read by _runtime and the handlers',
    violations: (files) =>
      files
        .filter((file) => isCode(file) && roomOf(file.path) === 'functions')
        .filter((file) => !file.path.startsWith('functions/_runtime/') && !file.path.endsWith('/handler.ts'))
        .filter((file) => /\bprocess\.env\b/.test(withoutComments(file.text)))
        .map((file) => `${file.path} reads process.env: take the value as an argument`),
  },
];
