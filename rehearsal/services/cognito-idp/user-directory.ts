/**
 * The users of one pool and the names under which they are found: username, `sub`, and the aliases that are in force.
 */
import { aliasExists } from './errors.ts';
import type { User } from './user.ts';

export type SignInNames = {
  readonly aliasAttributes: readonly string[];
  readonly usernameAttributes: readonly string[];
  readonly caseSensitive: boolean;
};

const NEEDS_NO_VERIFICATION = 'preferred_username';

export class UserDirectory {
  readonly names: SignInNames;
  private readonly byUsername = new Map<string, User>();
  private readonly bySub = new Map<string, User>();
  private readonly byAlias = new Map<string, User>();
  private added = 0;

  constructor(names: SignInNames) {
    this.names = names;
  }

  get size(): number {
    return this.byUsername.size;
  }

  /** In order of creation. */
  values(): Iterable<User> {
    return this.byUsername.values();
  }

  /** The letter case in which a login counts: lower where the pool does not tell cases apart. */
  fold(login: string): string {
    return this.names.caseSensitive ? login : login.toLowerCase();
  }

  /** By what was typed: username, else `sub`, else an alias in force. */
  find(login: string): User | undefined {
    const key = this.fold(login);
    return this.byUsername.get(key) ?? this.bySub.get(key) ?? this.byTypedAlias(key);
  }

  private byTypedAlias(key: string): User | undefined {
    for (const attribute of this.signInAttributes()) {
      const owner = this.byAlias.get(`${attribute}=${key}`);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  signInAttributes(): readonly string[] {
    return [...this.names.usernameAttributes, ...this.names.aliasAttributes];
  }

  /**
   * The sign-in attributes that would be in force with these attributes. An alias needs its value verified; a username
   * attribute identifies the user from the start (Developer Guide "User sign-in attributes", 2026-11).
   */
  private aliasKeys(attributes: ReadonlyMap<string, string>): Map<string, string> {
    const keys = new Map<string, string>();
    for (const attribute of this.signInAttributes()) {
      const value = attributes.get(attribute);
      if (value === undefined || value === '') continue;
      const inForce =
        this.names.usernameAttributes.includes(attribute) ||
        attribute === NEEDS_NO_VERIFICATION ||
        attributes.get(`${attribute}_verified`) === 'true';
      if (inForce) keys.set(attribute, `${attribute}=${this.fold(value)}`);
    }
    return keys;
  }

  /** Sign-in attributes among `attributes` that a user other than `self` owns, with their owners. */
  conflicts(attributes: ReadonlyMap<string, string>, self?: User): ReadonlyMap<string, User> {
    const owned = new Map<string, User>();
    for (const [attribute, key] of this.aliasKeys(attributes)) {
      const owner = this.byAlias.get(key);
      if (owner !== undefined && owner !== self) owned.set(attribute, owner);
    }
    return owned;
  }

  /** @throws {ServiceError} `AliasExistsException` when a sign-in attribute has another owner. */
  add(user: User): void {
    const [conflict] = this.conflicts(user.attributes).keys();
    if (conflict !== undefined) throw aliasExists(conflict);
    user.sequence = this.added++;
    this.byUsername.set(this.fold(user.username), user);
    this.bySub.set(user.sub, user);
    this.index(user);
  }

  remove(user: User): void {
    this.unindex(user);
    this.byUsername.delete(this.fold(user.username));
    this.bySub.delete(user.sub);
  }

  /** Changes attributes (undefined removes one) and what the user is found under. @throws {ServiceError} `AliasExistsException`. */
  changeAttributes(user: User, changes: ReadonlyMap<string, string | undefined>): void {
    const after = new Map(user.attributes);
    for (const [name, value] of changes) {
      if (value === undefined) after.delete(name);
      else after.set(name, value);
    }
    const [conflict] = this.conflicts(after, user).keys();
    if (conflict !== undefined) throw aliasExists(conflict);
    this.unindex(user);
    user.attributes.clear();
    for (const [name, value] of after) user.attributes.set(name, value);
    this.index(user);
  }

  /** Takes an alias away: its value stays, unverified, so that it no longer names its former owner. */
  releaseAlias(owner: User, attribute: string): void {
    this.unindex(owner);
    if (attribute === NEEDS_NO_VERIFICATION) owner.attributes.delete(attribute);
    else owner.attributes.set(`${attribute}_verified`, 'false');
    this.index(owner);
  }

  private index(user: User): void {
    for (const key of this.aliasKeys(user.attributes).values()) this.byAlias.set(key, user);
  }

  private unindex(user: User): void {
    for (const key of this.aliasKeys(user.attributes).values()) {
      if (this.byAlias.get(key) === user) this.byAlias.delete(key);
    }
  }
}
