/**
 * Whether somebody may sign up in the target by themselves. Cognito asks no migration trigger at sign-up
 * (amplify-js#5081), so without this a stranger could take the name of a source user before its owner migrates.
 */
import type { SearchedAttribute, UserRead, UserSearch } from './source-evidence.ts';
import { type PoolSignIn, SOURCE_SUB_ATTRIBUTE, type TriggerSettings } from './trigger-settings.ts';

export type SignUp = {
  /** The username: what was typed, or a UUID where the pool generates it. */
  readonly login: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** What to ask the source about one sign-up. */
export type SignUpQuestion =
  | { readonly kind: 'login'; readonly login: string }
  | { readonly kind: 'attribute'; readonly name: SearchedAttribute; readonly value: string };

// Shapes that `ListUsers` can search for; a login of that shape may be somebody's address.
const EMAIL_SHAPE = /^[^\s@]+@[^\s@]+$/;
const PHONE_SHAPE = /^\+\d+$/;

const logins = ({ login, attributes }: SignUp, { mode }: PoolSignIn): readonly string[] => {
  const preferred = attributes.preferred_username ?? '';
  // A generated username is nobody's name.
  const names = mode === 'username-attributes' ? [preferred] : [login, preferred];
  return [...new Set(names)].filter((name) => name !== '');
};

const values = ({ login, attributes }: SignUp, name: SearchedAttribute): readonly string[] => {
  const shape = name === 'email' ? EMAIL_SHAPE : PHONE_SHAPE;
  return [...new Set([attributes[name] ?? '', login])].filter((value) => shape.test(value));
};

/**
 * Every name the sign-up would take: usernames and aliases by login, e-mail and phone number also by search, because
 * `AdminGetUser` finds an address only where it is a verified alias.
 */
export const signUpQuestions = (signUp: SignUp, signIn: PoolSignIn): readonly SignUpQuestion[] => [
  ...logins(signUp, signIn).map((login): SignUpQuestion => ({ kind: 'login', login })),
  ...(['email', 'phone_number'] as const).flatMap((name) =>
    values(signUp, name).map((value): SignUpQuestion => ({ kind: 'attribute', name, value })),
  ),
];

export type SignUpVerdict =
  | { readonly kind: 'passed' }
  | {
      readonly kind: 'refused';
      readonly reason: 'forged-source-sub' | 'known-to-source' | 'source-unreachable' | 'malformed-event';
    };

/** Only a migration writes the source sub; a sign-up that brings one wants to be taken for somebody. */
export const isForged = ({ attributes }: SignUp): boolean => Object.hasOwn(attributes, SOURCE_SUB_ATTRIBUTE);

const isKnown = (answer: UserRead | UserSearch): boolean =>
  answer.kind === 'found' || (answer.kind === 'listed' && answer.users.length > 0);

/** An empty page with another behind it knows nothing. */
const isSilent = (answer: UserRead | UserSearch): boolean =>
  answer.kind === 'failed' || (answer.kind === 'listed' && answer.users.length === 0 && answer.more);

/** One answer that knows the name is enough to refuse; one that is missing leaves it to the policy. */
export const decideSignUp = (
  answers: readonly (UserRead | UserSearch)[],
  whenUnreachable: TriggerSettings['policies']['signUpWhenSourceUnreachable'],
): SignUpVerdict => {
  if (answers.some(isKnown)) return { kind: 'refused', reason: 'known-to-source' };
  const unsure = answers.some(isSilent) && whenUnreachable === 'refuse';
  return unsure ? { kind: 'refused', reason: 'source-unreachable' } : { kind: 'passed' };
};
