/**
 * The property types that resource types share. Templates are loose: CloudFormation takes `"5"` for 5 and `"true"` for
 * true, since parameters are texts.
 */
import * as z from 'zod';

export const text = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);

export const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/, 'must be a number')
    .transform(Number),
]);

export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);

/** Tags have no effect in the rehearsal. */
export const tags = z.array(z.strictObject({ Key: text, Value: text }));

/** An IAM policy; its inside is the business of the local IAM, which refuses what it does not know. */
export const policyDocument = z.strictObject({
  Version: z.string().exactOptional(),
  Id: z.string().exactOptional(),
  Statement: z.union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))]),
});

/** An ARN of a Lambda function, version or alias. */
export const lambdaArn = z.string().regex(/^arn:aws:lambda:/, 'must be the ARN of a Lambda function');
