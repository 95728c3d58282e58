/** Entry of `cdk synth` and `cdk deploy`: `-c config=<name>` chooses cdk/config/<name>.json, `example` by default. */
import { App } from 'aws-cdk-lib/core';
import { ConfigError, PoolDescriptionError } from '#core/config-error.ts';
import { loadMigration } from './load-migration.ts';
import { SourceStack } from './stacks/source-stack.ts';
import { TargetStack } from './stacks/target-stack.ts';

const build = (app: App): void => {
  const migration = loadMigration(String(app.node.tryGetContext('config') ?? 'example'));
  const source = new SourceStack(app, 'SourceStack', { migration });
  const target = new TargetStack(app, 'TargetStack', { migration });
  // Order only: the target needs the source's client id as a parameter. Nothing of one template names the other.
  target.addStackDependency(source, 'its parameter SourceClientId is an output of the source stack');
};

try {
  build(new App());
} catch (error) {
  if (!(error instanceof ConfigError) && !(error instanceof PoolDescriptionError)) throw error;
  console.error(error.message);
  process.exit(1);
}
