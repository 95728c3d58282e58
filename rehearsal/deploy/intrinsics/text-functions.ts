/** The intrinsic functions that make and take apart texts and lists. */
import { invalid } from '../errors.ts';
import { asList, asRecord, asText, asTuple } from './arguments.ts';
import type { Evaluation, Intrinsic } from './environment.ts';
import { parseSubText, type SubPart } from './sub-text.ts';

export const join: Intrinsic = (argument, evaluation) => {
  const [delimiter, list] = asTuple(argument, 2, 'Fn::Join');
  const items = asList(evaluation.resolve(list), 'The list of Fn::Join');
  return items
    .map((item) => asText(item, 'An element of Fn::Join'))
    .join(asText(delimiter, 'The delimiter of Fn::Join'));
};

export const split: Intrinsic = (argument, evaluation) => {
  const [delimiter, text] = asTuple(argument, 2, 'Fn::Split');
  return asText(evaluation.resolve(text), 'The text of Fn::Split').split(
    asText(delimiter, 'The delimiter of Fn::Split'),
  );
};

export const select: Intrinsic = (argument, evaluation) => {
  const [position, list] = asTuple(argument, 2, 'Fn::Select');
  const index = Number(asText(evaluation.resolve(position), 'The index of Fn::Select'));
  const items = asList(evaluation.resolve(list), 'The list of Fn::Select');
  if (!Number.isInteger(index) || index < 0 || index >= items.length) {
    throw invalid(
      `Fn::Select asks for element ${index} of a list of ${items.length}; the first has index 0.`,
    );
  }
  return items[index];
};

export const sub: Intrinsic = (argument, evaluation) => {
  const [text, variables] = typeof argument === 'string' ? [argument, {}] : asTuple(argument, 2, 'Fn::Sub');
  const own = asRecord(variables, 'The variables of Fn::Sub');
  return parseSubText(asText(text, 'The text of Fn::Sub'))
    .map((part) => (part.kind === 'text' ? part.text : substitute(part, own, evaluation)))
    .join('');
};

const substitute = (
  { name, attribute }: SubPart & { kind: 'variable' },
  own: Readonly<Record<string, unknown>>,
  evaluation: Evaluation,
): string => {
  const path = attribute === undefined ? name : `${name}.${attribute}`;
  if (Object.hasOwn(own, path)) return asText(evaluation.resolve(own[path]), `Variable ${path} of Fn::Sub`);
  return attribute === undefined
    ? asText(evaluation.ref(name), `\${${name}} in Fn::Sub`)
    : evaluation.attribute(name, attribute);
};

/** The first zones of a region; on AWS which of them an account has differs. An empty text is the stack's own region. */
export const zones: Intrinsic = (argument, evaluation) => {
  const region = asText(evaluation.resolve(argument), 'The region of Fn::GetAZs');
  const name = region === '' ? asText(evaluation.ref('AWS::Region'), 'AWS::Region') : region;
  return ['a', 'b', 'c'].map((letter) => `${name}${letter}`);
};
