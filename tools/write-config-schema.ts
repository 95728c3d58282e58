/** Writes cdk/config/config.schema.json, the schema that editors check configuration files with: `npm run schema`. */
import { writeFileSync } from 'node:fs';
import { configJsonSchema } from '#core/config.ts';

writeFileSync(
  new URL('../cdk/config/config.schema.json', import.meta.url),
  `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`,
);
