/** `AWS::CDK::Metadata`: usage statistics of the CDK; the one resource that does nothing in AWS either. */
import * as z from 'zod';
import { resourceType } from '../resource-type.ts';

export const cdkMetadata = resourceType({
  type: 'AWS::CDK::Metadata',
  properties: z.strictObject({ Analytics: z.string().exactOptional() }),
  attributes: [],
  create: (_, { generatedName }) => ({ ref: generatedName(), attributes: {} }),
  update: (_, __, { ref }) => ({ ref, attributes: {} }),
  remove: () => {},
});
