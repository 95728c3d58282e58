/** What one execution of the cutover decides, finds and proves, and what it goes by. Types; decide-cutover.ts and conclude-cutover.ts have the rules. */
import type { AppClientDescription } from './auth-flows.ts';
import type { ClientChange, CutoverInput, CutoverTask } from './cutover-input.ts';
import type { Gate, GateEvidence } from './cutover-readiness.ts';
import type { CutoverClientRecord, CutoverState } from './cutover-state.ts';
import type { Retirement } from './retirement.ts';
import type { CutoverSettings, MigrationPhase } from './trigger-settings.ts';

/**
 * App clients that one execution changes at most: one after the other, each with its retries, within the five minutes
 * of an Express execution. All are put on record, so that the next run goes on without asking the gates.
 */
export const MOST_CLIENTS_AT_ONCE = 5;

export type CutoverDecision =
  /** The gates are met or not asked: app clients lose their password flows. */
  | 'switch'
  /** Recorded app clients have drifted and are put right; no gate is asked. */
  | 'repair'
  | 'nothing'
  /** Something is in the way; `gates` and `findings` say what. */
  | 'deferred'
  /** A rollback was the last word. */
  | 'held'
  /** `clients` is what would be done. */
  | 'dry-run'
  | 'rollback'
  /** `retirement` is the answer. */
  | 'assessed';

export type FindingName =
  /** The configuration names an app client that the pool does not have. */
  | 'client-missing'
  /** Unprefixed flows, which cannot be mixed with SRP. */
  | 'legacy-flows'
  /** Its servers send passwords; they must sign in by SRP after the cutover. */
  | 'admin-password-flow'
  /** Managed login: nobody migrates there any more after the cutover. */
  | 'managed-login'
  /** `ALLOW_USER_AUTH` stays by the configuration, and lets passwords in. */
  | 'user-auth-kept'
  /** `ALLOW_USER_AUTH` goes, and with it one-time codes and passkeys. */
  | 'user-auth-removed'
  /** Not in the configuration, and lets passwords in; without an id where there are many more of them. */
  | 'other-client'
  /** Was cut over, and is not as it should be any more. */
  | 'drifted'
  /** Waits for the gates while others are repaired. */
  | 'waits-for-gates'
  /** More than one execution has time for: the next one goes on. */
  | 'next-run'
  /** The hold of a rollback is in force. */
  | 'held'
  /** Everything is as it was before the cutover. */
  | 'nothing-to-roll-back'
  /** Users whom a rollback does not cover. */
  | 'imported-users'
  | 'trigger-missing'
  | 'trigger-foreign'
  | 'phase-mismatch';

export type Finding = {
  readonly clientId?: string;
  readonly finding: FindingName;
  /** What it means and what to do, in words. */
  readonly says: string;
};

/** Whether the pool's migration trigger is ours. */
export type TriggerState = 'attached' | 'missing' | 'foreign';

export type PhaseAgreement = {
  readonly configured: MigrationPhase;
  readonly recorded: MigrationPhase;
  readonly agree: boolean;
};

/** Answer of assess-cutover to the step `assess`. Every member but `retirement` is always there. */
export type Assessment = {
  readonly task: CutoverTask;
  readonly decision: CutoverDecision;
  /** Empty for a rollback. */
  readonly gates: readonly Gate[];
  readonly findings: readonly Finding[];
  /** To be switched or restored now; for `dry-run`, `deferred` and `held` what would be. */
  readonly clients: readonly ClientChange[];
  /** `desiredPhase` and `clients` of `cutover#state` once this is done; an empty list is not written. */
  readonly desiredPhase: MigrationPhase;
  readonly desiredClients: readonly string[];
  readonly forced: boolean;
  /** As asked: the record of what is wanted may be written over a hold. */
  readonly resume: boolean;
  /** A hold stands when the execution starts. */
  readonly held: boolean;
  /** `resume` was asked for and a hold stands: it is lifted also where the decision is `deferred` or `nothing`. */
  readonly liftHold: boolean;
  readonly trigger: TriggerState;
  readonly phase: PhaseAgreement;
  /** Imported users: a rollback does not make them migrate by password. 0 where no sweep has counted. */
  readonly notCovered: number;
  readonly retirement?: Retirement;
};

/** Answer of assess-cutover to the step `conclude`. */
export type Conclusion = {
  readonly completed: boolean;
  /** Proven by reading them again. */
  readonly clients: readonly ClientChange[];
  /** `reason`: the name of the error, `NotAsWanted` where the client was changed meanwhile, `NextRun` where there was no time. */
  readonly unfinished: readonly { readonly clientId: string; readonly reason: string }[];
  /** The same in a sentence, as the cause of a failed execution. */
  readonly says: string;
};

/** Everything that a decision goes by. */
export type CutoverEvidence = GateEvidence & {
  readonly input: CutoverInput;
  readonly settings: CutoverSettings;
  /** `phase` of the configuration. */
  readonly configured: MigrationPhase;
  /** App clients of the configuration, in its order. */
  readonly clientIds: readonly string[];
  /** Every app client that the pool has, the configuration's and others. */
  readonly poolClients: readonly AppClientDescription[];
  /** The pool has a domain, so that managed login exists. */
  readonly domain: boolean;
  readonly trigger: TriggerState;
  readonly state: CutoverState;
  /** Of any app client: of the configuration, of the pool, of the state. */
  readonly records: readonly CutoverClientRecord[];
};
