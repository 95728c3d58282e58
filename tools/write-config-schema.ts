/** Writes cdk/config/config.schema.json, the schema that editors check configuration files with: `npm run schema`. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { configJsonSchema } from '#core/config.ts';

const file = fileURLToPath(new URL('../cdk/config/config.schema.json', import.meta.url));
writeFileSync(file, JSON.stringify(configJsonSchema()));

// As `npm run check` wants it, so that a schema that was only written anew shows no difference.
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
execFileSync(process.execPath, [biome, 'format', '--write', file], { stdio: 'inherit' });
