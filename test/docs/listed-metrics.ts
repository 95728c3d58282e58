/** What docs/metrics.md lists: metrics of ours by dimensions, and those of AWS services that are looked at. */
import { readFileSync } from 'node:fs';

const page = readFileSync('docs/metrics.md', 'utf8');

const ours = [...page.matchAll(/^\| `(\w+)` \| \w+ \| (.+?) \| /gm)].map(
  ([, name, dimensions = '']) => `CognitoMigration ${name} ${dimensionsIn(dimensions)}`,
);

const ofServices = [...page.matchAll(/^- `(AWS\/\w+)` by (.+?): (.+)$/gm)].flatMap(
  ([, namespace, dimensions = '', metrics = '']) =>
    [...metrics.matchAll(/`([A-Z]\w+)`/g)].map(
      ([, name]) => `${namespace} ${name} ${dimensionsIn(dimensions)}`,
    ),
);

function dimensionsIn(text: string): string {
  return text === 'none'
    ? ''
    : [...text.matchAll(/\w+/g)]
        .map(([name]) => name)
        .toSorted()
        .join(',');
}

/** `namespace name dimensions`, each that the page lists. */
export const LISTED: ReadonlySet<string> = new Set([...ours, ...ofServices]);

export const asListed = (metric: {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly string[];
}): string => `${metric.namespace} ${metric.name} ${metric.dimensions.join(',')}`;
