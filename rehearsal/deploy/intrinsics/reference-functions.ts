/** The intrinsic functions that refer to something: parameters, resources, other stacks' exports. */
import { asText, asTuple } from './arguments.ts';
import type { Intrinsic } from './environment.ts';
import { splitAttribute } from './sub-text.ts';

export const ref: Intrinsic = (argument, evaluation) => evaluation.ref(asText(argument, 'Ref'));

export const getAtt: Intrinsic = (argument, evaluation) => evaluation.attribute(...getAttTarget(argument));

export const importValue: Intrinsic = (argument, evaluation) =>
  evaluation.importValue(asText(evaluation.resolve(argument), 'Fn::ImportValue'));

/** Logical id and attribute of an `Fn::GetAtt`, which is a pair or `Resource.Attribute`. */
export const getAttTarget = (argument: unknown): [string, string] => {
  const [logicalId, attribute] =
    typeof argument === 'string' ? splitAttribute(argument) : asTuple(argument, 2, 'Fn::GetAtt');
  return [asText(logicalId, 'The resource of Fn::GetAtt'), asText(attribute, 'The attribute of Fn::GetAtt')];
};
