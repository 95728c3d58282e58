/** What attach-triggers needs of the world around it. */
import type { JsonObject } from '#core/pool-export-reader.ts';

/** Descriptions are whole: with whatever members Cognito answers. */
export type UserPools = {
  /** Nothing where there is no such pool. */
  readonly describe: (userPoolId: string, signal: AbortSignal) => Promise<JsonObject | undefined>;
  readonly mfaConfig: (userPoolId: string, signal: AbortSignal) => Promise<JsonObject>;
  /** `busy`: somebody else writes; nothing was written. */
  readonly update: (
    input: JsonObject,
    signal: AbortSignal,
  ) => Promise<{ readonly kind: 'written' } | { readonly kind: 'busy'; readonly awsError: string }>;
  readonly setMfaConfig: (userPoolId: string, config: JsonObject, signal: AbortSignal) => Promise<void>;
  readonly addAttribute: (userPoolId: string, attribute: JsonObject, signal: AbortSignal) => Promise<void>;
};

export type AttachPorts = {
  readonly pools: UserPools;
  readonly clock: { readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<unknown> };
};
