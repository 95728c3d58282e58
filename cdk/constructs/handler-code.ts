/** Bundles one Lambda of functions/ with esbuild, its settings beside it. No Docker, no npx. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { AssetHashType, DockerImage } from 'aws-cdk-lib/core';
import { buildSync } from 'esbuild';
import { SETTINGS_FILE } from '#core/trigger-settings.ts';
import { BUNDLE_OPTIONS } from './bundle-options.ts';

const FUNCTIONS = fileURLToPath(new URL('../../functions/', import.meta.url));

/**
 * Code of the Lambda `functions/<name>/handler.ts`, entry `index.handler`. Not bundled where CDK's context
 * `aws:cdk:bundling-stacks` leaves the stack out, as tests and `cdk deploy` of another stack do.
 * @param settings written as `settings.json`; literals only, since it is an asset and no template
 */
export const handlerCode = (name: string, settings: object): AssetCode => {
  const text = JSON.stringify(settings, undefined, 1);
  return Code.fromAsset(join(FUNCTIONS, name), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never started: the local bundler always answers or throws.
      image: DockerImage.fromRegistry('scratch'),
      local: { tryBundle: (directory) => bundle(join(FUNCTIONS, name, 'handler.ts'), directory, text) },
      // CDK bundles a directory once per app; the same Lambda with other settings is another bundle.
      environment: { SETTINGS_HASH: createHash('sha256').update(text).digest('hex') },
    },
  });
};

const bundle = (entry: string, directory: string, settings: string): boolean => {
  buildSync({
    entryPoints: [entry],
    outfile: join(directory, 'index.js'),
    ...BUNDLE_OPTIONS,
  });
  writeFileSync(join(directory, SETTINGS_FILE), settings);
  // Says that index.js is CommonJS wherever the directory lies.
  writeFileSync(join(directory, 'package.json'), '{"type":"commonjs"}\n');
  return true;
};
