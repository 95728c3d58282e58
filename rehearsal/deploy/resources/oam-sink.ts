/** `AWS::Oam::Sink`: where other accounts' telemetry would arrive; its policy is judged when a link is made. */
import * as z from 'zod';
import type { PolicyDocument } from '../../cloud/iam.ts';
import { policyDocument, text } from '../property-shapes.ts';
import { resourceType } from '../resource-type.ts';

export const oamSink = resourceType({
  type: 'AWS::Oam::Sink',
  properties: z.strictObject({
    Name: z.string().regex(/^[\w.-]{1,255}$/, 'must have letters, digits, . _ and -'),
    Policy: policyDocument.exactOptional(),
    Tags: z.record(z.string(), text).exactOptional(),
  }),
  attributes: ['Arn'],
  replacedBy: ['Name'],
  create: ({ Name, Policy }, { cloud, scope, note }) => {
    const { arn } = cloud.oam.createSink(scope, Name, Policy as PolicyDocument | undefined);
    note(`Sink ${Name}: links to it are checked, and nothing is shared.`);
    return { ref: arn, attributes: { Arn: arn } };
  },
  update: ({ Policy }, { cloud }, deployed) => {
    cloud.oam.putSinkPolicy(deployed.ref, Policy as PolicyDocument | undefined);
    return deployed;
  },
  remove: ({ cloud }, { ref }) => cloud.oam.deleteSink(ref),
});
