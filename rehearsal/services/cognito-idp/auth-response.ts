/** RespondToAuthChallenge and AdminRespondToAuthChallenge behind their different doors. */
import { NotModelled, ServiceError } from '../../cloud/service.ts';
import { attributeMap, checkUpdate, checkWritable } from './attribute-rules.ts';
import type { OpenChallenge, Pending } from './challenges.ts';
import { codeMismatch, invalidParameter, notAuthorized } from './errors.ts';
import { password as readPassword } from './input-fields.ts';
import { afterFailure, isLocked } from './lockout.ts';
import { checkPasswordPolicy } from './password-policy.ts';
import type { Client } from './pool.ts';
import { challengeBy, challengeForFactor } from './second-factor.ts';
import { checkSecretHash } from './secret-hash.ts';
import { type AuthAnswer, completeSignIn, refuseUnusable, type SignIn, type SignInNeeds } from './sign-in.ts';
import { finishSrp } from './srp-sign-in.ts';
import { isTotpCode } from './totp.ts';
import { MFA_METHODS, setPermanentPassword, type User } from './user.ts';

export const CHALLENGE_NAMES = [
  'SMS_MFA',
  'EMAIL_OTP',
  'SOFTWARE_TOKEN_MFA',
  'SELECT_MFA_TYPE',
  'MFA_SETUP',
  'PASSWORD_VERIFIER',
  'CUSTOM_CHALLENGE',
  'SELECT_CHALLENGE',
  'DEVICE_SRP_AUTH',
  'DEVICE_PASSWORD_VERIFIER',
  'ADMIN_NO_SRP_AUTH',
  'NEW_PASSWORD_REQUIRED',
  'SMS_OTP',
  'PASSWORD',
  'WEB_AUTHN',
  'PASSWORD_SRP',
] as const;
type ChallengeName = (typeof CHALLENGE_NAMES)[number];
type Responses = Readonly<Record<string, string>>;

const response = (responses: Responses, name: string): string => {
  const value = responses[name];
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`);
  return value;
};

/** Answers a challenge. @throws {ServiceError} what the client hears. */
export const answerChallenge =
  (needs: SignInNeeds) =>
  async (
    client: Client,
    name: ChallengeName,
    session: string | undefined,
    responses: Responses,
    clientMetadata: SignIn['clientMetadata'],
  ): Promise<AuthAnswer> => {
    if (responses.DEVICE_KEY !== undefined)
      throw new NotModelled('devices (the challenge response DEVICE_KEY)');
    // SRP's session is the secret block; every other challenge has a Session.
    const token =
      name === 'PASSWORD_VERIFIER' ? response(responses, 'PASSWORD_CLAIM_SECRET_BLOCK') : (session ?? '');
    // PostAuthentication gets the metadata of the last answer, not of the beginning (documented).
    const challenge = { ...needs.challenges.get(token), clientMetadata };
    if (challenge.client !== client || challenge.pending.name !== name) {
      throw notAuthorized('Invalid session for the user.');
    }
    checkUser(challenge, responses);
    return proceed(needs)(challenge, token, responses);
  };

/** USERNAME names the user of the challenge: as typed, by username, or, in SRP, by the id that was sent. */
const checkUser = ({ pool, client, user, pending }: OpenChallenge, responses: Responses): void => {
  const login = response(responses, 'USERNAME');
  const ids =
    pending.name === 'PASSWORD_VERIFIER' ? [pending.login, pending.userId] : [user?.username ?? login];
  checkSecretHash(client, responses.SECRET_HASH, [login, ...ids]);
  const named = user !== undefined && pool.users.find(login) === user;
  if (!named && !ids.some((id) => pool.users.fold(id) === pool.users.fold(login))) {
    throw notAuthorized('Invalid session for the user.');
  }
};

const proceed =
  (needs: SignInNeeds) =>
  async (challenge: OpenChallenge, token: string, responses: Responses): Promise<AuthAnswer> => {
    const { pending, user, client } = challenge;
    if (pending.name === 'PASSWORD_VERIFIER') return finishSrp(needs)(challenge, token, responses);
    if (user === undefined) throw notAuthorized('Invalid session for the user.');
    refuseUnusable(needs, client, user);
    switch (pending.name) {
      case 'NEW_PASSWORD_REQUIRED':
        return takeNewPassword(needs)(challenge, user, token, responses);
      case 'SELECT_MFA_TYPE':
        return selectFactor(needs, challenge, user, token, pending, response(responses, 'ANSWER'));
      case 'MFA_SETUP':
        return finishSetUp(needs)(challenge, user, token, pending);
      default:
        checkCode(needs, user, pending, responses);
        needs.challenges.close(token);
        return completeSignIn(needs)(challenge, user);
    }
  };

type CodePending = Extract<Pending, { name: 'SMS_MFA' | 'EMAIL_OTP' | 'SOFTWARE_TOKEN_MFA' }>;

/** Wrong codes count towards the lockout as wrong passwords do (documented); the session stays open. */
const checkCode = ({ clock }: SignInNeeds, user: User, pending: CodePending, responses: Responses): void => {
  const now = clock.now();
  const code = response(responses, `${pending.name}_CODE`);
  const right =
    pending.name === 'SOFTWARE_TOKEN_MFA'
      ? user.totpSecret !== undefined && isTotpCode(user.totpSecret, code, now)
      : pending.code === code;
  if (right) return;
  if (!isLocked(user.lockout, now)) user.lockout = afterFailure(user.lockout, now);
  throw codeMismatch('Invalid code received for user');
};

const selectFactor = (
  needs: SignInNeeds,
  challenge: OpenChallenge,
  user: User,
  token: string,
  { methods }: Extract<Pending, { name: 'SELECT_MFA_TYPE' }>,
  answer: string,
): AuthAnswer => {
  const method = MFA_METHODS.find((candidate) => candidate === answer);
  if (method === undefined || !methods.includes(method)) {
    throw invalidParameter('ANSWER must be one of MFAS_CAN_CHOOSE.');
  }
  needs.challenges.close(token);
  return challengeBy(needs, challenge, user, method);
};

const finishSetUp =
  (needs: SignInNeeds) =>
  (
    challenge: OpenChallenge,
    user: User,
    token: string,
    { verified }: Extract<Pending, { name: 'MFA_SETUP' }>,
  ): Promise<AuthAnswer> => {
    if (!verified) {
      throw new ServiceError(
        'SoftwareTokenMFANotFoundException',
        'Software token TOTP multi-factor authentication is not set up for the user.',
      );
    }
    needs.challenges.close(token);
    return completeSignIn(needs)(challenge, user);
  };

const ATTRIBUTE_PREFIX = 'userAttributes.';

/** A temporary password becomes a permanent one; the second factor, if any, still follows. */
const takeNewPassword =
  (needs: SignInNeeds) =>
  async (challenge: OpenChallenge, user: User, token: string, responses: Responses): Promise<AuthAnswer> => {
    const { pool, client } = challenge;
    const password = readPassword(response(responses, 'NEW_PASSWORD'), 'newPassword');
    checkPasswordPolicy(pool, password);
    const given = Object.entries(responses)
      .filter(([name]) => name.startsWith(ATTRIBUTE_PREFIX))
      .map(([name, Value]) => ({ Name: name.slice(ATTRIBUTE_PREFIX.length), Value }));
    const attributes = attributeMap(given);
    checkWritable(client, attributes.keys());
    checkUpdate(pool.schema, user.attributes, attributes);
    pool.users.changeAttributes(user, attributes);
    setPermanentPassword(user, password);
    user.modified = needs.clock.now();
    needs.challenges.close(token);
    return challengeForFactor(needs, challenge, user) ?? completeSignIn(needs)(challenge, user);
  };
