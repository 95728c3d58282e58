/** `AWS::ApplicationAutoScaling::ScalingPolicy`: checked and noted, like its target. */
import * as z from 'zod';
import { flag, number, text } from '../property-shapes.ts';
import { resourceType } from '../resource-type.ts';

export const scalingPolicy = resourceType({
  type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
  properties: z.strictObject({
    PolicyName: text,
    PolicyType: z.literal('TargetTrackingScaling'),
    ScalingTargetId: text,
    TargetTrackingScalingPolicyConfiguration: z.strictObject({
      TargetValue: number,
      DisableScaleIn: flag.exactOptional(),
      ScaleInCooldown: number.exactOptional(),
      ScaleOutCooldown: number.exactOptional(),
      PredefinedMetricSpecification: z.strictObject({
        PredefinedMetricType: z.literal('LambdaProvisionedConcurrencyUtilization'),
      }),
    }),
  }),
  attributes: ['Arn'],
  create: ({ PolicyName, TargetTrackingScalingPolicyConfiguration: tracking }, { scope, note }) => {
    note(
      `Scaling policy ${PolicyName} would hold utilisation at ${tracking.TargetValue}; it does not act here.`,
    );
    const arn = `arn:aws:autoscaling:${scope.region}:${scope.accountId}:scalingPolicy:local:policyName/${PolicyName}`;
    return { ref: arn, attributes: { Arn: arn } };
  },
});
