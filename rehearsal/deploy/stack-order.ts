/** In which order the stacks of an assembly are deployed. */
import type { StackArtifact } from './assembly.ts';
import { inDependencyOrder } from './order.ts';

/**
 * Stacks after those the manifest says they depend on, and after those whose output fills one of their parameters;
 * otherwise as the manifest lists them. @throws {DeployError} naming a cycle.
 */
export const inDeploymentOrder = (stacks: readonly StackArtifact[]): StackArtifact[] => {
  const byId = new Map(stacks.map((stack) => [stack.id, stack]));
  const needs = (id: string): string[] => {
    const stack = byId.get(id);
    return stack ? [...stack.dependencies, ...providers(stack, stacks)] : [];
  };
  return inDependencyOrder([...byId.keys()], needs, 'The stacks').flatMap((id) => byId.get(id) ?? []);
};

/** Other stacks with an output of the name of one of this stack's parameters. */
const providers = (stack: StackArtifact, stacks: readonly StackArtifact[]): string[] => {
  const open = Object.keys(stack.template.Parameters).filter((name) => stack.parameters[name] === undefined);
  return stacks
    .filter(
      (other) => other.id !== stack.id && open.some((name) => Object.hasOwn(other.template.Outputs, name)),
    )
    .map((other) => other.id);
};
