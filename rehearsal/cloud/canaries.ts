/**
 * Secrets as they travel between clients, Lambdas and services, so that each can be looked for in everything that was
 * written. Known by the names that the APIs give them, whoever sends them and whoever made them up.
 */

/** A value that must stand nowhere. */
export type Marked = { readonly kind: string; readonly value: string };

type Fields = Readonly<Record<string, unknown>>;

/** Members of requests and answers, and keys of `AuthParameters` and `ChallengeResponses`. API References, 2026-11. */
const SECRET_MEMBERS: Readonly<Record<string, string>> = {
  Password: 'password',
  PASSWORD: 'password',
  NEW_PASSWORD: 'password',
  ProposedPassword: 'password',
  PreviousPassword: 'password',
  TemporaryPassword: 'password',
  AccessToken: 'access token',
  IdToken: 'id token',
  RefreshToken: 'refresh token',
  REFRESH_TOKEN: 'refresh token',
  Token: 'refresh token',
  Session: 'session',
  SecretCode: 'authenticator secret',
  ClientSecret: 'client secret',
  SecretString: 'client secret',
  SecretHash: 'secret hash',
  SECRET_HASH: 'secret hash',
  SecretAccessKey: 'secret key of a role',
  SessionToken: 'session token of a role',
  ConfirmationCode: 'code',
  Code: 'code',
  UserCode: 'code',
  SMS_MFA_CODE: 'code',
  EMAIL_OTP_CODE: 'code',
  SOFTWARE_TOKEN_MFA_CODE: 'code',
};

/** Attributes of users that say who somebody is. Developer Guide "Working with user attributes", 2026-11. */
const PERSONAL_ATTRIBUTES: Readonly<Record<string, string>> = {
  email: 'e-mail address',
  phone_number: 'phone number',
  name: 'name',
  preferred_username: 'username',
  address: 'address',
};

/** Services whose requests and answers hold secrets and people. Names are the gateway's. */
const LISTENED_TO: ReadonlySet<string> = new Set(['cognito-idp', 'sts', 'secretsmanager']);

/** Of a long value this much is kept: nothing else begins like it, and a cut copy is found too. */
const KEPT_LENGTH = 48;

/** A word that may stand in any text is no canary: what somebody typed may be one, and so may a name. */
const MAY_BE_A_WORD = /^[a-z]{0,12}$/i;

/** Of a JSON Web Token its signature: head and claims are other tokens' too. */
const tellingPart = (value: string): string =>
  (/^[\w-]+\.[\w-]+\.([\w-]+)$/.exec(value)?.[1] ?? value).slice(0, KEPT_LENGTH);

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

export class Canaries {
  readonly #kinds = new Map<string, string>();

  /** All secrets so far, each once. */
  get marked(): readonly Marked[] {
    return [...this.#kinds].map(([value, kind]) => ({ kind, value }));
  }

  /** Marks one by itself. */
  mark(kind: string, value: unknown): void {
    if (typeof value !== 'string' || MAY_BE_A_WORD.test(value)) return;
    const part = tellingPart(value);
    if (!this.#kinds.has(part)) this.#kinds.set(part, kind);
  }

  /** Marks every secret in a request to a service, or in its answer. */
  hear(service: string, message: unknown): void {
    if (LISTENED_TO.has(service)) this.#look(message);
  }

  #look(value: unknown): void {
    if (!isFields(value)) return;
    const { Name: name, Value: attribute } = value;
    if (typeof name === 'string' && Object.hasOwn(PERSONAL_ATTRIBUTES, name))
      this.mark(PERSONAL_ATTRIBUTES[name] ?? '', attribute);
    for (const [key, member] of Object.entries(value)) {
      if (Object.hasOwn(SECRET_MEMBERS, key)) this.mark(SECRET_MEMBERS[key] ?? '', member);
      this.#look(member);
    }
  }
}
