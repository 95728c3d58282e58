/**
 * Data protection of a log group, checked as CloudWatch Logs does. It masks what is read from a group; here lines are
 * read as they were written. User Guide "Log group data protection policies", 2026-11.
 */
import * as z from 'zod';

const identifiers = z.array(z.string()).min(1);

const audit = z.strictObject({
  Sid: z.string().exactOptional(),
  DataIdentifier: identifiers,
  Operation: z.strictObject({
    Audit: z.strictObject({
      FindingsDestination: z.strictObject({
        CloudWatchLogs: z.strictObject({ LogGroup: z.string() }).exactOptional(),
        Firehose: z.strictObject({ DeliveryStream: z.string() }).exactOptional(),
        S3: z.strictObject({ Bucket: z.string() }).exactOptional(),
      }),
    }),
  }),
});

const deidentify = z.strictObject({
  Sid: z.string().exactOptional(),
  DataIdentifier: identifiers,
  Operation: z.strictObject({ Deidentify: z.strictObject({ MaskConfig: z.strictObject({}) }) }),
});

/** At most ten of them, 200 characters each; the name of a custom one stands for it. User Guide, as above. */
const custom = z
  .array(
    z.strictObject({
      Name: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
      Regex: z.string().min(1).max(200),
    }),
  )
  .max(10);

const MOST_CHARACTERS = 30_720;
const MANAGED = /^arn:aws:dataprotection::aws:data-identifier\/[\w-]+$/;

type Problem = string | undefined;

const problemOf = (policy: z.output<typeof shape>): Problem => {
  const [first, second] = policy.Statement;
  if (JSON.stringify(policy).length > MOST_CHARACTERS)
    return `must have at most ${MOST_CHARACTERS} characters`;
  if (first.DataIdentifier.toSorted().join() !== second.DataIdentifier.toSorted().join())
    return 'must audit and mask the same identifiers';
  const own = policy.Configuration?.CustomDataIdentifier.map(({ Name }) => Name) ?? [];
  const unknown = first.DataIdentifier.find((name) => !MANAGED.test(name) && !own.includes(name));
  return unknown === undefined
    ? undefined
    : `names ${unknown}, which is neither a managed nor a custom identifier`;
};

const shape = z.strictObject({
  Name: z.string(),
  Description: z.string().exactOptional(),
  Version: z.literal('2021-06-01'),
  // Exactly these two, in this order. User Guide, as above.
  Statement: z.tuple([audit, deidentify]),
  Configuration: z.strictObject({ CustomDataIdentifier: custom }).exactOptional(),
});

export const dataProtectionPolicy = shape.superRefine((policy, context) => {
  const message = problemOf(policy);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});
