/** Inputs that no machine takes: with missing, extra and wrong fields. Each ends in `InvalidInput` and leaves nothing behind. */
import { CUTOVER, RECONCILE, RESUME, ROLLBACK, RUNBOOK_SUB, SWEEP } from './runbook-inputs.ts';

export type WrongInput = {
  readonly machine: 'post-migration' | 'sweep' | 'cutover';
  /** Says what is wrong; unique for its machine. */
  readonly with: string;
  readonly input: unknown;
  /** What the refusal has to say. @default - what is accepted */
  readonly says?: string;
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

const NOBODYS_CLIENT = '1nobodysclient2345678901ab';

const OF_CUTOVER: readonly Omit<WrongInput, 'machine'>[] = [
  { with: 'nothing at all', input: {} },
  { with: "another machine's task", input: SWEEP },
  { with: 'a task in another letter case', input: { task: 'Cutover' } },
  { with: 'a task that is no text', input: { task: ['cutover'] } },
  { with: 'a field too many', input: { ...CUTOVER, phase: 'srp-only' } },
  { with: 'a flag that is no flag', input: { ...CUTOVER, force: 'true' } },
  { with: 'flags that contradict each other', input: { ...RESUME, dryRun: true } },
  { with: 'app clients that are no list', input: { ...CUTOVER, clientIds: 'web' } },
  { with: 'a list of no app clients', input: { ...CUTOVER, clientIds: [] } },
  {
    with: 'an app client that nobody has',
    input: { ...CUTOVER, clientIds: [NOBODYS_CLIENT] },
    says: `no app client ${NOBODYS_CLIENT}`,
  },
  { with: 'a rollback without a reason', input: { task: 'rollback' } },
  { with: 'a reason that is no text', input: { task: 'rollback', reason: 7 } },
  { with: "a cutover's field for a rollback", input: { ...ROLLBACK, reason: 'Wrong.', force: true } },
  { with: "a cutover's field for the retirement", input: { task: 'assessRetirement', dryRun: true } },
  { with: 'a list', input: [CUTOVER] },
  { with: 'a text', input: 'cutover' },
  { with: 'null', input: null },
];

export const WRONG_INPUTS: readonly WrongInput[] = [
  ...OF_POST_MIGRATION.map((one) => ({ machine: 'post-migration' as const, ...one })),
  ...OF_SWEEP.map((one) => ({ machine: 'sweep' as const, ...one })),
  ...OF_CUTOVER.map((one) => ({ machine: 'cutover' as const, ...one })),
];

/** What the cause of a refusal holds where it shows what is accepted. */
export const ACCEPTED = {
  'post-migration': 'Accepted input: {"task":"reconcile","sourceSub":',
  sweep: 'Accepted input: {"task":"sweep"}, {"task":"retryFailed"} or {"task":"importStragglers"}',
  cutover: '{"task":"cutover","dryRun":false,"force":false,',
} as const;
