/**
 * Map states: which are modelled. An inline one runs in the engine, a distributed one as executions of their own with
 * the items of the state's input. Reading items from S3, writing results there and batches are refused by name.
 */

import { type AslObject, isDistributedMap, isObject, type Problem } from './asl.ts';
import { checkPath, checkTemplate } from './paths.ts';

/** Beside what every state has that goes on. */
export const MAP_FIELDS: readonly string[] = [
  'ItemProcessor',
  'ItemSelector',
  'ItemsPath',
  'Label',
  'MaxConcurrency',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
];

const DISTRIBUTED_ONLY = ['Label', 'ToleratedFailureCount', 'ToleratedFailurePercentage'];
const PROCESSOR_FIELDS = ['Comment', 'ProcessorConfig', 'QueryLanguage', 'StartAt', 'States'];

/** Developer Guide "Distributed Map state fields", 2026-11. */
const LONGEST_LABEL = 40;

/** `checkStates` is asked about the states of the item processor. */
export const checkMapState = (
  state: AslObject,
  place: string,
  checkStates: (states: AslObject, place: string) => Problem[],
): Problem[] => {
  const { ItemProcessor: processor } = state;
  if (!isObject(processor) || !isObject(processor.States))
    return [{ place, what: 'a Map without ItemProcessor' }];
  const inside = `${place}.ItemProcessor`;
  return [
    ...checkItems(state, place),
    ...unlisted(processor, PROCESSOR_FIELDS, inside),
    ...(processor.QueryLanguage === undefined || processor.QueryLanguage === 'JSONPath'
      ? []
      : [{ place: inside, what: `the query language ${String(processor.QueryLanguage)}; use JSONPath` }]),
    ...(isDistributedMap(state) ? checkDistributed(state, processor, place) : checkInline(state, place)),
    ...distributedWithin(processor.States, `${inside}.States`),
    ...checkStates(processor.States, `${inside}.States`),
  ];
};

const unlisted = (object: AslObject, known: readonly string[], place: string): Problem[] =>
  Object.keys(object)
    .filter((field) => !known.includes(field))
    .map((field) => ({ place: `${place}.${field}`, what: `the field ${field}` }));

const checkItems = ({ ItemsPath, ItemSelector }: AslObject, place: string): Problem[] => [
  ...(ItemsPath === undefined ? [] : checkPath(ItemsPath, `${place}.ItemsPath`)),
  ...(ItemSelector === undefined ? [] : checkSelector(ItemSelector, `${place}.ItemSelector`)),
];

/** `$$.Map.Item` is there in the selector and nowhere else: within the processor the engine does not supply it. */
const checkSelector = (selector: unknown, place: string): Problem[] =>
  isObject(selector)
    ? checkTemplate(withoutMapItem(selector), place)
    : [{ place, what: 'a template that is not an object' }];

/** The rest of a path to the item is checked as a path into the input would be. */
const withoutMapItem = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replace(/\$\$\.Map\.Item\.(Index\b|Value\b)/g, () => '$');
  if (Array.isArray(value)) return value.map(withoutMapItem);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutMapItem(inner)]));
};

const checkInline = (state: AslObject, place: string): Problem[] =>
  DISTRIBUTED_ONLY.filter((field) => state[field] !== undefined).map((field) => ({
    place: `${place}.${field}`,
    what: `the field ${field} of a Map that is not DISTRIBUTED`,
  }));

const checkDistributed = (state: AslObject, processor: AslObject, place: string): Problem[] => {
  const { ExecutionType: type, ...rest } = processor.ProcessorConfig as AslObject;
  const { Label: label } = state;
  const usable = label === undefined || (typeof label === 'string' && /^[\w-]+$/.test(label));
  return [
    ...unlisted(rest, ['Mode'], `${place}.ItemProcessor.ProcessorConfig`),
    ...(type === 'EXPRESS'
      ? []
      : [{ place, what: `children of the type ${String(type)}; use ExecutionType EXPRESS` }]),
    ...(usable && String(label ?? '').length <= LONGEST_LABEL
      ? []
      : [
          {
            place: `${place}.Label`,
            what: `the label; use at most ${LONGEST_LABEL} letters, digits, - and _`,
          },
        ]),
  ];
};

/** Express executions run no Distributed Map. Developer Guide "Choosing workflow type", 2026-11; in inline ones it is left out here. */
const distributedWithin = (states: AslObject, place: string): Problem[] =>
  Object.entries(states)
    .filter(([, state]) => isObject(state) && isDistributedMap(state))
    .map(([name]) => ({ place: `${place}.${name}`, what: 'a Distributed Map within a Map' }));
