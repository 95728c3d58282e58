/** `AWS::S3::Bucket`. Protection, expiry and encryption are checked and have no effect; versions are not modelled. */
import * as z from 'zod';
import { flag, number, tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';

/** S3 User Guide "Bucket naming rules", 2026-11. */
const NAME_LENGTH = 63;

const encryptionRule = z.strictObject({
  BucketKeyEnabled: flag.exactOptional(),
  ServerSideEncryptionByDefault: z.strictObject({
    SSEAlgorithm: z.enum(['AES256', 'aws:kms']),
    KMSMasterKeyID: text.exactOptional(),
  }),
});

const lifecycleRule = z.strictObject({
  Id: text.exactOptional(),
  Prefix: text.exactOptional(),
  Status: z.enum(['Enabled', 'Disabled']),
  ExpirationInDays: number.exactOptional(),
  NoncurrentVersionExpiration: z.strictObject({ NoncurrentDays: number }).exactOptional(),
  AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: number }).exactOptional(),
});

const properties = z.strictObject({
  BucketName: text.exactOptional(),
  BucketEncryption: z
    .strictObject({ ServerSideEncryptionConfiguration: z.array(encryptionRule).min(1) })
    .exactOptional(),
  LifecycleConfiguration: z.strictObject({ Rules: z.array(lifecycleRule) }).exactOptional(),
  OwnershipControls: z
    .strictObject({
      Rules: z.array(z.strictObject({ ObjectOwnership: z.literal('BucketOwnerEnforced') })),
    })
    .exactOptional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: flag.default(false),
      BlockPublicPolicy: flag.default(false),
      IgnorePublicAcls: flag.default(false),
      RestrictPublicBuckets: flag.default(false),
    })
    .exactOptional(),
  Tags: tags.exactOptional(),
});

/** Says what has no effect here but matters there. */
const noteBucket = (bucket: z.output<typeof properties>, name: string, { note }: ResourceContext): void => {
  const days = (bucket.LifecycleConfiguration?.Rules ?? []).flatMap(({ Status, ExpirationInDays }) =>
    Status === 'Enabled' && ExpirationInDays !== undefined ? [ExpirationInDays] : [],
  );
  const open = Object.entries(bucket.PublicAccessBlockConfiguration ?? { all: false }).filter(
    ([, on]) => !on,
  );
  const expiry =
    days.length > 0 ? `objects would expire after ${days.join(', ')} days` : 'objects never expire';
  const access = open.length === 0 ? 'public access blocked' : 'public access not wholly blocked';
  note(`Bucket ${name}: ${expiry}, ${access}; neither has an effect here.`);
};

export const s3Bucket = resourceType({
  type: 'AWS::S3::Bucket',
  properties,
  attributes: ['Arn', 'DomainName', 'RegionalDomainName'],
  replacedBy: ['BucketName'],
  create: (bucket, context) => {
    const name = bucket.BucketName ?? context.generatedName(NAME_LENGTH).toLowerCase();
    const { arn } = context.cloud.s3.createBucket(context.scope, name);
    noteBucket(bucket, name, context);
    const attributes = {
      Arn: arn,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${context.scope.region}.amazonaws.com`,
    };
    return { ref: name, attributes };
  },
  update: (bucket, context, deployed) => {
    noteBucket(bucket, deployed.ref, context);
    return deployed;
  },
});
