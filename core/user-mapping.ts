/**
 * What one source user becomes in the target: the attributes by the config's rename, drop and constant rules, and the
 * username. The same rule serves the sign-in, the reconciliation and the import.
 */
import type { SourceUser } from './source-evidence.ts';
import { type AttributeMapping, SOURCE_SUB_ATTRIBUTE, type TriggerSettings } from './trigger-settings.ts';

export type MappedUser = {
  /** Absent where Cognito generates it: a target pool with `UsernameAttributes`. */
  readonly username: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
};

// Returning `sub` breaks the first sign-in (boto3#2747); `identities` and `cognito:*` are Cognito's own; `username`
// stands beside the attributes in the trigger's answer and is decided by its own rule.
const isCognitosOwn = (name: string): boolean =>
  name === 'sub' || name === 'identities' || name === 'username' || name.startsWith('cognito:');

/** A verified flag says something about one value, so it travels with that value and in no other way. */
const VERIFIED_FLAGS: Readonly<Record<string, string>> = {
  email_verified: 'email',
  phone_number_verified: 'phone_number',
};

/** Names that no rename and no constant may write: nobody becomes verified, or somebody else, by configuration. */
const isProtected = (name: string): boolean =>
  isCognitosOwn(name) || name === SOURCE_SUB_ATTRIBUTE || Object.hasOwn(VERIFIED_FLAGS, name);

const targetName = (source: string, mapping: AttributeMapping): string | undefined => {
  if (isProtected(source) || mapping.drop.includes(source)) return undefined;
  const renamed = Object.hasOwn(mapping.rename, source) ? mapping.rename[source] : source;
  return renamed === undefined || isProtected(renamed) ? undefined : renamed;
};

/** Target names that attributes of these source names come to; dropped ones come to none. */
export const mappedNames = (sources: readonly string[], mapping: AttributeMapping): readonly string[] => [
  ...new Set(sources.flatMap((source) => targetName(source, mapping) ?? [])),
];

/** Target name to the source name its value comes from. A rename wins over an attribute that already has the name. */
const origins = (user: SourceUser, mapping: AttributeMapping): ReadonlyMap<string, string> => {
  const from = new Map<string, string>();
  for (const source of Object.keys(user.attributes)) {
    const target = targetName(source, mapping);
    if (target !== undefined && (target !== source || !from.has(target))) from.set(target, source);
  }
  return from;
};

const verifiedFlags = (user: SourceUser, from: ReadonlyMap<string, string>, mapping: AttributeMapping) =>
  Object.entries(VERIFIED_FLAGS).flatMap(([flag, attribute]): [string, string][] => {
    const value = user.attributes[flag];
    const travels =
      from.get(attribute) === attribute &&
      !mapping.drop.includes(flag) &&
      !Object.hasOwn(mapping.constant, attribute);
    return value !== undefined && travels ? [[flag, value]] : [];
  });

/** Exactly the attributes the target user gets; nothing outside the mapping, and always the source's `sub`. */
export const mapAttributes = (
  user: SourceUser,
  mapping: AttributeMapping,
): Readonly<Record<string, string>> => {
  const from = origins(user, mapping);
  const copied = [...from].map(([target, source]): [string, string] => [
    target,
    user.attributes[source] ?? '',
  ]);
  const constants = Object.entries(mapping.constant).filter(([name]) => !isProtected(name));
  return Object.fromEntries([
    ...copied,
    ...verifiedFlags(user, from, mapping),
    ...constants,
    [SOURCE_SUB_ATTRIBUTE, user.sub],
  ]);
};

/**
 * The username in the target. Where the source generated it (a UUID) and the target takes what users type, the first
 * sign-in attribute that the user has stands for it: one source user must never become two target users.
 */
const mapUsername = (user: SourceUser, { source, target }: TriggerSettings): string | undefined => {
  if (target.signIn.mode === 'username-attributes') return undefined;
  if (source.signIn.mode !== 'username-attributes' || target.signIn.mode === 'alias') return user.username;
  const typed = source.signIn.attributes.find((name) => user.attributes[name] !== undefined);
  return typed === undefined ? user.username : user.attributes[typed];
};

export const mapUser = (user: SourceUser, settings: TriggerSettings): MappedUser => ({
  username: mapUsername(user, settings),
  attributes: mapAttributes(user, settings.mapping),
});
