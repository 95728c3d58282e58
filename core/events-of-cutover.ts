/** What the audit trail is told of cutovers: by which gates, which app clients lost and got which flows, and what is not as it should be. */
import type { Finding, TriggerState } from './cutover-decision.ts';
import type { ClientChange, CutoverTask } from './cutover-input.ts';
import type { Gate } from './cutover-readiness.ts';
import { type EventDescription, EXECUTION_FIELDS } from './event-fields.ts';
import type { MigrationPhase } from './trigger-settings.ts';

type OfCutover = { readonly version: 1; readonly at: string; readonly executionId: string };

export type CutoverDetails = {
  readonly CutoverDeferred: OfCutover & {
    readonly gates: readonly Gate[];
    readonly findings: readonly Finding[];
    readonly held: boolean;
    readonly clients: readonly ClientChange[];
  };
  readonly CutoverAssessed: OfCutover & {
    readonly gates: readonly Gate[];
    readonly findings: readonly Finding[];
    readonly plan: readonly ClientChange[];
  };
  readonly CutoverCompleted: OfCutover & {
    readonly clients: readonly ClientChange[];
    readonly forced: boolean;
  };
  readonly CutoverFailed: OfCutover & {
    readonly task: CutoverTask;
    readonly reason: string;
    readonly unfinished: readonly { readonly clientId: string }[];
  };
  readonly DriftRepaired: OfCutover & { readonly clients: readonly ClientChange[] };
  readonly CutoverRolledBack: OfCutover & {
    readonly clients: readonly ClientChange[];
    readonly reason: string;
    readonly notCovered: number;
  };
  readonly TriggerMissing: OfCutover & { readonly trigger: Exclude<TriggerState, 'attached'> };
  readonly PhaseMismatch: OfCutover & {
    readonly configured: MigrationPhase;
    readonly recorded: MigrationPhase;
  };
};

const GATES = {
  kind: 'gates',
  says: 'each with `threshold`, `value` (null: nothing to go by), `met` and the same in words',
} as const;

const FINDINGS = {
  kind: 'findings',
  says: 'what else is to be known, in words, with the app client',
} as const;

const CLIENTS = { kind: 'clients', says: 'app clients, with the flows `removed` and `added`' } as const;

const PHASES = ['migrating', 'srp-only'] as const;

export const CUTOVER_EVENTS: {
  readonly [Type in keyof CutoverDetails]: EventDescription<CutoverDetails[Type]>;
} = {
  CutoverDeferred: {
    when: 'A cutover was wanted, and something is in the way: a gate that is not met, the hold of a rollback, an app client that is refused. Nothing was changed.',
    fields: {
      ...EXECUTION_FIELDS,
      gates: GATES,
      findings: FINDINGS,
      held: { kind: 'flag', says: 'a rollback was the last word, and nobody has said `resume` since' },
      clients: { ...CLIENTS, says: `${CLIENTS.says}, that wait` },
    },
  },
  CutoverAssessed: {
    when: 'A dry run: what the gates say and what a cutover would do. Nothing was changed.',
    fields: {
      ...EXECUTION_FIELDS,
      gates: GATES,
      findings: FINDINGS,
      plan: { ...CLIENTS, says: `${CLIENTS.says}, as it would be` },
    },
  },
  CutoverCompleted: {
    when: 'App clients let no passwords in any more, and all their other settings are as before; proven by reading them again.',
    fields: {
      ...EXECUTION_FIELDS,
      clients: CLIENTS,
      forced: {
        kind: 'flag',
        says: 'no gate was asked, by the word of the operator who started the execution',
      },
    },
  },
  CutoverFailed: {
    when: 'The execution gave up. App clients that are not named are as they should be; the next run finishes the others.',
    fields: {
      ...EXECUTION_FIELDS,
      task: {
        kind: 'text',
        oneOf: ['cutover', 'rollback', 'assessRetirement'],
        says: 'what it was started for',
      },
      reason: { kind: 'text', says: 'name of the error: `CutoverIncomplete`, `LedgerUnavailable` …' },
      unfinished: {
        kind: 'clients',
        says: 'app clients that are not as they should be, each with the reason',
      },
    },
  },
  DriftRepaired: {
    when: 'App clients that were cut over let passwords in, after a stack update, a change by hand or an execution that broke off, and do no more. No gate was asked.',
    fields: { ...EXECUTION_FIELDS, clients: CLIENTS },
  },
  CutoverRolledBack: {
    when: 'App clients have the flows again that they had before their first cutover. Nothing cuts over again until an operator says `resume`.',
    fields: {
      ...EXECUTION_FIELDS,
      clients: CLIENTS,
      reason: { kind: 'text', says: 'as the operator gave it' },
      notCovered: {
        kind: 'number',
        says: 'users who were imported: they are in the target without a password of their own and migrate no more by the one they know',
      },
    },
  },
  TriggerMissing: {
    when: 'The pool does not call migrate-user, so nobody migrates: neither by password nor by forgot-password. Told by every run.',
    fields: {
      ...EXECUTION_FIELDS,
      trigger: { kind: 'text', oneOf: ['missing', 'foreign'], says: '`foreign`: it calls another Lambda' },
    },
  },
  PhaseMismatch: {
    when: 'The deployed configuration has another phase than the ledger: the next deployment could undo what was done. Told by every run.',
    fields: {
      ...EXECUTION_FIELDS,
      configured: { kind: 'text', oneOf: PHASES, says: '`phase` of the configuration that is deployed' },
      recorded: { kind: 'text', oneOf: PHASES, says: 'what the last cutover or rollback recorded' },
    },
  },
};
