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

type State = {
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
  readonly ItemProcessor?: Machine;
};
type Machine = { readonly StartAt: string; readonly States: Readonly<Record<string, State>> };

/** Every arrow of a machine, those inside its Maps too: the ways on, and where failures lead. */
const arrowsOf = ({ StartAt, States }: Machine): { readonly on: string[]; readonly failures: string[] } => {
  const states = Object.entries(States);
  const inner = states.flatMap(([, { ItemProcessor }]) => (ItemProcessor ? [arrowsOf(ItemProcessor)] : []));
  const from = (ways: (state: State) => readonly (string | undefined)[]) =>
    states.flatMap(([name, state]) => ways(state).flatMap((to) => (to ? [`${name} ${to}`] : [])));
  const isEnd = ({ Next, Choices }: State) => Next === undefined && Choices === undefined;
  return {
    on: [
      `[*] ${StartAt}`,
      ...from(({ Next, Default, Choices = [] }) => [Next, Default, ...Choices.map((choice) => choice.Next)]),
      ...from((state) => (isEnd(state) ? ['[*]'] : [])),
      ...inner.flatMap(({ on }) => on),
    ],
    failures: [
      ...from(({ Catch = [] }) => Catch.map(({ Next }) => Next)),
      ...inner.flatMap(({ failures }) => failures),
    ],
  };
};

describe.each(readdirSync('statemachines').filter((name) => name.endsWith('.asl.json')))(
  'the drawing of %s',
  (file) => {
    const page = read('docs/architecture.md');
    const [, after = ''] = page.split(`\`statemachines/${file}\``);
    const [sheet = ''] = codeIn(after, 'mermaid');
    const drawn = [...sheet.matchAll(/^\s*(\w+|\[\*\]) --> (\w+|\[\*\])/gm)].map(
      ([, from, to]) => `${from} ${to}`,
    );
    const { on, failures } = arrowsOf(JSON.parse(read(`statemachines/${file}`)) as Machine);

    it('shows every way through', () => expect(drawn).toEqual(expect.arrayContaining(on)));

    it('shows nothing that is not there, and nothing twice', () => {
      expect(drawn.filter((arrow) => ![...on, ...failures].includes(arrow))).toEqual([]);
      expect(new Set(drawn).size).toBe(drawn.length);
    });
  },
);
