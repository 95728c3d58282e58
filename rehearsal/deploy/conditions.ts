/** The named conditions of a template, evaluated when they are asked for, and its rules. */
import { invalid, throwProblems } from './errors.ts';
import type { Environment } from './intrinsics/environment.ts';
import { holds } from './intrinsics/resolve.ts';
import type { Template } from './template.ts';

/** What conditions and rules may refer to: parameters and pseudo parameters, no resources. */
export type ParameterLookup = (name: string) => unknown;

/** Tells whether a condition of the template holds. @throws {DeployError} for unknown names and circles. */
export const conditionsOf = (template: Template, parameter: ParameterLookup): ((name: string) => boolean) => {
  const known = new Map<string, boolean>();
  const pending: string[] = [];
  const condition = (name: string): boolean => {
    const value = known.get(name);
    if (value !== undefined) return value;
    if (!Object.hasOwn(template.Conditions, name))
      throw invalid(`There is no condition ${name} in the template.`);
    if (pending.includes(name))
      throw invalid(`Conditions need each other in a circle: ${[...pending, name].join(' -> ')}.`);
    pending.push(name);
    const result = holds(template.Conditions[name], conditionEnvironment(parameter, condition));
    pending.pop();
    known.set(name, result);
    return result;
  };
  return condition;
};

/** Checks the template's rules. @throws {DeployError} with the descriptions of all assertions that do not hold. */
export const checkRules = (stack: string, template: Template, parameter: ParameterLookup): void => {
  const environment = conditionEnvironment(parameter, (name) => {
    throw invalid(`Rules cannot use conditions (${name}).`);
  });
  const broken = Object.entries(template.Rules).flatMap(([name, rule]) => {
    if (rule.RuleCondition !== undefined && !holds(rule.RuleCondition, environment)) return [];
    return rule.Assertions.filter((assertion) => !holds(assertion.Assert, environment)).map(
      (assertion) => `Rule ${name}: ${assertion.AssertDescription ?? 'an assertion does not hold'}`,
    );
  });
  throwProblems(
    `Stack ${stack} cannot be deployed:`,
    broken.map((message) => ({ code: 'InvalidAssembly', message })),
  );
};

const conditionEnvironment = (ref: ParameterLookup, condition: (name: string) => boolean): Environment => ({
  ref,
  condition,
  attribute: (logicalId) => {
    throw invalid(`Conditions and rules cannot refer to resources (${logicalId}).`);
  },
  importValue: (name) => {
    throw invalid(`Conditions and rules cannot import values (${name}).`);
  },
});
