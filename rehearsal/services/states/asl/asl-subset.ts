/**
 * What of the Amazon States Language a rehearsal runs as Step Functions would. The local engine ignores in silence what
 * it does not know; so everything that is not listed here is refused by name before anything runs.
 */

import { TASK_TYPES } from '../tasks/task-types.ts';
import { type AslObject, isObject, type Problem } from './asl.ts';
import { checkChoiceRule } from './choice-rules.ts';
import { canBeRaised, MAP_ERRORS } from './error-names.ts';
import { checkMapState, MAP_FIELDS } from './map-state.ts';
import { checkPath, checkResultPath, checkTemplate } from './paths.ts';

const COMMON = ['Comment', 'InputPath', 'OutputPath', 'QueryLanguage', 'Type'];
const ONWARD = [...COMMON, 'End', 'Next'];

/** Fields by state type; those of a Map are in `map-state.ts`. Parallel is not modelled. */
const STATE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [
    ...ONWARD,
    'Catch',
    'Parameters',
    'Resource',
    'ResultPath',
    'ResultSelector',
    'Retry',
    'TimeoutSeconds',
  ],
  Map: [...ONWARD, ...MAP_FIELDS, 'Catch', 'ResultPath', 'ResultSelector', 'Retry'],
  Pass: [...ONWARD, 'Parameters', 'Result', 'ResultPath'],
  Wait: [...ONWARD, 'Seconds'],
  Choice: [...COMMON, 'Choices', 'Default'],
  Succeed: COMMON,
  Fail: ['Cause', 'CausePath', 'Comment', 'Error', 'ErrorPath', 'QueryLanguage', 'Type'],
};

const MACHINE_FIELDS = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
const RETRY_FIELDS = [
  'BackoffRate',
  'Comment',
  'ErrorEquals',
  'IntervalSeconds',
  'JitterStrategy',
  'MaxAttempts',
  'MaxDelaySeconds',
];
const CATCH_FIELDS = ['Comment', 'ErrorEquals', 'Next', 'ResultPath'];

/** Every part of a definition that the local engine would not run as AWS does; empty for one that can be rehearsed. */
export const checkAslSubset = (definition: unknown): readonly Problem[] => {
  if (!isObject(definition) || !isObject(definition.States))
    return [{ place: 'States', what: 'is missing: this is no state machine' }];
  return [
    ...unknownFields(definition, MACHINE_FIELDS, ''),
    ...checkQueryLanguage(definition, ''),
    ...checkStates(definition.States, 'States'),
  ];
};

const checkStates = (states: AslObject, place: string): Problem[] =>
  Object.entries(states).flatMap(([name, state]) => checkState(state, `${place}.${name}`));

const unknownFields = (object: AslObject, known: readonly string[], place: string): Problem[] =>
  Object.keys(object)
    .filter((field) => !known.includes(field))
    .map((field) => ({ place: at(place, field), what: `the field ${field}` }));

const at = (place: string, field: string): string => (place === '' ? field : `${place}.${field}`);

const checkQueryLanguage = ({ QueryLanguage: language }: AslObject, place: string): Problem[] =>
  language === undefined || language === 'JSONPath'
    ? []
    : [{ place: at(place, 'QueryLanguage'), what: `the query language ${String(language)}; use JSONPath` }];

const checkState = (state: unknown, place: string): Problem[] => {
  if (!isObject(state)) return [{ place, what: 'is not a state' }];
  const type = String(state.Type);
  const fields = Object.hasOwn(STATE_FIELDS, type) ? STATE_FIELDS[type] : undefined;
  if (!fields) return [{ place, what: `the state type ${type}` }];
  return [
    ...unknownFields(state, fields, place),
    ...checkQueryLanguage(state, place),
    ...['InputPath', 'OutputPath', 'ErrorPath', 'CausePath'].flatMap((field) =>
      state[field] === undefined || state[field] === null ? [] : checkPath(state[field], at(place, field)),
    ),
    ...(state.ResultPath === undefined ? [] : checkResultPath(state.ResultPath, at(place, 'ResultPath'))),
    ...['Parameters', 'ResultSelector'].flatMap((field) => checkTemplateField(state, field, place)),
    ...checkByType(type, state, place),
  ];
};

const checkTemplateField = (state: AslObject, field: string, place: string): Problem[] => {
  const template = state[field];
  if (template === undefined) return [];
  if (!isObject(template)) return [{ place: at(place, field), what: 'a template that is not an object' }];
  return checkTemplate(template, at(place, field));
};

const checkByType = (type: string, state: AslObject, place: string): Problem[] => {
  if (type === 'Task') return checkTask(state, place);
  if (type === 'Map') return [...checkMapState(state, place, checkStates), ...checkHandlers(state, place)];
  if (type === 'Choice')
    return list(state.Choices).flatMap((rule, index) => checkChoiceRule(rule, `${place}.Choices[${index}]`));
  if (type === 'Pass' && state.Result !== undefined) return checkPassResult(state, place);
  // The engine would make up an error's name.
  if (type === 'Fail' && state.Error === undefined && state.ErrorPath === undefined)
    return [{ place, what: 'a Fail without Error; name one' }];
  if (type === 'Wait' && typeof state.Seconds !== 'number')
    return [{ place, what: 'a Wait without Seconds' }];
  return [];
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The engine passes over a result that is false, 0, "" or null, and takes it before Parameters. */
const checkPassResult = ({ Result: result, Parameters: parameters }: AslObject, place: string): Problem[] => [
  ...(result ? [] : [{ place: at(place, 'Result'), what: `the result ${JSON.stringify(result)}` }]),
  ...(parameters === undefined ? [] : [{ place, what: 'Result beside Parameters' }]),
];

const checkTask = (state: AslObject, place: string): Problem[] => [
  // Without it a task may run for years on AWS; the engine would end it after a minute.
  ...(typeof state.TimeoutSeconds === 'number' ? [] : [{ place, what: 'a Task without TimeoutSeconds' }]),
  ...checkResource(state, place),
  ...checkHandlers(state, place),
];

const checkHandlers = (state: AslObject, place: string): Problem[] => {
  // What only a Map can raise would wait in a Task for ever.
  const known = (name: string) => canBeRaised(name) || (state.Type === 'Map' && MAP_ERRORS.includes(name));
  return [
    ...list(state.Retry).flatMap((retrier, index) =>
      checkHandler(retrier, RETRY_FIELDS, known, `${place}.Retry[${index}]`),
    ),
    ...list(state.Catch).flatMap((catcher, index) =>
      checkHandler(catcher, CATCH_FIELDS, known, `${place}.Catch[${index}]`),
    ),
  ];
};

const checkResource = ({ Resource, Parameters }: AslObject, place: string): Problem[] => {
  const type = TASK_TYPES.get(String(Resource));
  if (!type) return [{ place: at(place, 'Resource'), what: `the task resource ${String(Resource)}` }];
  const given = Object.keys(isObject(Parameters) ? Parameters : {}).map((key) => key.replace(/\.\$$/, ''));
  return [
    ...given
      .filter((name) => !type.parameters.includes(name))
      .map((name) => ({
        place: at(place, 'Parameters'),
        what: `the parameter ${name} of ${String(Resource)}`,
      })),
    ...type.required
      .filter((name) => !given.includes(name))
      .map((name) => ({
        place: at(place, 'Parameters'),
        what: `${String(Resource)} without the parameter ${name}`,
      })),
  ];
};

const checkHandler = (
  handler: unknown,
  fields: readonly string[],
  known: (name: string) => boolean,
  place: string,
): Problem[] => {
  if (!isObject(handler)) return [{ place, what: 'is not an object' }];
  const names = list(handler.ErrorEquals).map(String);
  return [
    ...unknownFields(handler, fields, place),
    ...(handler.ResultPath === undefined ? [] : checkResultPath(handler.ResultPath, at(place, 'ResultPath'))),
    ...names
      .filter((name) => !known(name))
      .map((name) => ({
        place: at(place, 'ErrorEquals'),
        what: `the error name ${name}, which nothing raises`,
      })),
  ];
};
