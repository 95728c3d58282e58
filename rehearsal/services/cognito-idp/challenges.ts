/** Sign-ins that are not finished: what a `Session` (or SRP's `SECRET_BLOCK`) stands for. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../cloud/service.ts';
import { notAuthorized } from './errors.ts';
import type { Client, Pool } from './pool.ts';
import type { ServerValues } from './srp-server.ts';
import type { MfaMethod, User } from './user.ts';

/** What the next answer has to prove. */
export type Pending =
  | { readonly name: 'SMS_MFA' | 'EMAIL_OTP'; readonly code: string }
  | { readonly name: 'SOFTWARE_TOKEN_MFA' }
  | { readonly name: 'SELECT_MFA_TYPE'; readonly methods: readonly MfaMethod[] }
  | { readonly name: 'MFA_SETUP'; readonly verified: boolean }
  | { readonly name: 'NEW_PASSWORD_REQUIRED' }
  | {
      readonly name: 'PASSWORD_VERIFIER';
      readonly publicA: bigint;
      /** What was typed, and the id that the answer may name instead. */
      readonly login: string;
      readonly userId: string;
      /** Absent in a simulated sign-in: the claim then cannot be right. */
      readonly proof: { readonly verifier: bigint; readonly server: ServerValues } | undefined;
    };

export type OpenChallenge = {
  readonly pool: Pool;
  readonly client: Client;
  /** Undefined in a simulated SRP sign-in. */
  readonly user: User | undefined;
  readonly pending: Pending;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly expires: number;
};

const PRUNE_ABOVE = 5_000;

export class Challenges {
  private readonly clock: Clock;
  private readonly unfinished = new Map<string, OpenChallenge>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Valid for the client's `AuthSessionValidity`, three minutes by default. */
  open(challenge: Omit<OpenChallenge, 'expires'>): string {
    const now = this.clock.now();
    if (this.unfinished.size > PRUNE_ABOVE) {
      for (const [token, { expires }] of this.unfinished) if (expires <= now) this.unfinished.delete(token);
    }
    const token = randomBytes(96).toString('base64');
    const minutes = challenge.client.settings.AuthSessionValidity ?? 3;
    this.unfinished.set(token, { ...challenge, expires: now + minutes * 60_000 });
    return token;
  }

  /** @throws {ServiceError} `NotAuthorizedException` for an unknown, finished or expired one. */
  get(token: string | undefined): OpenChallenge {
    const challenge = token === undefined ? undefined : this.unfinished.get(token);
    if (challenge === undefined) throw notAuthorized('Invalid session for the user.');
    if (challenge.expires <= this.clock.now()) {
      throw notAuthorized('Invalid session for the user, session is expired.');
    }
    return challenge;
  }

  /** For routing, before anything is validated. */
  peek(token: unknown): OpenChallenge | undefined {
    return typeof token === 'string' ? this.unfinished.get(token) : undefined;
  }

  /** A session is good for one right answer. */
  close(token: string): void {
    this.unfinished.delete(token);
  }
}
