/** What every call of a state machine must have: an end, another try, and a way on when it fails for good. */
import type { AslObject } from '#cdk/constructs/asl-definition.ts';
import { errorsOf } from './error-names.ts';
import { listAt, statesOf, tasksOf } from './machine-file.ts';
import type { ContractRule } from './shape-rules.ts';

export const TASK_RULES: readonly ContractRule[] = [
  {
    name: 'every Task has a timeout',
    violations: (definition) =>
      tasksOf(definition)
        .filter(([, state]) => !Number.isInteger(state.TimeoutSeconds))
        .map(([name]) => `${name} has no TimeoutSeconds; the default is 60 s or forever`),
  },
  {
    name: 'every Task is retried with backoff and jitter',
    violations: (definition) =>
      tasksOf(definition).flatMap(([name, state]) => {
        const retriers = listAt(state, 'Retry').filter(({ MaxAttempts }) => MaxAttempts !== 0);
        if (retriers.length === 0) return [`${name} is never retried`];
        return retriers.flatMap((retrier) =>
          tooHasty(retrier).map((reason) => `${name}, retry of ${namesOf(retrier).join(', ')}: ${reason}`),
        );
      }),
  },
  {
    name: 'every Task has a way on for every error',
    violations: (definition) =>
      tasksOf(definition)
        .filter(
          ([, state]) => !listAt(state, 'Catch').some((catcher) => namesOf(catcher).includes('States.ALL')),
        )
        .map(([name]) => `${name} has no Catch of States.ALL`),
  },
  {
    name: 'States.ALL stands alone and last',
    violations: (definition) =>
      statesOf(definition).flatMap(([name, state]) =>
        ['Retry', 'Catch'].flatMap((field) =>
          listAt(state, field).flatMap((entry, index, entries) =>
            namesOf(entry).includes('States.ALL') && (namesOf(entry).length > 1 || index < entries.length - 1)
              ? [`${name}, ${field}[${index}]`]
              : [],
          ),
        ),
      ),
  },
  {
    name: 'every ErrorEquals is a name of ours or of AWS that this call can fail with',
    violations: (definition) =>
      statesOf(definition).flatMap(([name, state]) => {
        const known = errorsOf(state.Resource);
        return [...listAt(state, 'Retry'), ...listAt(state, 'Catch')]
          .flatMap(namesOf)
          .filter((error) => !known.includes(error))
          .map((error) => `${name} cannot fail with ${error}`);
      }),
  },
];

const tooHasty = ({ IntervalSeconds, BackoffRate, JitterStrategy, MaxAttempts }: AslObject): string[] => [
  ...(Number.isInteger(IntervalSeconds) ? [] : ['IntervalSeconds is missing']),
  ...(Number.isInteger(MaxAttempts) ? [] : ['MaxAttempts is missing']),
  ...(typeof BackoffRate === 'number' && BackoffRate > 1 ? [] : ['BackoffRate must be above 1']),
  ...(JitterStrategy === 'FULL' ? [] : ['JitterStrategy must be FULL']),
];

const namesOf = ({ ErrorEquals }: AslObject): string[] =>
  Array.isArray(ErrorEquals) ? ErrorEquals.map(String) : [];
