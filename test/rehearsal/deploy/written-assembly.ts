/** Writes small cloud assemblies by hand, so that a test shows the whole template it is about. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const SOURCE = { accountId: '111111111111', region: 'eu-west-1' };
export const TARGET = { accountId: '222222222222', region: 'us-east-1' };

export type StackToWrite = {
  readonly name: string;
  readonly scope?: { readonly accountId: string; readonly region: string };
  readonly dependencies?: readonly string[];
  readonly template: Readonly<Record<string, unknown>>;
  /** S3 key to the files of that asset's directory; the bucket is {@link BUCKET}. */
  readonly assets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

export const BUCKET = 'assets-bucket';

const written: string[] = [];

/** Directory of a new assembly with these stacks, in this order. Removed by {@link removeWritten}. */
export const writeAssembly = (
  stacks: readonly StackToWrite[],
  extra: Record<string, unknown> = {},
): string => {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  written.push(directory);
  const artifacts: Record<string, unknown> = {
    Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
  };
  for (const stack of stacks) Object.assign(artifacts, writeStack(directory, stack));
  writeJson(directory, 'manifest.json', { version: '55.0.0', artifacts: { ...artifacts, ...extra } });
  return directory;
};

/** An assembly of one stack in the target account. */
export const writeTemplate = (template: Readonly<Record<string, unknown>>): string =>
  writeAssembly([{ name: 'Mini', template }]);

export const removeWritten = (): void => {
  for (const directory of written.splice(0)) rmSync(directory, { recursive: true, force: true });
};

export const writeJson = (directory: string, file: string, value: unknown): void =>
  writeFileSync(join(directory, file), JSON.stringify(value));

const writeStack = (directory: string, stack: StackToWrite): Record<string, unknown> => {
  const { name, scope = TARGET, dependencies = [], template, assets = {} } = stack;
  writeJson(directory, `${name}.template.json`, template);
  writeJson(directory, `${name}.assets.json`, { version: '55.0.0', files: writeAssets(directory, assets) });
  return {
    [`${name}.assets`]: { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } },
    [name]: {
      type: 'aws:cloudformation:stack',
      environment: `aws://${scope.accountId}/${scope.region}`,
      properties: { templateFile: `${name}.template.json` },
      dependencies: [...dependencies, `${name}.assets`],
    },
  };
};

const writeAssets = (directory: string, assets: NonNullable<StackToWrite['assets']>) =>
  Object.fromEntries(
    Object.entries(assets).map(([key, files]) => {
      const path = `asset.${key}`;
      mkdirSync(join(directory, path));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, path, file), text);
      const destinations = { current: { bucketName: BUCKET, objectKey: key } };
      return [key, { source: { path, packaging: 'zip' }, destinations }];
    }),
  );
