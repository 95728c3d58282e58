/**
 * Deploys one stack: makes what is new, updates in place what changed, removes what is gone. A failure ends the
 * deployment where it is; rolling back is not modelled (but delete-stack.ts takes away what is there).
 */
import { isDeepStrictEqual } from 'node:util';
import type { Cloud } from '../cloud/cloud.ts';
import { NotModelled } from '../cloud/service.ts';
import type { StackArtifact } from './assembly.ts';
import { checkRules } from './conditions.ts';
import { at, invalid } from './errors.ts';
import { asText } from './intrinsics/arguments.ts';
import type { Environment } from './intrinsics/environment.ts';
import { findReferences } from './intrinsics/find-references.ts';
import { resolve } from './intrinsics/resolve.ts';
import { inDependencyOrder } from './order.ts';
import { parameterValues } from './parameters.ts';
import { removeResources, resourceContext, typeNamed } from './remove-resources.ts';
import { CreationFailed, type ResourceType } from './resource-type.ts';
import { parameterLookup, stackEnvironment } from './stack-environment.ts';
import { type Created, type DeployedResource, emptyStack, type StackState, stackKey } from './stack-state.ts';
import type { Template, TemplateResource } from './template.ts';

/** Where parameter values come from that the assembly does not fix: outputs of stacks deployed before. */
export type GivenParameters = (name: string) => string | undefined;

/** @throws {DeployError} naming stack, resource and reason. */
export const deployStack = async (
  cloud: Cloud,
  artifact: StackArtifact,
  given: GivenParameters,
): Promise<StackState> => {
  const { name, scope, template } = artifact;
  const values = parameterValues(
    name,
    template.Parameters,
    (parameter) => artifact.parameters[parameter] ?? given(parameter),
  );
  const parameter = parameterLookup(name, scope, values);
  checkRules(name, template, parameter);
  const stack = cloud.stacks.get(stackKey(scope, name)) ?? emptyStack(name, scope);
  cloud.stacks.set(stackKey(scope, name), stack);
  const environment = stackEnvironment(stack, template, parameter, cloud.stacks);
  const order = creationOrder(name, template, environment.condition);
  for (const logicalId of order) await deployResource({ cloud, artifact, stack, environment }, logicalId);
  await removeOthers({ cloud, artifact, stack, environment }, order);
  await at(`${name}, outputs`, () => setOutputs(stack, template, environment));
  return stack;
};

type Deploying = {
  readonly cloud: Cloud;
  readonly artifact: StackArtifact;
  readonly stack: StackState;
  readonly environment: Environment;
};

/** Logical ids of the resources to make, each after those it needs. @throws {DeployError} naming a cycle. */
const creationOrder = (stack: string, template: Template, condition: (name: string) => boolean): string[] => {
  const resources = new Map(
    Object.entries(template.Resources).filter(([, resource]) => isWanted(resource, condition)),
  );
  const needs = (id: string): string[] => {
    const resource = resources.get(id);
    const references = findReferences(resource?.Properties, condition).references.map(
      (reference) => reference.name,
    );
    return [...(resource?.DependsOn ?? []), ...references].filter((other) => resources.has(other));
  };
  return inDependencyOrder([...resources.keys()], needs, `The resources of stack ${stack}`);
};

const isWanted = (part: { readonly Condition?: string }, condition: (name: string) => boolean): boolean =>
  part.Condition === undefined || condition(part.Condition);

const deployResource = (deploying: Deploying, logicalId: string): Promise<void> => {
  const { artifact, stack, environment } = deploying;
  const resource = artifact.template.Resources[logicalId];
  if (!resource) throw invalid(`There is no resource ${logicalId}.`);
  return at(`${stack.name}/${logicalId} (${resource.Type})`, async () => {
    const properties = resolve(resource.Properties ?? {}, environment);
    const retained = resource.DeletionPolicy !== undefined && resource.DeletionPolicy !== 'Delete';
    const known = { logicalId, type: resource.Type, properties, retained };
    try {
      const created = await applyResource(deploying, logicalId, resource, properties);
      stack.resources.set(logicalId, { ...created, ...known });
    } catch (error) {
      if (error instanceof CreationFailed)
        stack.resources.set(logicalId, { ...error.created, ...known, failed: true });
      throw error;
    }
  });
};

const applyResource = async (
  deploying: Deploying,
  logicalId: string,
  resource: TemplateResource,
  properties: unknown,
): Promise<Created> => {
  const type = typeNamed(resource.Type);
  const { cloud, stack, artifact } = deploying;
  const context = resourceContext({ cloud, stack, assets: artifact.assets }, logicalId);
  const deployed = stack.resources.get(logicalId);
  if (!deployed || deployed.failed) return type.create(properties, context);
  if (isDeepStrictEqual(deployed.properties, properties)) return deployed;
  if (!type.update || isReplacement(type, deployed, properties)) {
    throw new NotModelled('this change of a deployed resource; start a new rehearsal with the new assembly');
  }
  return type.update(properties, context, deployed);
};

const isReplacement = (type: ResourceType, deployed: DeployedResource, properties: unknown): boolean => {
  const [before, after] = [deployed.properties, properties] as Record<string, unknown>[];
  return (
    deployed.type !== type.type ||
    type.replacedBy.some((name) => !isDeepStrictEqual(before?.[name], after?.[name]))
  );
};

/** Removes what an earlier template had and this one has not. */
const removeOthers = ({ cloud, stack, artifact }: Deploying, wanted: readonly string[]): Promise<void> =>
  removeResources({ cloud, stack, assets: artifact.assets }, (id) => !wanted.includes(id));

const setOutputs = (stack: StackState, template: Template, environment: Environment): void => {
  stack.outputs.clear();
  stack.exports.clear();
  for (const [name, output] of Object.entries(template.Outputs)) {
    if (!isWanted(output, environment.condition)) continue;
    const value = asText(resolve(output.Value, environment), `Output ${name}`);
    stack.outputs.set(name, value);
    if (output.Export)
      stack.exports.set(asText(resolve(output.Export.Name, environment), `Export of ${name}`), value);
  }
};
