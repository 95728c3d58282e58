/**
 * How reading and deploying an assembly ends when it cannot go on: one error that says where, what, and whether the
 * assembly is wrong or the rehearsal too small.
 */
import { NotModelled } from '../cloud/service.ts';

/**
 * `NotModelled`: correct, but nothing the rehearsal knows. `InvalidAssembly`: CloudFormation would refuse it too.
 * `DeployFailed`: a service refused a resource. `SynthFailed`: there is no assembly.
 */
export type DeployErrorCode = 'NotModelled' | 'InvalidAssembly' | 'DeployFailed' | 'SynthFailed';

/** The only error that leaves `rehearsal/deploy/`. Its message is for the user, without a stack trace. */
export class DeployError extends Error {
  readonly code: DeployErrorCode;
  constructor(code: DeployErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DeployError';
    this.code = code;
  }
}

/** One thing found wrong before anything was deployed. */
export type Problem = { readonly code: 'NotModelled' | 'InvalidAssembly'; readonly message: string };

/** Says that the assembly is wrong. `message` names the wrong value and what to change. */
export const invalid = (message: string): DeployError => new DeployError('InvalidAssembly', message);

/** Throws every problem at once, so that an assembly is repaired in one go. Does nothing without problems. */
export const throwProblems = (heading: string, problems: readonly Problem[]): void => {
  if (problems.length === 0) return;
  const code = problems.some((problem) => problem.code === 'NotModelled') ? 'NotModelled' : 'InvalidAssembly';
  throw new DeployError(code, [heading, ...problems.map((problem) => `- ${problem.message}`)].join('\n'));
};

/** Runs one step of a deployment; what it throws is thrown again with the place in front of it. */
export const at = async <Result>(place: string, step: () => Result | Promise<Result>): Promise<Result> => {
  try {
    return await step();
  } catch (error) {
    throw new DeployError(codeOf(error), `${place}: ${messageOf(error)}`, { cause: error });
  }
};

const codeOf = (error: unknown): DeployErrorCode => {
  if (error instanceof NotModelled) return 'NotModelled';
  return error instanceof DeployError ? error.code : 'DeployFailed';
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
