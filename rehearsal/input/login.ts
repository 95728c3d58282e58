/** What users type to sign in, by the sign-in mode of their pool. */
import { attributeOf, type PoolDescription, type UserRecord } from './records.ts';

const listOf = (pool: PoolDescription, field: 'AliasAttributes' | 'UsernameAttributes'): readonly string[] =>
  (pool[field] as readonly string[] | undefined) ?? [];

/** The login that always works: an e-mail or phone number where the pool makes usernames up, else the username. */
export const loginOf = (user: UserRecord, pool: PoolDescription): string =>
  listOf(pool, 'UsernameAttributes')
    .map((name) => attributeOf(user, name))
    .find((value) => value !== undefined) ?? user.Username;

/** Aliases that may be typed: verified ones only. Developer Guide "User pool attributes", aliases. */
const verifiedAlias = (user: UserRecord, pool: PoolDescription, name: string): string | undefined =>
  listOf(pool, 'AliasAttributes').includes(name) && attributeOf(user, `${name}_verified`) === 'true'
    ? attributeOf(user, name)
    : undefined;

/** Of so many users one types an e-mail address, one a phone number, and one the username in capitals. */
const HABITS = 7;

/** What the user at this place of the list types: people of one pool do not all type the same kind of login. */
export const typedLoginOf = (user: UserRecord, pool: PoolDescription, index: number): string => {
  const usual = loginOf(user, pool);
  if (usual !== user.Username) return usual;
  const habit = index % HABITS;
  if (habit === 2) return verifiedAlias(user, pool, 'email') ?? usual;
  if (habit === 4) return verifiedAlias(user, pool, 'phone_number') ?? usual;
  const folds = pool.UsernameConfiguration?.CaseSensitive === false;
  // Letters that change their length or do not come back are left as they are.
  const capitals = usual.toUpperCase();
  return habit === 6 && folds && capitals.toLowerCase() === usual ? capitals : usual;
};
