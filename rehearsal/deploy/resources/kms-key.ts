/** `AWS::KMS::Key`: a symmetric key. Its policy is judged; nothing is encrypted with it, and nothing rotates. */
import * as z from 'zod';
import type { PolicyDocument } from '../../cloud/iam.ts';
import { flag, number, policyDocument, tags, text } from '../property-shapes.ts';
import { resourceType } from '../resource-type.ts';

const properties = z.strictObject({
  Description: text.exactOptional(),
  // AWS has a default where there is none, which opens the key to the account's policies.
  KeyPolicy: policyDocument,
  EnableKeyRotation: flag.exactOptional(),
  RotationPeriodInDays: number.exactOptional(),
  Enabled: z.literal(true).exactOptional(),
  KeySpec: z.literal('SYMMETRIC_DEFAULT').exactOptional(),
  KeyUsage: z.literal('ENCRYPT_DECRYPT').exactOptional(),
  PendingWindowInDays: number.exactOptional(),
  Tags: tags.exactOptional(),
});

export const kmsKey = resourceType({
  type: 'AWS::KMS::Key',
  properties,
  attributes: ['Arn', 'KeyId'],
  create: ({ KeyPolicy }, { cloud, scope, stackName, logicalId }) => {
    const key = cloud.kms.createKey(scope, KeyPolicy as PolicyDocument, `${stackName}/${logicalId}`);
    return { ref: key.keyId, attributes: { Arn: key.arn, KeyId: key.keyId } };
  },
  update: ({ KeyPolicy }, { cloud }, deployed) => {
    cloud.kms.putKeyPolicy(deployed.attributes.Arn ?? '', KeyPolicy as PolicyDocument);
    return deployed;
  },
  remove: ({ cloud }, { attributes }) => cloud.kms.scheduleDeletion(attributes.Arn ?? ''),
});
