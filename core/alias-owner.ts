/**
 * Whether a user who would be let in brings along a name that somebody else in the target answers to. Cognito refuses
 * such a user only after the trigger has said yes, with a text of its own that no other login gets.
 */
import type { TargetUser } from './drift.ts';
import { isVerified, sameName } from './login.ts';
import type { Admitted, Failed } from './migration-outcome.ts';
import {
  type PoolSignIn,
  type SignInAttribute,
  SOURCE_SUB_ATTRIBUTE,
  type UsernameMode,
} from './trigger-settings.ts';

/** A name under which the new user would be found. */
export type ClaimedName = { readonly attribute: 'username' | SignInAttribute; readonly value: string };

/** Where people are found by their username alone, what they type is all that can be taken: Cognito has just looked. */
export const hasFurtherNames = ({ attributes }: PoolSignIn): boolean => attributes.length > 0;

const isInForce = (name: SignInAttribute, attributes: Readonly<Record<string, string>>, mode: UsernameMode) =>
  mode === 'username-attributes' || isVerified(name, attributes);

/**
 * What the target has to be asked about: everything the new user would be found by, except what was typed. An e-mail
 * address or phone number that was never verified is no alias and takes nothing from anybody.
 */
export const claimedNames = (
  { user }: Admitted,
  login: string,
  { mode, attributes, caseSensitive }: PoolSignIn,
): readonly ClaimedName[] => {
  const claimed: readonly (readonly [ClaimedName['attribute'], string | undefined])[] = [
    ['username', user.username],
    ...attributes
      .filter((name) => isInForce(name, user.attributes, mode))
      .map((name) => [name, user.attributes[name]] as const),
  ];
  return claimed.flatMap(([attribute, value]) =>
    value && !sameName(value, login, caseSensitive) ? [{ attribute, value }] : [],
  );
};

/**
 * Whether the user found under a claimed name keeps this one from being created. A user with the same source `sub` does
 * not: another call of the same sign-in was faster, and Cognito takes its user for the answer.
 */
export const isTaken = (
  { attribute, value }: ClaimedName,
  found: Pick<TargetUser, 'username' | 'attributes'> | undefined,
  sourceSub: string,
  { caseSensitive }: PoolSignIn,
): boolean => {
  if (found === undefined || found.attributes[SOURCE_SUB_ATTRIBUTE] === sourceSub) return false;
  const owned = attribute === 'username' ? found.username : found.attributes[attribute];
  return owned !== undefined && sameName(owned, value, caseSensitive);
};

/** The outcome for a user some of whose names are taken. Names of attributes, no values. */
export const aliasTaken = (sourceSub: string, taken: readonly ClaimedName[]): Failed => ({
  kind: 'failed',
  reason: 'alias-taken',
  sourceSub,
  refusedAttributes: taken.map(({ attribute }) => attribute).sort(),
});
