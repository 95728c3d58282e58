/** What a definition must be before its states are looked at: valid, connected, deployed. */
import { type AslObject, objectAt } from '#cdk/constructs/asl-definition.ts';
import { checkAslSubset } from '#rehearsal/services/states/asl/asl-subset.ts';
import { type MachineFile, scopesOf, statesOf, successorsOf } from './machine-file.ts';
import { oneRoundSeconds, worstCaseSeconds } from './worst-case.ts';

export type ContractRule = {
  /** A sentence that says what holds. */
  readonly name: string;
  /** One line for every violation. */
  readonly violations: (definition: AslObject, file: MachineFile) => readonly string[];
};

type Validator = (definition: object) => { readonly isValid: boolean; errorsText: (join: string) => string };

/** Without types of its own. It writes into what it is given. */
const validate: Validator = require('asl-validator');

/** Express executions end after five minutes. Developer Guide "Quotas", 2026-11 */
const EXPRESS_SECONDS = 300;

export const SHAPE_RULES: readonly ContractRule[] = [
  {
    name: 'asl-validator finds nothing',
    violations: (definition) => {
      const { isValid, errorsText } = validate(structuredClone(definition));
      return isValid ? [] : [errorsText('; ')];
    },
  },
  {
    name: 'the rehearsal runs all of it as Step Functions would',
    violations: (definition) => checkAslSubset(definition).map(({ place, what }) => `${place}: ${what}`),
  },
  {
    name: 'every state can be reached',
    violations: (definition) =>
      scopesOf(definition).flatMap(({ startAt, states }) => {
        const reached = new Set([startAt]);
        for (const name of reached) {
          for (const next of successorsOf(states.get(name) ?? {})) reached.add(next);
        }
        return [...states.keys()]
          .filter((name) => !reached.has(name))
          .map((name) => `${name} is never reached`);
      }),
  },
  {
    name: 'state names are unique in the whole machine',
    violations: (definition) => {
      const names = statesOf(definition).map(([name]) => name);
      return names
        .filter((name, index) => names.indexOf(name) !== index)
        .map((name) => `${name} is used twice`);
    },
  },
  {
    name: 'a machine of the stack has exactly this definition',
    violations: (_, { deployed }) => (deployed === undefined ? ['no machine of the stack has it'] : []),
  },
  {
    name: 'every placeholder is filled by the stack, and none is surplus',
    violations: (_, { text, deployed }) => {
      const used = placeholdersOf(text);
      const filled = deployed?.placeholders ?? used;
      return [
        ...used.filter((name) => !filled.includes(name)).map((name) => `\${${name}} is not filled`),
        ...filled.filter((name) => !used.includes(name)).map((name) => `\${${name}} is surplus`),
      ];
    },
  },
  {
    name: `an Express machine ends within ${EXPRESS_SECONDS} s and its own TimeoutSeconds, even if everything is retried to the last`,
    violations: (definition, { deployed }) => {
      const seconds = worstCaseSeconds(definition);
      const { TimeoutSeconds: own } = definition;
      const limit = Math.min(EXPRESS_SECONDS, typeof own === 'number' ? own : EXPRESS_SECONDS);
      return deployed?.type !== 'EXPRESS' || seconds < limit
        ? []
        : [`it may take ${Math.ceil(seconds)} s; shorten timeouts or retries`];
    },
  },
  {
    name: `a child of a distributed Map is Express, gets through one round within ${EXPRESS_SECONDS} s, and none may fail unseen`,
    violations: (definition) =>
      statesOf(definition).flatMap(([name, state]) => {
        const children = objectAt(state, 'ItemProcessor');
        const { Mode, ExecutionType } = objectAt(children, 'ProcessorConfig');
        if (Mode !== 'DISTRIBUTED') return [];
        const seconds = oneRoundSeconds(children);
        return [
          ...(ExecutionType === 'EXPRESS'
            ? []
            : [`${name} starts children of type ${String(ExecutionType)}`]),
          ...(seconds < EXPRESS_SECONDS ? [] : [`${name}: one round may take ${Math.ceil(seconds)} s`]),
          ...['ToleratedFailurePercentage', 'ToleratedFailureCount']
            .filter((field) => state[field] !== undefined && state[field] !== 0)
            .map((field) => `${name} has a ${field}`),
        ];
      }),
  },
];

const placeholdersOf = (text: string): string[] => [
  ...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name)),
];
