/** Deletes a stack as CloudFormation does: every resource but those that are retained, last made first. */
import type { Cloud } from '../cloud/cloud.ts';
import type { Scope } from '../cloud/service.ts';
import { invalid } from './errors.ts';
import { removeResources } from './remove-resources.ts';
import { stackKey } from './stack-state.ts';

/** @throws {DeployError} naming stack, resource and reason; what was not reached is still there. */
export const deleteStack = async (cloud: Cloud, scope: Scope, name: string): Promise<void> => {
  const stack = cloud.stacks.get(stackKey(scope, name));
  if (!stack) throw invalid(`No stack ${name} is deployed in ${scope.accountId}, ${scope.region}.`);
  await removeResources({ cloud, stack }, () => true);
  cloud.stacks.delete(stackKey(scope, name));
};
