/** Where sweeps put their lists: private, over TLS only, and for no longer than an operator needs them. */
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { sweepBucketName } from '#core/names.ts';

/** Pattern of the keys that sweeps write. */
export const SWEEP_FILES = 'sweeps/*';

/** As long as the counters of the same sweeps in the ledger. */
const KEPT_DAYS = 90;

/** Creates `Bucket` below `scope`. Kept when the stack is deleted, as the ledger is. */
export const createSweepBucket = (scope: Construct, { config, names }: Migration): Bucket =>
  new Bucket(scope, 'Bucket', {
    bucketName: sweepBucketName(config.name, config.target),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    // Subs, states and dates: no key of one's own is worth its permissions.
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    lifecycleRules: [
      {
        id: names.sweep,
        expiration: Duration.days(KEPT_DAYS),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    removalPolicy: RemovalPolicy.RETAIN,
  });
