// What the documentation shows is what the code says.
import { readdirSync, readFileSync } from 'node:fs';

const read = (path: string) => readFileSync(path, 'utf8');

const codeIn = (markdown: string, language: string) =>
  [...markdown.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code]) =>
    (code ?? '').trim(),
  );

it('README shows the example app as it compiles', () => {
  const example = read('cdk/example/own-app.ts');
  const [shown = ''] = codeIn(read('README.md'), 'ts');
  expect(shown.length).toBeGreaterThan(200);
  expect(example.trim().endsWith(shown)).toBe(true);
});

it('every link in the documentation leads to a file', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  const missing = pages.flatMap((page) =>
    [
      ...read(page).matchAll(
        /`((?:docs|cdk|core|rehearsal|statemachines|test|tools)\/[\w./-]+\.(?:md|ts|json|cjs))`/g,
      ),
    ]
      .map(([, path = '']) => path)
      .filter((path) => !path.includes('prod.json'))
      .filter((path) => {
        try {
          read(path);
          return false;
        } catch {
          return true;
        }
      })
      .map((path) => `${page}: ${path}`),
  );
  expect(missing).toEqual([]);
});

it('the drawing of a state machine has its states and transitions', () => {
  const drawn = codeIn(read('docs/architecture.md'), 'mermaid').filter((code) =>
    code.startsWith('stateDiagram'),
  );
  type State = { Next?: string; Default?: string; Choices?: { Next: string }[] };
  for (const file of readdirSync('statemachines').filter((name) => name.startsWith('post-migration'))) {
    const { States } = JSON.parse(read(`statemachines/${file}`)) as { States: Record<string, State> };
    const sheet = drawn.find((code) => Object.keys(States).every((name) => code.includes(name))) ?? '';
    const arrows = [...sheet.matchAll(/^\s*(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} ${to}`);
    for (const [name, { Next, Default, Choices = [] }] of Object.entries(States))
      for (const next of [Next, Default, ...Choices.map((choice) => choice.Next)])
        if (next) expect(arrows).toContain(`${name} ${next}`);
  }
});
