/** What CloudWatch's cross-account observability shares: one list of kinds for the sink, which takes them, and the link, which gives them. */
import { CfnLink, CfnSink } from 'aws-cdk-lib/aws-oam';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';

/** A link may share no kind that the sink's policy does not name. CloudWatch User Guide "CloudWatch cross-account observability", 2026-11 */
export const SHARED_TYPES = ['AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup', 'AWS::XRay::Trace'];

export type TelemetrySharingProps = { readonly migration: Migration };

/** Account B's side, in the region of the source: an account has one sink in a region. */
export class TelemetrySink extends Construct {
  /** Generated, so it is the link's parameter. */
  readonly sinkArn: string;

  constructor(scope: Construct, id: string, { migration: { config, names } }: TelemetrySharingProps) {
    super(scope, id);
    const sink = new CfnSink(this, 'Sink', {
      name: names.telemetrySinkStack,
      policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            // An account, not a role: who may link is for account A to say.
            Principal: { AWS: config.source.accountId },
            Action: ['oam:CreateLink', 'oam:UpdateLink'],
            // The sink itself, to which this policy is attached. OAM API reference "PutSinkPolicy", 2026-11
            Resource: '*',
            Condition: { 'ForAllValues:StringEquals': { 'oam:ResourceTypes': SHARED_TYPES } },
          },
        ],
      },
    });
    this.sinkArn = sink.attrArn;
  }
}

/** Account A's side. Deleting it ends the sharing; traces that were copied before stay in account B. */
export class TelemetryLink extends Construct {
  constructor(scope: Construct, id: string, props: TelemetrySharingProps & { readonly sinkArn: string }) {
    super(scope, id);
    const { metricNamespaces, logGroupPrefixes } = props.migration.config.telemetry;
    new CfnLink(this, 'Link', {
      sinkIdentifier: props.sinkArn,
      // What account B's console calls it. Not $AccountEmail: that is a person's address.
      labelTemplate: '$AccountName',
      resourceTypes: SHARED_TYPES,
      linkConfiguration: {
        metricConfiguration: { filter: `Namespace IN (${metricNamespaces.map(quoted).join(', ')})` },
        logGroupConfiguration: {
          filter: logGroupPrefixes.map((prefix) => `LogGroupName LIKE ${quoted(`${prefix}%`)}`).join(' OR '),
        },
      },
    });
  }
}

/** The schema lets no quotation mark through. */
const quoted = (text: string): string => `'${text}'`;
