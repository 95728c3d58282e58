/**
 * The tokens of a sign-in: id and access tokens as RS256 JWTs, an opaque refresh token, and the session behind them that
 * revocation and sign-out end. Developer Guide "Understanding user pool JSON web tokens", 2026-11.
 */
import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import type { Clock } from '../../cloud/service.ts';
import { readableAttributes, tokenSeconds } from './client-settings.ts';
import { notAuthorized, userNotFound } from './errors.ts';
import type { Client, Pool } from './pool.ts';
import type { User } from './user.ts';

/** One sign-in; every token of it names `eventId`. */
export type Session = {
  readonly pool: Pool;
  readonly clientId: string;
  readonly user: User;
  readonly eventId: string;
  readonly originJti: string;
  /** Seconds since the epoch. */
  readonly authTime: number;
  revoked: boolean;
};

type Refresh = { readonly session: Session; expires: number };

export type IssuedTokens = {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly ExpiresIn: number;
  readonly TokenType: 'Bearer';
  readonly RefreshToken?: string;
};

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** `https://cognito-idp.REGION.amazonaws.com/POOL`, wherever the pool really answers. */
export const issuerOf = (pool: Pool): string =>
  `https://cognito-idp.${pool.scope.region}.amazonaws.com/${pool.id}`;

export class Tokens {
  private readonly clock: Clock;
  private readonly keyId = randomBytes(32).toString('base64');
  private keys: { privateKey: KeyObject; publicKey: KeyObject } | undefined;
  private readonly sessions = new Map<string, Session>();
  private readonly refreshTokens = new Map<string, Refresh>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** The key set that would be published under the issuer, for clients that verify signatures. */
  jwks(): { readonly keys: readonly object[] } {
    const jwk = createPublicKey(this.signingKeys().publicKey.export({ type: 'spki', format: 'pem' })).export({
      format: 'jwk',
    });
    return { keys: [{ ...jwk, kid: this.keyId, alg: 'RS256', use: 'sig' }] };
  }

  /** Tokens of a completed sign-in. */
  issue(pool: Pool, client: Client, user: User): IssuedTokens {
    const session: Session = {
      pool,
      clientId: client.clientId,
      user,
      eventId: randomUUID(),
      originJti: randomUUID(),
      authTime: this.seconds(),
      revoked: false,
    };
    this.sessions.set(session.eventId, session);
    return { ...this.renew(session, client), RefreshToken: this.newRefreshToken(session, client) };
  }

  /** Fresh id and access tokens of the same sign-in. */
  renew(session: Session, client: Client): IssuedTokens {
    const seconds = tokenSeconds(client.settings);
    return {
      AccessToken: this.signed(this.accessClaims(session, client, seconds.access)),
      IdToken: this.signed(this.idClaims(session, client, seconds.id)),
      ExpiresIn: seconds.access,
      TokenType: 'Bearer',
    };
  }

  newRefreshToken(session: Session, client: Client): string {
    const token = randomBytes(192).toString('base64url');
    const expires = this.clock.now() + tokenSeconds(client.settings).refresh * 1000;
    this.refreshTokens.set(token, { session, expires });
    return token;
  }

  /** @throws {ServiceError} `NotAuthorizedException` unless the token is in force and was issued to this client. */
  sessionOfRefreshToken(token: string, client: Client): Session {
    const refresh = this.refreshTokens.get(token);
    if (refresh === undefined || refresh.session.clientId !== client.clientId) {
      throw notAuthorized('Invalid Refresh Token');
    }
    if (refresh.session.revoked) throw notAuthorized('Refresh Token has been revoked');
    if (refresh.expires <= this.clock.now()) throw notAuthorized('Refresh Token has expired');
    return refresh.session;
  }

  /** The session of a refresh token in whatever state, for revocation, which is idempotent. */
  findRefreshToken(token: string): Session | undefined {
    return this.refreshTokens.get(token)?.session;
  }

  /** Rotation: the old refresh token stays good for the grace period only. */
  endRefreshToken(token: string, graceSeconds: number): void {
    const refresh = this.refreshTokens.get(token);
    if (refresh !== undefined) {
      refresh.expires = Math.min(refresh.expires, this.clock.now() + graceSeconds * 1000);
    }
  }

  /** Ends every sign-in of a user: refresh tokens and the use of access tokens at Cognito's own operations. */
  signOut(user: User): void {
    for (const session of this.sessions.values()) if (session.user === user) session.revoked = true;
  }

  /** @throws {ServiceError} `NotAuthorizedException`, or `UserNotFoundException` when the user is gone. */
  sessionOfAccessToken(token: string): Session {
    const claims = this.verifiedClaims(token);
    const session = this.sessions.get(String(claims?.event_id));
    if (claims === undefined || session === undefined || claims.token_use !== 'access') {
      throw notAuthorized('Invalid Access Token');
    }
    if (session.revoked) throw notAuthorized('Access Token has been revoked');
    if (Number(claims.exp) <= this.seconds()) throw notAuthorized('Access Token has expired');
    if (session.pool.users.find(session.user.username) !== session.user) throw userNotFound();
    return session;
  }

  /** For routing, before anything is validated. */
  peek(token: unknown): Session | undefined {
    const claims = typeof token === 'string' ? this.verifiedClaims(token) : undefined;
    return this.sessions.get(String(claims?.event_id));
  }

  private seconds(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  private signingKeys() {
    // Made at the first sign-in: generating an RSA key takes about as long as a hundred signatures.
    this.keys ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
    return this.keys;
  }

  private signed(claims: object): string {
    const content = `${encode({ kid: this.keyId, alg: 'RS256' })}.${encode(claims)}`;
    return `${content}.${sign('sha256', Buffer.from(content), this.signingKeys().privateKey).toString('base64url')}`;
  }

  private verifiedClaims(token: string): Record<string, unknown> | undefined {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const content = Buffer.from(`${header}.${payload}`);
    const genuine =
      this.keys !== undefined &&
      verify('sha256', content, this.keys.publicKey, Buffer.from(signature, 'base64url'));
    return genuine ? JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) : undefined;
  }

  private commonClaims(session: Session, client: Client, seconds: number): Record<string, unknown> {
    const now = this.seconds();
    return {
      sub: session.user.sub,
      ...(session.user.groups.size > 0 && { 'cognito:groups': [...session.user.groups] }),
      iss: issuerOf(session.pool),
      ...(client.settings.EnableTokenRevocation !== false && {
        origin_jti: session.originJti,
        jti: randomUUID(),
      }),
      event_id: session.eventId,
      auth_time: session.authTime,
      exp: now + seconds,
      iat: now,
    };
  }

  private accessClaims(session: Session, client: Client, seconds: number): object {
    return {
      ...this.commonClaims(session, client, seconds),
      client_id: client.clientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      username: session.user.username,
    };
  }

  private idClaims(session: Session, client: Client, seconds: number): object {
    return {
      ...this.commonClaims(session, client, seconds),
      ...attributeClaims(session.user, readableAttributes(client.settings)),
      ...roleClaims(session.pool, session.user),
      'cognito:username': session.user.username,
      aud: client.clientId,
      token_use: 'id',
    };
  }
}

/** Verified flags are booleans, `address` an object, the rest strings (aws-facts 2.5). */
const attributeClaims = (user: User, readable: readonly string[]): Record<string, unknown> => {
  const claims: Record<string, unknown> = {};
  for (const [name, value] of user.attributes) {
    if (!readable.includes(name)) continue;
    if (name.endsWith('_verified') && !name.startsWith('custom:')) claims[name] = value === 'true';
    else if (name === 'address') claims[name] = { formatted: value };
    else if (name === 'updated_at') claims[name] = Number(value);
    else claims[name] = value;
  }
  return claims;
};

/** Roles of the user's groups; the preferred one is that of the lowest precedence, if only one group has it. */
const roleClaims = (pool: Pool, user: User): Record<string, unknown> => {
  const withRole = [...user.groups].flatMap((name) => {
    const group = pool.groups.get(name);
    return group?.roleArn === undefined ? [] : [{ roleArn: group.roleArn, precedence: group.precedence }];
  });
  if (withRole.length === 0) return {};
  const lowest = Math.min(...withRole.map(({ precedence }) => precedence ?? Number.POSITIVE_INFINITY));
  const preferred = new Set(
    withRole.filter(({ precedence }) => precedence === lowest).map(({ roleArn }) => roleArn),
  );
  return {
    'cognito:roles': withRole.map(({ roleArn }) => roleArn),
    ...(preferred.size === 1 && Number.isFinite(lowest) && { 'cognito:preferred_role': [...preferred][0] }),
  };
};
