/**
 * Auth flows of app clients: which ones a cutover takes and adds, what a rollback puts back, how an update is made
 * from a description, and whether anything else was changed by it.
 */

/**
 * `UserPoolClient` of DescribeUserPoolClient, whole: settings that this version does not know are carried along. Never
 * logged, because it may hold the client's secret.
 */
export type AppClientDescription = Readonly<Record<string, unknown>>;

/** What becomes of `ALLOW_USER_AUTH`, which lets passwords in. */
export type UserAuthPolicy = 'remove' | 'keep';

/** `legacy`: refused, with the unprefixed flows by name. */
export type FlowPlan =
  | {
      readonly kind: 'plan';
      /** `ExplicitAuthFlows` of the update; empty stands for the default and is not sent. */
      readonly wanted: readonly string[];
      readonly removed: readonly string[];
      readonly added: readonly string[];
    }
  | { readonly kind: 'legacy'; readonly flows: readonly string[] };
