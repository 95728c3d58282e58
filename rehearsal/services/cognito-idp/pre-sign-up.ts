/** The PreSignUp trigger around a new user, and what its answer may switch on. */
import type { Attributes } from './attribute-rules.ts';
import type { Needs } from './needs.ts';
import type { Pool } from './pool.ts';
import { invalidLambdaResponse } from './triggers.ts';

export type PreSignUpAnswer = {
  readonly autoConfirmUser: boolean;
  readonly autoVerifyEmail: boolean;
  readonly autoVerifyPhone: boolean;
};

export type SignUpAttempt = {
  readonly source: 'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser';
  readonly userName: string;
  readonly clientId: string | undefined;
  readonly attributes: Attributes;
  readonly validationData: Readonly<Record<string, string>> | undefined;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
};

const NOTHING: PreSignUpAnswer = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };

/** @throws {ServiceError} what the trigger raised: the user is not created. */
export const askPreSignUp = async (
  { triggers }: Pick<Needs, 'triggers'>,
  pool: Pool,
  attempt: SignUpAttempt,
): Promise<PreSignUpAnswer> => {
  const response = await triggers.call(pool, 'PreSignUp', {
    source: attempt.source,
    userName: attempt.userName,
    clientId: attempt.clientId,
    request: {
      userAttributes: Object.fromEntries(attempt.attributes),
      validationData: attempt.validationData ?? null,
      clientMetadata: attempt.clientMetadata ?? null,
    },
    response: NOTHING,
  });
  if (response === undefined) return NOTHING;
  return {
    autoConfirmUser: isSet(response.autoConfirmUser),
    autoVerifyEmail: isSet(response.autoVerifyEmail),
    autoVerifyPhone: isSet(response.autoVerifyPhone),
  };
};

const isSet = (value: unknown): boolean => {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw invalidLambdaResponse();
  return value;
};

/** Attributes with the flags the trigger switched on; a flag needs its attribute. */
export const withAutoVerified = (attributes: Attributes, answer: PreSignUpAnswer): Attributes =>
  new Map([
    ...attributes,
    ...(answer.autoVerifyEmail && attributes.has('email') ? [['email_verified', 'true'] as const] : []),
    ...(answer.autoVerifyPhone && attributes.has('phone_number')
      ? [['phone_number_verified', 'true'] as const]
      : []),
  ]);
