/** What a template's intrinsic functions see while its stack is being deployed. */
import type { Scope } from '../cloud/service.ts';
import { conditionsOf, type ParameterLookup } from './conditions.ts';
import { invalid } from './errors.ts';
import type { Environment } from './intrinsics/environment.ts';
import type { ParameterValues } from './parameters.ts';
import { pseudoParameters } from './pseudo-parameters.ts';
import type { DeployedResource, StackState, StackStates } from './stack-state.ts';
import type { Template } from './template.ts';

/** Parameters and pseudo parameters of one stack. @throws {DeployError} for a name that is neither. */
export const parameterLookup = (
  stackName: string,
  scope: Scope,
  values: ParameterValues,
): ParameterLookup => {
  const pseudo: Readonly<Record<string, unknown>> = pseudoParameters(stackName, scope);
  return (name) => {
    if (values.has(name)) return values.get(name);
    if (Object.hasOwn(pseudo, name)) return pseudo[name];
    throw invalid(`Nothing is named ${name}: it is neither a parameter nor a resource that is deployed.`);
  };
};

/** The environment of a stack; resources appear in it as they are added to its state. */
export const stackEnvironment = (
  stack: StackState,
  template: Template,
  parameter: ParameterLookup,
  stacks: StackStates,
): Environment => ({
  ref: (name) => stack.resources.get(name)?.ref ?? parameter(name),
  attribute: (logicalId, attribute) => attributeOf(stack.resources.get(logicalId), logicalId, attribute),
  condition: conditionsOf(template, parameter),
  importValue: (name) => {
    const value = [...stacks.values()]
      .filter((other) => sameScope(other.scope, stack.scope))
      .map((other) => other.exports.get(name));
    const found = value.find((candidate) => candidate !== undefined);
    if (found === undefined)
      throw invalid(`No stack of ${stack.scope.accountId} in ${stack.scope.region} exports ${name}.`);
    return found;
  },
});

const attributeOf = (
  resource: DeployedResource | undefined,
  logicalId: string,
  attribute: string,
): string => {
  if (!resource) throw invalid(`Resource ${logicalId} is not deployed, so it has no attribute ${attribute}.`);
  const value = resource.attributes[attribute];
  if (value === undefined) throw invalid(`${resource.type} ${logicalId} has no attribute ${attribute}.`);
  return value;
};

const sameScope = (left: Scope, right: Scope): boolean =>
  left.accountId === right.accountId && left.region === right.region;
