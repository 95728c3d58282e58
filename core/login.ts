/**
 * Whether what somebody typed is a name the mapped user may sign in with. `AdminGetUser` also finds users by their
 * `sub` or by an alias the target does not have; letting those in would create a user under the wrong name.
 */
import type { UserSearch } from './source-evidence.ts';
import type { PoolSignIn, SignInAttribute, TriggerSettings } from './trigger-settings.ts';
import type { MappedUser } from './user-mapping.ts';

/** A case-insensitive pool hands the login to the trigger in lower case (Developer Guide "User pool case sensitivity"). */
export const sameName = (left: string, right: string, caseSensitive: boolean): boolean =>
  caseSensitive ? left === right : left.toLowerCase() === right.toLowerCase();

/** E-mail and phone number are aliases only once verified; a preferred username has no such flag. */
export const isVerified = (name: SignInAttribute, attributes: Readonly<Record<string, string>>): boolean =>
  name === 'preferred_username' || attributes[`${name}_verified`] === 'true';

const matchesAttribute = (login: string, { attributes }: MappedUser, signIn: PoolSignIn): boolean =>
  signIn.attributes.some((name) => {
    const value = attributes[name];
    if (value === undefined || !sameName(login, value, signIn.caseSensitive)) return false;
    return signIn.mode === 'username-attributes' || isVerified(name, attributes);
  });

export type LoginMatch = 'username' | 'attribute' | 'none';

/** How a login names the mapped user in a pool of this kind. `none` is answered as for an unknown user. */
export const matchLogin = (login: string, user: MappedUser, signIn: PoolSignIn): LoginMatch => {
  if (user.username !== undefined && sameName(login, user.username, signIn.caseSensitive)) return 'username';
  return matchesAttribute(login, user, signIn) ? 'attribute' : 'none';
};

// One @ with something on both sides; enough to keep plain usernames away from the 30 requests a second of ListUsers.
const EMAIL_SHAPE = /^[^\s@]+@[^\s@]+$/;

/** Whether a login the source does not know deserves the one look-up by e-mail. Off unless the config allows it. */
export const mayLookUpLetterCase = (login: string, { source, target, policies }: TriggerSettings): boolean =>
  policies.letterCaseLookup &&
  !target.signIn.caseSensitive &&
  source.signIn.caseSensitive &&
  EMAIL_SHAPE.test(login);

/**
 * The source username behind an e-mail typed in other letter case, or nothing unless there is exactly one user with
 * this e-mail, who may sign in with it on the source.
 */
export const resolveLetterCase = (
  login: string,
  search: UserSearch,
  { mode, attributes }: PoolSignIn,
): string | undefined => {
  if (search.kind === 'failed' || search.more || search.users.length !== 1) return undefined;
  const [hit] = search.users;
  if (hit === undefined) return undefined;
  if (sameName(login, hit.username, false)) return hit.username;
  if (!sameName(login, hit.attributes.email ?? '', false) || !attributes.includes('email')) return undefined;
  return mode === 'username-attributes' || isVerified('email', hit.attributes) ? hit.username : undefined;
};
