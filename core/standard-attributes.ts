/** The attributes that every user pool has, with the limits Cognito gives them where nobody set others. */

import type { AttributeSchema } from './trigger-settings.ts';

/** Written by Cognito alone; no client may write them and no schema may declare them. */
export const COGNITO_OWNED = ['sub', 'identities', 'email_verified', 'phone_number_verified'] as const;

const OPTIONAL_TEXT = {
  type: 'String',
  mutable: true,
  required: false,
  minLength: 0,
  maxLength: 2048,
} as const;

// Names and limits as `create-user-pool` without a schema answers them. Developer Guide "Working with user attributes", 2026-11
const TEXTS = [
  'address',
  'email',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'picture',
  'preferred_username',
  'profile',
  'website',
  'zoneinfo',
];

const DEFAULTS: ReadonlyMap<string, AttributeSchema> = new Map(
  [
    ...TEXTS.map((name): AttributeSchema => ({ name, ...OPTIONAL_TEXT })),
    { name: 'birthdate', ...OPTIONAL_TEXT, minLength: 10, maxLength: 10 },
    { name: 'updated_at', type: 'Number', mutable: true, required: false, minValue: 0 } as const,
  ].map((attribute) => [attribute.name, attribute]),
);

export const isCustom = (name: string): boolean => /^(dev:)?custom:/.test(name);

/** `dev:custom:` attributes are out of every app client's reach. Developer Guide "Working with user attributes", 2026-11 */
export const isDeveloperOnly = (name: string): boolean => name.startsWith('dev:');

/** True where Cognito, not the operator, decides what the attribute holds. */
export const isCognitoOwned = (name: string): boolean => COGNITO_OWNED.some((owned) => owned === name);

/** Every name that users of any pool may have a value for, `sub` and `identities` aside. */
export const STANDARD_NAMES: readonly string[] = [
  ...DEFAULTS.keys(),
  'email_verified',
  'phone_number_verified',
];

/** True for names Cognito knows without a declaration. */
export const isStandard = (name: string): boolean => DEFAULTS.has(name) || isCognitoOwned(name);

/** True where a new pool's template has to name the attribute, because the pool would not have it like this by itself. */
export const needsDeclaration = (attribute: AttributeSchema): boolean => {
  if (isCognitoOwned(attribute.name)) return false;
  const usual = DEFAULTS.get(attribute.name);
  return usual === undefined || !sameShape(attribute, usual);
};

const SHAPE = ['type', 'mutable', 'required', 'minLength', 'maxLength', 'minValue', 'maxValue'] as const;

/** A limit the export leaves out is taken to be the usual one. */
const sameShape = (attribute: AttributeSchema, usual: AttributeSchema): boolean =>
  SHAPE.every((key) => attribute[key] === undefined || attribute[key] === usual[key]);
