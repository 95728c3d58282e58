/** Evaluates a value of a template: every intrinsic function in it is replaced by what it stands for. */
import { NotModelled } from '../../cloud/service.ts';
import { invalid } from '../errors.ts';
import { isRecord } from './arguments.ts';
import { type Environment, type Evaluation, type Intrinsic, NO_VALUE } from './environment.ts';
import { and, branch, contains, equals, not, or, truth } from './logic-functions.ts';
import { getAtt, importValue, ref } from './reference-functions.ts';
import { join, select, split, sub, zones } from './text-functions.ts';

/** The intrinsic functions the rehearsal models. */
export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: ref,
  'Fn::GetAtt': getAtt,
  'Fn::ImportValue': importValue,
  'Fn::Join': join,
  'Fn::Split': split,
  'Fn::Select': select,
  'Fn::Sub': sub,
  'Fn::GetAZs': zones,
  'Fn::If': branch,
  'Fn::Equals': equals,
  'Fn::Not': not,
  'Fn::And': and,
  'Fn::Or': or,
  'Fn::Contains': contains,
};

/**
 * `value` with its intrinsic functions evaluated and whatever is `AWS::NoValue` left out.
 * @throws {NotModelled} for a function the rehearsal does not know. @throws {DeployError} for a wrong argument.
 */
export const resolve = (value: unknown, environment: Environment): unknown => {
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, environment)).filter((item) => item !== NO_VALUE);
  }
  if (!isRecord(value)) return value;
  const call = intrinsicCall(value);
  if (call) return intrinsicOf(call.name)(call.argument, evaluation(environment));
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, environment)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE));
};

/** Whether a condition or a rule's assertion holds. @throws {DeployError} when it is neither true nor false. */
export const holds = (condition: unknown, environment: Environment): boolean =>
  truth(condition, evaluation(environment));

const evaluation = (environment: Environment): Evaluation => ({
  ...environment,
  resolve: (nested) => resolve(nested, environment),
});

/** The intrinsic function that an object stands for, if it does. @throws {DeployError} when it holds more beside it. */
export const intrinsicCall = (
  value: Record<string, unknown>,
): { name: string; argument: unknown } | undefined => {
  const keys = Object.keys(value);
  const name = keys.find((key) => key === 'Ref' || key.startsWith('Fn::'));
  if (name === undefined) return undefined;
  if (keys.length > 1)
    throw invalid(
      `${name} must stand alone in its object, not beside ${keys.filter((key) => key !== name).join(', ')}.`,
    );
  return { name, argument: value[name] };
};

const intrinsicOf = (name: string): Intrinsic => {
  const intrinsic = INTRINSICS[name];
  if (!intrinsic) throw new NotModelled(`the intrinsic function ${name}`);
  return intrinsic;
};
