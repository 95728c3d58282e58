import { readdirSync, readFileSync } from 'node:fs';
import { loadMigration } from '#cdk/load-migration.ts';
import { configJsonSchema } from '#core/config.ts';

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

describe('the configuration files', () => {
  it('have the current schema for editors beside them (npm run schema writes it)', () => {
    expect(read('cdk/config/config.schema.json')).toEqual(configJsonSchema());
  });

  const names = readdirSync('cdk/config').filter((name) => !name.endsWith('.schema.json'));

  it.each(names)('%s is right and names the schema', (name) => {
    expect(loadMigration(name.replace('.json', '')).config.$schema).toBe('./config.schema.json');
  });

  it('are explained in docs/configuration.md, key by key', () => {
    const text = readFileSync('docs/configuration.md', 'utf8');
    const { properties } = configJsonSchema() as { properties: Record<string, { properties?: object }> };
    const keys = Object.entries(properties).flatMap(([key, section]) => [
      key,
      ...Object.keys(section.properties ?? {}),
    ]);
    expect(
      keys.filter(
        (key) => !['`', '.'].some((end) => text.includes(`\`${key}${end}`)) && !text.includes(`.${key}\``),
      ),
    ).toEqual([]);
  });
});
