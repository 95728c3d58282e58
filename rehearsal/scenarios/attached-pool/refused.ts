/** The same deployment into a pool that has a user-migration trigger of its own, in a cloud of its own. */
import { createCloud } from '../../cloud/cloud.ts';
import { deleteStack } from '../../deploy/delete-stack.ts';
import { deployAssembly } from '../../deploy/deploy.ts';
import type { RehearsalInput } from '../../input/load-input.ts';
import { changesBetween, look } from './look.ts';
import { createTheirs, THEIRS } from './their-pool.ts';

export type Refusal = {
  /** What the deployment ended with. */
  readonly said: string;
  /** What it changed in the pool, and what was left of that after the stack was deleted, as a rollback does. */
  readonly changed: string;
  readonly left: string;
};

export const deployOverForeignTrigger = async (
  input: Pick<RehearsalInput, 'pool' | 'address'>,
  assembly: string,
  { seed, stackName }: { readonly seed: number; readonly stackName: string },
): Promise<Refusal> => {
  const cloud = await createCloud({ seed });
  try {
    cloud.cognito.createUserPool(input.address, input.pool, { id: input.address.userPoolId });
    createTheirs(cloud, input.pool, { UserMigration: THEIRS.lambdaArn });
    const before = await look(cloud);
    const said = await deployAssembly(cloud, assembly).then(
      () => 'deployed',
      (error: Error) => error.message,
    );
    const changed = changesBetween(before, await look(cloud));
    await deleteStack(cloud, THEIRS, stackName);
    return { said, changed, left: changesBetween(before, await look(cloud)) };
  } finally {
    await cloud.close();
  }
};
