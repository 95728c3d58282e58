// The code blocks of docs/client.md as files: each has its name, is formatted as everything here is, and compiles.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, type CodeBlocks, writeCodeBlocks } from './code-blocks.ts';

let blocks: CodeBlocks;
beforeAll(() => {
  blocks = writeCodeBlocks('docs/client.md');
});
afterAll(() => blocks?.remove());

const run = (program: string, ...flags: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(process.cwd(), 'node_modules', program), ...flags],
    { cwd: blocks.directory, encoding: 'utf8' },
  );
  return { status, said: `${stdout}${stderr}` };
};

it('they are the three applications and the arithmetic of one', () => {
  expect(Object.keys(blocks.texts)).toEqual([
    'sign-in-identity-js.ts',
    'sign-in-amplify.ts',
    'srp.ts',
    'sign-in-server.ts',
  ]);
});

it('they compile, as strictly as everything here', () => {
  const project = { extends: join(process.cwd(), 'tsconfig.json'), include: ['*.ts'] };
  const compilerOptions = { types: ['node'], typeRoots: [join(process.cwd(), 'node_modules', '@types')] };
  writeFileSync(join(blocks.directory, 'tsconfig.json'), JSON.stringify({ ...project, compilerOptions }));
  expect(run('typescript/bin/tsc', '--noEmit')).toEqual({ status: 0, said: '' });
});

it('they are formatted, and the linter has nothing to say', () => {
  const { vcs: _, ...settings } = JSON.parse(readFileSync('biome.json', 'utf8'));
  writeFileSync(join(blocks.directory, 'biome.json'), JSON.stringify(settings));
  const { status, said } = run('@biomejs/biome/bin/biome', 'ci', ...Object.keys(blocks.texts));
  expect([status, said]).toEqual([0, expect.stringContaining('Checked 4 files')]);
});

it('the page names the versions that are run', () => {
  const page = readFileSync('docs/client.md', 'utf8');
  for (const name of ['amazon-cognito-identity-js', 'aws-amplify']) {
    const { version } = JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8'));
    expect(page).toContain(`\`${name}\` ${version}`);
  }
});

it('a block without a name is not overlooked', () => {
  expect(() => blocksOf('```ts\nconst a = 1;\n```')).toThrow('file name');
  expect(() => blocksOf('```ts\n// a.ts\n```\n```ts\n// a.ts\n```')).toThrow('file name');
});
