/** Finds the local directory of an asset that a template refers to by S3 bucket and key. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { NotModelled } from '../cloud/service.ts';
import { invalid } from './errors.ts';
import { readJson } from './read-json.ts';
import { readShape } from './read-shape.ts';

/** The assets of an assembly. */
export type AssetIndex = {
  /** Absolute path of the directory that is zipped into that object. @throws {DeployError} when there is none. */
  readonly directory: (bucket: string, key: string) => string;
};

const assetsShape = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string(), packaging: z.enum(['file', 'zip']).default('file') }),
        destinations: z.record(z.string(), z.object({ bucketName: z.string(), objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** Reads the asset manifests (`*.assets.json`) named. Paths in them are relative to `assemblyDirectory`. */
export const readAssets = (assemblyDirectory: string, files: readonly string[]): AssetIndex => {
  const paths = new Map<string, string>();
  for (const file of files) {
    for (const asset of Object.values(readManifest(join(assemblyDirectory, file)).files)) {
      for (const { bucketName, objectKey } of Object.values(asset.destinations)) {
        paths.set(`${bucketName}/${objectKey}`, resolve(assemblyDirectory, asset.source.path));
      }
    }
  }
  return { directory: (bucket, key) => directoryOf(paths.get(`${bucket}/${key}`), `s3://${bucket}/${key}`) };
};

const readManifest = (path: string): z.output<typeof assetsShape> =>
  readShape(assetsShape, readJson(path), path);

const directoryOf = (path: string | undefined, object: string): string => {
  if (path === undefined)
    throw invalid(`No asset of the assembly is published as ${object}; synthesize it again.`);
  if (!existsSync(path))
    throw invalid(`${path}, the asset of ${object}, is missing; synthesize the assembly again.`);
  if (!statSync(path).isDirectory())
    throw new NotModelled(`assets that are files (${path}); only directories`);
  return path;
};
