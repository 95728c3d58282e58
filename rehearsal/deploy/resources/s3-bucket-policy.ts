/** `AWS::S3::BucketPolicy`: TLS only. It is checked and has nothing to refuse: requests here count as encrypted. */
import * as z from 'zod';
import { policyDocument, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';
import { checkTransportPolicy } from './transport-policy.ts';

const properties = z.strictObject({ Bucket: text, PolicyDocument: policyDocument });

const put = ({ Bucket, PolicyDocument }: z.output<typeof properties>, { note }: ResourceContext): Created => {
  checkTransportPolicy(PolicyDocument, 's3', `bucket ${Bucket}`);
  note(`Bucket ${Bucket}: requests without TLS would be refused; here all count as encrypted.`);
  return { ref: Bucket, attributes: {} };
};

export const s3BucketPolicy = resourceType({
  type: 'AWS::S3::BucketPolicy',
  properties,
  attributes: [],
  replacedBy: ['Bucket'],
  create: put,
  update: put,
  remove: () => undefined,
});
