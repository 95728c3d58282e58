/** Inputs that no machine takes: with missing, extra and wrong fields. Each ends in `InvalidInput` and leaves nothing behind. */
import { RECONCILE, RUNBOOK_SUB, SWEEP } from './runbook-inputs.ts';

export type WrongInput = {
  readonly machine: 'post-migration' | 'sweep';
  /** Says what is wrong; unique for its machine. */
  readonly with: string;
  readonly input: unknown;
};

const OF_POST_MIGRATION: readonly Omit<WrongInput, 'machine'>[] = [
  { with: 'nothing at all', input: {} },
  { with: 'no task', input: { sourceSub: RUNBOOK_SUB } },
  { with: 'no sub', input: { task: 'reconcile' } },
  { with: "another machine's task", input: { task: 'sweep', sourceSub: RUNBOOK_SUB } },
  { with: 'a task that is no text', input: { task: ['reconcile'], sourceSub: RUNBOOK_SUB } },
  { with: 'a number for a sub', input: { task: 'reconcile', sourceSub: 7 } },
  { with: 'a sub that is none', input: { task: 'reconcile', sourceSub: 'a-b-c-d-e' } },
  { with: 'a field too many', input: { ...RECONCILE, force: true } },
  { with: 'groups that are no list', input: { ...RECONCILE, groups: 'editors' } },
  { with: 'a group without a name', input: { ...RECONCILE, groups: [''] } },
  { with: 'a list', input: [] },
  { with: 'a text', input: 'reconcile' },
  { with: 'null', input: null },
];

const OF_SWEEP: readonly Omit<WrongInput, 'machine'>[] = [
  { with: 'nothing at all', input: {} },
  { with: "another machine's task", input: { task: 'reconcile' } },
  { with: 'a task in another letter case', input: { task: 'Sweep' } },
  { with: 'a task that is no text', input: { task: ['sweep'] } },
  { with: 'a field too many', input: { ...SWEEP, dryRun: true } },
  { with: 'a list', input: [SWEEP] },
  { with: 'a text', input: 'sweep' },
  { with: 'null', input: null },
];

export const WRONG_INPUTS: readonly WrongInput[] = [
  ...OF_POST_MIGRATION.map((one) => ({ machine: 'post-migration' as const, ...one })),
  ...OF_SWEEP.map((one) => ({ machine: 'sweep' as const, ...one })),
];

/** How the cause of the refusal begins to show what is accepted. */
export const ACCEPTED = {
  'post-migration': 'Accepted input: {"task":"reconcile","sourceSub":',
  sweep: 'Accepted input: {"task":"sweep"}, {"task":"retryFailed"} or {"task":"importStragglers"}',
} as const;
