/** Optional, both in the source's region: what of account A's metrics, logs and traces account B may see. */
import { CfnOutput, CfnParameter, Stack, type StackProps, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { TelemetryLink, TelemetrySink } from '../constructs/telemetry-sharing.ts';

export type TelemetryStackProps = Omit<StackProps, 'env' | 'stackName'> & { readonly migration: Migration };

/** Account B, region A. Deployed before the link; output `TelemetrySinkArn`. */
export class TelemetrySinkStack extends Stack {
  constructor(scope: Construct, id: string, { migration, ...props }: TelemetryStackProps) {
    const { source, target } = migration.config;
    super(scope, id, {
      description: 'Takes telemetry that the source account of a user migration shares',
      ...props,
      stackName: migration.names.telemetrySinkStack,
      env: { account: target.accountId, region: source.region },
    });
    const { sinkArn } = new TelemetrySink(this, 'Telemetry', { migration });
    new CfnOutput(this, 'TelemetrySinkArn', {
      value: sinkArn,
      description: 'The sink: parameter of the link stack in the other account',
    });
    addTags(this, migration);
  }
}

/** Account A, region A. Takes the parameter `TelemetrySinkArn` unless the configuration names a sink. */
export class TelemetryLinkStack extends Stack {
  constructor(scope: Construct, id: string, { migration, ...props }: TelemetryStackProps) {
    const { source } = migration.config;
    super(scope, id, {
      description: 'Shares telemetry of the source of a user migration with the target account',
      ...props,
      stackName: migration.names.telemetryLinkStack,
      env: { account: source.accountId, region: source.region },
    });
    new TelemetryLink(this, 'Telemetry', { migration, sinkArn: this.#sinkArn(migration) });
    addTags(this, migration);
  }

  #sinkArn({ config: { telemetry, source, target } }: Migration): string {
    if (telemetry.sinkArn !== undefined) return telemetry.sinkArn;
    const parameter = new CfnParameter(this, 'TelemetrySinkArn', {
      description: 'Output TelemetrySinkArn of the sink stack in the other account',
      // Of the one account and region: a mistyped ARN would share with a stranger.
      allowedPattern: `arn:aws[\\w-]*:oam:${source.region}:${target.accountId}:sink/[\\w-]+`,
      constraintDescription: `must be the ARN of a sink of account ${target.accountId} in ${source.region}`,
    });
    return parameter.valueAsString;
  }
}

const addTags = (stack: Stack, { config }: Migration): void => {
  for (const [key, value] of Object.entries(config.tags)) Tags.of(stack).add(key, value);
};
