/** Reading an assembly from disk: stacks, environments, nested assemblies, assets, and what is refused. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '#rehearsal/deploy/assembly.ts';
import { inDeploymentOrder } from '#rehearsal/deploy/stack-order.ts';
import { BUCKET, removeWritten, SOURCE, TARGET, writeAssembly, writeJson } from './written-assembly.ts';

afterEach(removeWritten);

const empty = { Resources: {} };
const namesInOrder = (directory: string) =>
  inDeploymentOrder(readAssembly(directory)).map((stack) => stack.name);

describe('an assembly', () => {
  it('gives each stack its account, region and template', () => {
    const directory = writeAssembly([
      { name: 'Source', scope: SOURCE, template: { Description: 'one', Resources: {} } },
    ]);
    expect(readAssembly(directory)).toMatchObject([
      { name: 'Source', scope: SOURCE, template: { Description: 'one' } },
    ]);
  });

  it('finds the directory of an asset by bucket and key', () => {
    const directory = writeAssembly([
      { name: 'Mini', template: empty, assets: { 'code.zip': { 'index.js': '' } } },
    ]);
    const [stack] = readAssembly(directory);
    expect(stack?.assets.directory(BUCKET, 'code.zip')).toBe(join(directory, 'asset.code.zip'));
    expect(() => stack?.assets.directory(BUCKET, 'other.zip')).toThrow(
      'No asset of the assembly is published as s3://assets-bucket/other.zip',
    );
    rmSync(join(directory, 'asset.code.zip'), { recursive: true });
    expect(() => stack?.assets.directory(BUCKET, 'code.zip')).toThrow(/asset\.code\.zip.* is missing/);
  });

  it('includes the stacks of nested assemblies', () => {
    const nested = { type: 'cdk:cloud-assembly', properties: { directoryName: 'nested' } };
    const directory = writeAssembly([{ name: 'Outer', template: empty }], { Stage: nested });
    mkdirSync(join(directory, 'nested'));
    const inner = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://222222222222/us-east-1',
      properties: { templateFile: 'Inner.json' },
    };
    writeJson(join(directory, 'nested'), 'manifest.json', { version: '55.0.0', artifacts: { Inner: inner } });
    writeJson(join(directory, 'nested'), 'Inner.json', empty);
    expect(namesInOrder(directory)).toEqual(['Outer', 'Inner']);
  });

  it.each([
    [
      'no manifest',
      (directory: string) => rmSync(join(directory, 'manifest.json')),
      /manifest\.json cannot be read; give the directory of a synthesized assembly/,
    ],
    [
      'a broken template',
      (directory: string) => writeFileSync(join(directory, 'Mini.template.json'), '{'),
      /Mini\.template\.json is not JSON/,
    ],
    [
      'no template',
      (directory: string) => rmSync(join(directory, 'Mini.template.json')),
      /Mini\.template\.json cannot be read/,
    ],
    [
      'a broken asset manifest',
      (directory: string) => writeFileSync(join(directory, 'Mini.assets.json'), '{'),
      /Mini\.assets\.json is not JSON/,
    ],
    [
      'no asset manifest',
      (directory: string) => rmSync(join(directory, 'Mini.assets.json')),
      /Mini\.assets\.json cannot be read/,
    ],
    [
      'an unknown section',
      (directory: string) => writeJson(directory, 'Mini.template.json', { ...empty, Mappings: {} }),
      /does not model Mini\.Mappings/,
    ],
    [
      'an unknown resource field',
      (directory: string) =>
        writeJson(directory, 'Mini.template.json', { Resources: { A: { Type: 'X', CreationPolicy: {} } } }),
      /does not model Mini\.Resources\.A\.CreationPolicy/,
    ],
  ])('with %s is refused, naming the file', (_, damage, message) => {
    const directory = writeAssembly([{ name: 'Mini', template: empty }]);
    damage(directory);
    expect(() => readAssembly(directory)).toThrow(message);
  });

  it.each([
    [
      'an unknown artifact',
      { Odd: { type: 'cdk:odd' } },
      /does not model artifacts of type cdk:odd \(Odd in manifest.json\)/,
    ],
    [
      'a stack without an environment',
      {
        Any: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://unknown-account/unknown-region',
          properties: { templateFile: 'Mini.template.json' },
        },
      },
      /Any has the environment aws:\/\/unknown-account\/unknown-region/,
    ],
  ])('with %s is refused', (_, artifacts, message) => {
    const directory = writeAssembly([{ name: 'Mini', template: empty }], artifacts);
    expect(() => readAssembly(directory)).toThrow(message);
  });
});

describe('the order of stacks', () => {
  it('is the manifest’s where nothing else is said', () => {
    expect(
      namesInOrder(
        writeAssembly([
          { name: 'B', template: empty },
          { name: 'A', template: empty },
        ]),
      ),
    ).toEqual(['B', 'A']);
  });

  it('follows the manifest’s dependencies', () => {
    const stacks = [
      { name: 'Target', template: empty, dependencies: ['Source'] },
      { name: 'Source', template: empty },
    ];
    expect(namesInOrder(writeAssembly(stacks))).toEqual(['Source', 'Target']);
  });

  it('puts the stack whose output fills a parameter first', () => {
    const needing = { Parameters: { SourceClientId: { Type: 'String' } }, Resources: {} };
    const giving = { Resources: {}, Outputs: { SourceClientId: { Value: 'abc' } } };
    const stacks = [
      { name: 'Target', scope: TARGET, template: needing },
      { name: 'Source', scope: SOURCE, template: giving },
    ];
    expect(namesInOrder(writeAssembly(stacks))).toEqual(['Source', 'Target']);
  });

  it('names stacks that depend on each other in a circle', () => {
    const stacks = [
      { name: 'A', template: empty, dependencies: ['B'] },
      { name: 'B', template: empty, dependencies: ['A'] },
    ];
    expect(() => namesInOrder(writeAssembly(stacks))).toThrow(
      'The stacks need each other in a circle: A -> B -> A.',
    );
  });
});
