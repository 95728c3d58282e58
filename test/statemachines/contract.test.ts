/** The contract between state machines and code, on the real files; and for every rule a made-up machine that breaks it. */
import { readdirSync, readFileSync } from 'node:fs';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import { migration, resources, unbundledApp } from '#test/cdk/migration-builder.ts';
import { BREACHES, type Deployment, SOUND, SOUND_MAP } from './breaches.ts';
import type { MachineFile } from './machine-file.ts';
import { SHAPE_RULES } from './shape-rules.ts';
import { TASK_RULES } from './task-rules.ts';

const CONTRACT = [...SHAPE_RULES, ...TASK_RULES];

const filesIn = (folder: string): MachineFile[] => {
  const stack = new TargetStack(unbundledApp(), 'TargetStack', { migration: migration() });
  const machines = Object.values(resources(stack, 'AWS::StepFunctions::StateMachine'));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.asl.json'))
    .map((name) => {
      const path = `${folder}/${name}`;
      const text = readFileSync(path, 'utf8');
      const found = machines.find(({ Properties }) => Properties.DefinitionString === text)?.Properties;
      if (found === undefined) return { path, text, deployed: undefined };
      const placeholders = Object.keys(found.DefinitionSubstitutions ?? {});
      return {
        path,
        text,
        deployed: { type: found.StateMachineType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD', placeholders },
      };
    });
};

const FILES = filesIn('statemachines');

const fileOf = ({
  definition,
  placeholders = ['Fn'],
  type = 'EXPRESS',
  deployed = true,
}: Deployment): MachineFile => ({
  path: 'statemachines/made-up.asl.json',
  text: JSON.stringify(definition),
  deployed: deployed ? { type, placeholders } : undefined,
});

describe('the state machines', () => {
  it('are found', () => {
    expect(FILES.map(({ path, deployed }) => [path, deployed?.type])).toEqual([
      ['statemachines/cutover.asl.json', 'EXPRESS'],
      ['statemachines/post-migration.asl.json', 'EXPRESS'],
      ['statemachines/sweep.asl.json', 'STANDARD'],
    ]);
  });

  describe.each(FILES)('$path', (file) => {
    it.each(CONTRACT)('$name', ({ violations }) => {
      expect(violations(JSON.parse(file.text), file)).toEqual([]);
    });
  });
});

describe('the contract', () => {
  it.each(CONTRACT)('accepts a sound machine: $name', ({ violations }) => {
    expect(violations(SOUND.definition, fileOf(SOUND))).toEqual([]);
  });

  it.each(CONTRACT)('accepts a sound distributed Map: $name', ({ violations }) => {
    expect(violations(SOUND_MAP.definition, fileOf(SOUND_MAP))).toEqual([]);
  });

  it.each(BREACHES)('refuses a breach: $rule', (breach) => {
    const rule = CONTRACT.find(({ name }) => name.startsWith(breach.rule));
    expect(rule?.violations(breach.definition, fileOf(breach))).toEqual([expect.stringMatching(breach.says)]);
  });

  it('has a breach for every rule', () => {
    expect(CONTRACT.filter(({ name }) => !BREACHES.some(({ rule }) => name.startsWith(rule)))).toEqual([]);
  });
});
