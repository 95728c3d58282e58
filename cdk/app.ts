/** Entry of `cdk synth` and `cdk deploy`: `-c config=<name>` chooses cdk/config/<name>.json, `example` by default. */
import { App } from 'aws-cdk-lib/core';
import { ConfigError, PoolDescriptionError } from '#core/config-error.ts';
import type { Migration } from '#core/migration.ts';
import { loadMigration } from './load-migration.ts';
import { SourceStack } from './stacks/source-stack.ts';
import { TargetStack } from './stacks/target-stack.ts';
import { TelemetryLinkStack, TelemetrySinkStack } from './stacks/telemetry-stacks.ts';

const build = (app: App): void => {
  const migration = loadMigration(String(app.node.tryGetContext('config') ?? 'example'));
  const source = new SourceStack(app, 'SourceStack', { migration });
  const target = new TargetStack(app, 'TargetStack', { migration });
  // Order only: the target needs the source's client id as a parameter. Nothing of one template names the other.
  target.addStackDependency(source, 'its parameter SourceClientId is an output of the source stack');
  if (migration.config.telemetry.enabled) shareTelemetry(app, migration);
};

/** The sink first: its ARN is the link's parameter. */
const shareTelemetry = (app: App, migration: Migration): void => {
  const sink =
    migration.config.telemetry.sinkArn === undefined
      ? new TelemetrySinkStack(app, 'TelemetrySinkStack', { migration })
      : undefined;
  const link = new TelemetryLinkStack(app, 'TelemetryLinkStack', { migration });
  if (sink !== undefined)
    link.addStackDependency(sink, 'its parameter TelemetrySinkArn is an output of the sink stack');
};

try {
  build(new App());
} catch (error) {
  if (!(error instanceof ConfigError) && !(error instanceof PoolDescriptionError)) throw error;
  console.error(error.message);
  process.exit(1);
}
