/** The values of a template's parameters, checked as CloudFormation checks them. */
import { NotModelled } from '../cloud/service.ts';
import { DeployError, invalid, type Problem, throwProblems } from './errors.ts';
import type { Template, TemplateParameter } from './template.ts';

/** The local accounts count as bootstrapped, with any version the templates' rules may ask for. */
const BOOTSTRAP_VERSION = '1000';
const BOOTSTRAP_PARAMETER = /^\/cdk-bootstrap\/[^/]+\/version$/;

export type ParameterValues = ReadonlyMap<string, unknown>;

/**
 * Every parameter's value: what `given` knows, else the default.
 * @throws {DeployError} that names the stack and every parameter without a value or with a wrong one.
 */
export const parameterValues = (
  stack: string,
  parameters: Template['Parameters'],
  given: (name: string) => string | undefined,
): ParameterValues => {
  const problems: Problem[] = [];
  const values = new Map<string, unknown>();
  for (const [name, parameter] of Object.entries(parameters)) {
    try {
      values.set(name, parameterValue(name, parameter, given(name)));
    } catch (error) {
      if (!(error instanceof DeployError || error instanceof NotModelled)) throw error;
      problems.push({
        code: error instanceof NotModelled ? 'NotModelled' : 'InvalidAssembly',
        message: error.message,
      });
    }
  }
  throwProblems(`Stack ${stack} cannot be deployed:`, problems);
  return values;
};

const parameterValue = (name: string, parameter: TemplateParameter, given: string | undefined): unknown => {
  if (parameter.Type === 'AWS::SSM::Parameter::Value<String>')
    return storedValue(name, given ?? parameter.Default);
  const value = given ?? parameter.Default;
  if (value === undefined) {
    throw invalid(
      `Parameter ${name} has no value: it has no default, and no stack deployed before has an output ${name}.`,
    );
  }
  const items = parameter.Type.includes('List') ? value.split(',').map((item) => item.trim()) : value;
  for (const item of [items].flat()) checkValue(name, parameter, item);
  return items;
};

/** Values from the SSM parameter store; of those only CDK's own bootstrap version exists here. */
const storedValue = (name: string, path = 'nothing'): string => {
  if (BOOTSTRAP_PARAMETER.test(path)) return BOOTSTRAP_VERSION;
  throw new NotModelled(`the SSM parameter ${path} (parameter ${name})`);
};

const checkValue = (name: string, parameter: TemplateParameter, value: string): void => {
  const broken = constraints(parameter).find(([, holds]) => !holds(value));
  if (!broken) return;
  const shown = parameter.NoEcho ? 'Its value (NoEcho)' : `${JSON.stringify(value)}`;
  const remedy = parameter.ConstraintDescription ? ` ${parameter.ConstraintDescription}` : '';
  throw invalid(`Parameter ${name}: ${shown} does not satisfy ${broken[0]}.${remedy}`);
};

type Constraint = readonly [name: string, holds: (value: string) => boolean];

/** CloudFormation User Guide, "Parameters section": a pattern must match the whole value; 2026-11. */
const constraints = (parameter: TemplateParameter): Constraint[] => [
  [
    'Type Number',
    (value) => !parameter.Type.includes('Number') || (value !== '' && Number.isFinite(Number(value))),
  ],
  ...when(parameter.AllowedPattern, 'AllowedPattern', (pattern) => {
    const expression = new RegExp(`^(?:${pattern})$`);
    return (value) => expression.test(value);
  }),
  ...when(parameter.AllowedValues, 'AllowedValues', (allowed) => (value) => allowed.includes(value)),
  ...when(parameter.MinLength, 'MinLength', (least) => (value) => value.length >= least),
  ...when(parameter.MaxLength, 'MaxLength', (most) => (value) => value.length <= most),
  ...when(parameter.MinValue, 'MinValue', (least) => (value) => Number(value) >= least),
  ...when(parameter.MaxValue, 'MaxValue', (most) => (value) => Number(value) <= most),
];

const when = <Limit>(
  limit: Limit | undefined,
  name: string,
  check: (limit: Limit) => (value: string) => boolean,
): Constraint[] =>
  limit === undefined
    ? []
    : [[`${name} ${Array.isArray(limit) ? limit.join(', ') : String(limit)}`, check(limit)]];
