/** Reads `aws cognito-idp describe-user-pool` output; what the rehearsal itself relies on is checked, the rest kept as it is. */
import { z } from 'zod';
import { InputError, problemsOf } from './input-error.ts';
import { readJsonFile } from './json-file.ts';
import { type PoolDescription, parsePoolArn } from './records.ts';
import { PARSE_OPTIONS, problemsIn } from './zod-problems.ts';

const bounds = z.looseObject({ MinLength: z.string().optional(), MaxLength: z.string().optional() });

const poolDocument = z.object({
  UserPool: z.looseObject({
    Id: z.string(),
    Arn: z.string().refine((arn) => parsePoolArn(arn) !== undefined, 'is not the ARN of a user pool'),
    Name: z.string().min(1),
    SchemaAttributes: z
      .array(
        z.looseObject({
          Name: z.string().min(1),
          AttributeDataType: z.enum(['String', 'Number', 'DateTime', 'Boolean']),
          Mutable: z.boolean(),
          Required: z.boolean(),
          StringAttributeConstraints: bounds.optional(),
        }),
      )
      .min(1),
    AliasAttributes: z.array(z.enum(['email', 'phone_number', 'preferred_username'])).optional(),
    UsernameAttributes: z.array(z.enum(['email', 'phone_number'])).optional(),
    UsernameConfiguration: z.object({ CaseSensitive: z.boolean() }).optional(),
    AccountRecoverySetting: z
      .looseObject({ RecoveryMechanisms: z.array(z.looseObject({})).optional() })
      .optional(),
    MfaConfiguration: z.enum(['OFF', 'ON', 'OPTIONAL']).optional(),
    Policies: z
      .looseObject({
        PasswordPolicy: z
          .looseObject({
            MinimumLength: z.number().int().optional(),
            RequireUppercase: z.boolean().optional(),
            RequireLowercase: z.boolean().optional(),
            RequireNumbers: z.boolean().optional(),
            RequireSymbols: z.boolean().optional(),
          })
          .optional(),
      })
      .optional(),
  }),
});

/**
 * One pool's `describe-user-pool` output, with every field it came with.
 * @throws {InputError} naming file and field of every problem.
 */
export const readPool = (file: string): PoolDescription => {
  const document = readJsonFile(file);
  if (typeof document !== 'object' || document === null || !('UserPool' in document))
    throw new InputError(`${file}: has no "UserPool"; give what aws cognito-idp describe-user-pool prints.`);
  const parsed = poolDocument.safeParse(document, PARSE_OPTIONS);
  if (!parsed.success) throw problemsOf(file, problemsIn(parsed.error));
  const pool = parsed.data.UserPool as PoolDescription;
  if (parsePoolArn(pool.Arn)?.userPoolId !== pool.Id)
    throw problemsOf(file, [
      'field UserPool.Arn: names another pool than UserPool.Id; export the pool again',
    ]);
  return pool;
};
