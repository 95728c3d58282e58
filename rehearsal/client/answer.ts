/** What a client of an app client got for one sign-in, in the only terms a client has. */
import type { ObservedClientCall } from '../cloud/recorder.ts';

export type Flow = 'USER_PASSWORD_AUTH' | 'USER_SRP_AUTH';

export type Answer = {
  readonly flow: Flow;
  /** `challenge`: the last thing that came back was a challenge that the client could not answer. */
  readonly status: ObservedClientCall['status'];
  readonly challenge?: string;
  /** A second factor was asked for and answered before the tokens came. */
  readonly secondFactorProven: boolean;
  /** That factor's challenge, where the client tells. */
  readonly answered?: string;
  /** The exception's name on the wire. */
  readonly errorType?: string;
  readonly message?: string;
  /** Milliseconds from sending the first request until its answer. */
  readonly durationMs: number;
};

/** Whose sign-in it is. `sub` is the source user's and the only part that is ever recorded. */
export type Credentials = { readonly sub: string; readonly login: string; readonly password: string };

/** Where codes arrive: a phone, a mailbox, an authenticator app. */
export type Mailbox = {
  /** The newest code for the user with that source `sub`, or undefined where none was sent. */
  readonly codeFor: (challenge: string, sub: string) => string | undefined;
};

/** Told of every token and code that was handed out, so that a leak of it can be found. */
export type Secrets = { readonly issued: (kind: string, value: string | undefined) => void };

/** Name and text of what a client caught. */
export const errorOf = (error: unknown): { readonly errorType: string; readonly message: string } => ({
  errorType: error instanceof Error ? error.name : typeof error,
  message: error instanceof Error ? error.message : '',
});
