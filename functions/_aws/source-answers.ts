/** Turns the answers of the source pool's API into evidence. Anything unexpected becomes a failure, never a yes. */
import type {
  AdminGetUserResponse,
  AdminInitiateAuthResponse,
  AttributeType,
  ListUsersResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  type PasswordCheck,
  SOURCE_CHALLENGES,
  type SourceCallFailed,
  type UserRead,
  type UserSearch,
} from '#core/source-evidence.ts';

const unsupported = (awsError: string): SourceCallFailed => ({
  kind: 'failed',
  reason: 'unsupported-answer',
  awsError,
});

/** Claims of a JWT. Unsigned as far as we know: it came over TLS from the API that made it, and is only a hint. */
const claimsOf = (token: string): Readonly<Record<string, unknown>> => {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? { ...claims } : {};
  } catch {
    return {};
  }
};

const isText = (value: unknown): value is string => typeof value === 'string';

/** What the ID token says about the user; a token without groups says "none", an unreadable one says nothing. */
const readIdToken = (idToken: string | undefined): PasswordCheck => {
  const claims = claimsOf(idToken ?? '');
  if (!isText(claims.sub)) return { kind: 'tokens' };
  const groups = claims['cognito:groups'] ?? [];
  return {
    kind: 'tokens',
    sub: claims.sub,
    ...(Array.isArray(groups) ? { groups: groups.filter(isText) } : {}),
  };
};

/**
 * The evidence in an answered `AdminInitiateAuth`. A challenge that is not known to follow a proven password (a
 * custom one, a device's) proves nothing.
 */
export const readAuthAnswer = ({
  AuthenticationResult,
  ChallengeName,
}: AdminInitiateAuthResponse): PasswordCheck => {
  if (ChallengeName !== undefined) {
    const challenge = SOURCE_CHALLENGES.find((known) => known === ChallengeName);
    return challenge ? { kind: 'challenge', challenge } : unsupported('UnknownChallenge');
  }
  return AuthenticationResult?.AccessToken
    ? readIdToken(AuthenticationResult.IdToken)
    : unsupported('EmptyAnswer');
};

/** Name-value pairs as a record; a pair without a value is left out. */
export const attributesOf = (pairs: readonly AttributeType[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (pairs ?? []).flatMap(({ Name, Value }) =>
      Name !== undefined && Value !== undefined ? [[Name, Value]] : [],
    ),
  );

/** Every hint at a second factor: the list, the preferred one, and the legacy option, which knows only SMS. */
const factorsOf = ({
  UserMFASettingList,
  PreferredMfaSetting,
  MFAOptions,
}: AdminGetUserResponse): readonly string[] => {
  const legacy = (MFAOptions ?? []).length > 0 ? ['SMS_MFA'] : [];
  const preferred = PreferredMfaSetting ? [PreferredMfaSetting] : [];
  return [...new Set([...(UserMFASettingList ?? []), ...preferred, ...legacy])];
};

/** The evidence in an answered `AdminGetUser`. A user without a username, `sub` or `Enabled` cannot be judged. */
export const readUserAnswer = (answer: AdminGetUserResponse): UserRead => {
  const { Username: username, Enabled: enabled, UserStatus: status } = answer;
  const attributes = attributesOf(answer.UserAttributes);
  const { sub } = attributes;
  if (!username || !sub || enabled === undefined || !status) return unsupported('IncompleteUser');
  return { kind: 'found', user: { username, sub, enabled, status, attributes, factors: factorsOf(answer) } };
};

/** One page of `ListUsers`; it may be short, even empty, and another follow (API reference). */
export const readSearchAnswer = ({ Users = [], PaginationToken }: ListUsersResponse): UserSearch => ({
  kind: 'listed',
  users: Users.map(({ Username = '', Attributes }) => ({
    username: Username,
    attributes: attributesOf(Attributes),
  })),
  more: PaginationToken !== undefined,
});
