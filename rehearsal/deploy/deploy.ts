/** Deploys a synthesized CDK assembly into the local cloud: the local CloudFormation. See deploy.md for what it models. */
import type { Cloud } from '../cloud/cloud.ts';
import { readAssembly } from './assembly.ts';
import { checkTemplate } from './check-template.ts';
import { deployStack } from './deploy-stack.ts';
import { invalid, throwProblems } from './errors.ts';
import { inDeploymentOrder } from './stack-order.ts';
import type { StackState } from './stack-state.ts';
import type { Template } from './template.ts';

/** A stack as it stands after a deployment. */
type DeployedStack = {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Logical id to physical id. */
  readonly resources: Readonly<Record<string, string>>;
  /** What the template asks for that was checked but has no effect in a rehearsal. */
  readonly notes: readonly string[];
};

export type Deployment = {
  /** In the order of deployment. */
  readonly stacks: readonly DeployedStack[];
  /** The output of that name, of whichever stack has it. @throws {DeployError} naming what is missing. */
  output(name: string): string;
  /** Like {@link output}, for outputs that a configuration may leave out. */
  optionalOutput(name: string): string | undefined;
};

/**
 * Deploys the assembly in `directory`. Over a cloud it was deployed to before, stacks are updated in place.
 * Everything that can be checked without deploying is checked first, over all stacks, and reported at once.
 * @param change what is otherwise in the templates than in the assembly, as after an edit between two deployments
 * @throws {DeployError} naming stack, resource and reason; see its codes.
 */
export const deployAssembly = async (
  cloud: Cloud,
  directory: string,
  change: (template: Template) => Template = (template) => template,
): Promise<Deployment> => {
  const artifacts = inDeploymentOrder(readAssembly(directory)).map((artifact) => ({
    ...artifact,
    template: change(artifact.template),
  }));
  if (artifacts.length === 0) throw invalid(`${directory} holds an assembly without stacks.`);
  throwProblems(
    `The assembly in ${directory} cannot be rehearsed:`,
    artifacts.flatMap(({ name, template }) => checkTemplate(name, template)),
  );
  const deployed: StackState[] = [];
  for (const artifact of artifacts) {
    deployed.push(await deployStack(cloud, artifact, (name) => findOutput(deployed, name)));
  }
  return deploymentOf(deployed);
};

const deploymentOf = (stacks: readonly StackState[]): Deployment => ({
  stacks: stacks.map(describe),
  optionalOutput: (name) => findOutput(stacks, name),
  output: (name) => {
    const value = findOutput(stacks, name);
    if (value !== undefined) return value;
    throw invalid(`No stack has an output ${name}; there are ${outputNames(stacks).join(', ') || 'none'}.`);
  },
});

/** Of several outputs of one name, the one deployed last. */
const findOutput = (stacks: readonly StackState[], name: string): string | undefined =>
  stacks.findLast((stack) => stack.outputs.has(name))?.outputs.get(name);

const outputNames = (stacks: readonly StackState[]): string[] =>
  stacks.flatMap((stack) => [...stack.outputs.keys()]);

const describe = (stack: StackState): DeployedStack => ({
  name: stack.name,
  ...stack.scope,
  outputs: Object.fromEntries(stack.outputs),
  resources: Object.fromEntries([...stack.resources].map(([id, resource]) => [id, resource.ref])),
  notes: [...stack.notes],
});
