/**
 * One attempt from event to answer: ask the source, decide, ask the ledger, start the reconciliation, tell of it. Takes
 * what it needs as ports and knows neither Lambda nor AWS.
 */
import { FAILED_TEXT, MigrationError } from '#core/errors.ts';
import {
  type Admitted,
  decideForgotPassword,
  decideSignIn,
  isAdmitted,
  type MigrationOutcome,
  rejected,
} from '#core/migration-outcome.ts';
import { isAlreadyMigrated } from '#core/resurrection.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import type { Attempt } from '../_runtime/attempt-telemetry.ts';
import { atMost } from '../_runtime/deadline.ts';
import { gatherForgotPassword, gatherSignIn, type SourceLatency } from './gather-evidence.ts';
import type { LedgerPort, MigrateUserPorts, WorkflowPort } from './ports.ts';
import {
  admitEvent,
  type MigrationRequest,
  parseEvent,
  rejectEvent,
  type TriggerEvent,
} from './user-migration-event.ts';

/** What a sign-in waits for post-migration work at most; the sweep finds whom it missed. */
const WORKFLOW_LIMIT_MS = 500;

/** An unreachable ledger must not hold up a sign-in; reconcile finds and audits what it would have said. */
const LEDGER_LIMIT_MS = 500;

// What a pool can hold. API reference: Username `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`, 1 to 128 characters; password at most
// 256. Anything else is nobody's, and is not sent to the source, which would call it our mistake.
const POSSIBLE_LOGIN = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;
const POSSIBLE_PASSWORD = /^.{1,256}$/su;

/** An outcome and what is told of how it came about. */
type Decided = {
  readonly outcome: MigrationOutcome;
  readonly latency?: SourceLatency;
  readonly sourceAuthFailed?: boolean;
};

type KnownRequest = Exclude<MigrationRequest, { kind: 'malformed' }>;

const decideAfterSignIn = async (
  ports: MigrateUserPorts,
  request: Extract<KnownRequest, { kind: 'sign-in' }>,
  settings: TriggerSettings,
  signal: AbortSignal,
): Promise<Decided> => {
  const { evidence, latency } = await gatherSignIn(ports, request, settings, signal);
  const sourceAuthFailed = [evidence.check, evidence.read].some(
    (answer) => answer.kind === 'failed' && answer.reason === 'role-refused',
  );
  return { outcome: decideSignIn(evidence, settings), latency, sourceAuthFailed };
};

const decideAfterForgotPassword = async (
  ports: MigrateUserPorts,
  { login }: KnownRequest,
  settings: TriggerSettings,
  signal: AbortSignal,
): Promise<Decided> => {
  const { evidence, latency } = await gatherForgotPassword(ports, login, settings, signal);
  const sourceAuthFailed = evidence.read.kind === 'failed' && evidence.read.reason === 'role-refused';
  return { outcome: decideForgotPassword(evidence, settings), latency, sourceAuthFailed };
};

const decide = async (
  ports: MigrateUserPorts,
  request: MigrationRequest,
  settings: TriggerSettings,
  signal: AbortSignal,
): Promise<Decided> => {
  if (request.kind === 'malformed') return { outcome: { kind: 'failed', reason: 'malformed-event' } };
  if (!POSSIBLE_LOGIN.test(request.login)) return { outcome: rejected('unknown') };
  if (request.kind === 'forgot-password') return decideAfterForgotPassword(ports, request, settings, signal);
  if (!POSSIBLE_PASSWORD.test(request.password)) return { outcome: rejected('wrong-password') };
  return decideAfterSignIn(ports, request, settings, signal);
};

type LedgerAnswer = { readonly outcome: MigrationOutcome; readonly ledger: Attempt['ledger'] };

/** Whom the ledger has seen in the target does not come back by an old password. */
const askLedger = async (
  ledger: LedgerPort,
  outcome: Admitted,
  now: number,
  signal: AbortSignal,
): Promise<LedgerAnswer> => {
  const { sourceSub } = outcome;
  try {
    const record = await atMost(LEDGER_LIMIT_MS, signal, (limit) => ledger.lookUp(sourceSub, limit));
    const gone = isAlreadyMigrated(record, now);
    return { outcome: gone ? rejected('already-migrated', sourceSub) : outcome, ledger: 'asked' };
  } catch {
    return { outcome, ledger: 'unreachable' };
  }
};

const startWorkflow = async (
  workflow: WorkflowPort,
  { sourceSub, groups }: Admitted,
  signal: AbortSignal,
): Promise<'started' | 'failed'> => {
  const request = { sourceSub, ...(groups === undefined ? {} : { groups }) };
  try {
    await atMost(WORKFLOW_LIMIT_MS, signal, (limit) => workflow.startReconciliation(request, limit));
    return 'started';
  } catch {
    return 'failed';
  }
};

type Finished = Pick<Attempt, 'outcome' | 'workflow' | 'ledger'> & { readonly workflowStart?: number };

/** The steps that only a user who will be created takes. Neither can fail the sign-in. */
const finish = async (
  { ledger, workflow, clock }: MigrateUserPorts,
  decided: MigrationOutcome,
  signal: AbortSignal,
): Promise<Finished> => {
  if (!isAdmitted(decided)) return { outcome: decided };
  const asked = ledger && (await askLedger(ledger, decided, clock.now(), signal));
  const outcome = asked?.outcome ?? decided;
  const known = { outcome, ...(asked?.ledger === undefined ? {} : { ledger: asked.ledger }) };
  if (workflow === undefined || !isAdmitted(outcome)) return known;
  const startedAt = clock.monotonic();
  const started = await startWorkflow(workflow, outcome, signal);
  return { ...known, workflow: started, workflowStart: clock.monotonic() - startedAt };
};

const attemptOf = async (
  ports: MigrateUserPorts,
  request: MigrationRequest,
  settings: TriggerSettings,
  signal: AbortSignal,
): Promise<Attempt> => {
  const startedAt = ports.clock.monotonic();
  const { outcome, latency, sourceAuthFailed = false } = await decide(ports, request, settings, signal);
  const { workflowStart, ...finished } = await finish(ports, outcome, signal);
  const total = ports.clock.monotonic() - startedAt;
  return {
    trigger: request.kind === 'malformed' ? 'unknown' : request.kind,
    ...finished,
    latency: { total, ...latency, ...(workflowStart === undefined ? {} : { workflowStart }) },
    sourceAuthFailed,
  };
};

const crashed = (request: MigrationRequest): Attempt => ({
  trigger: request.kind === 'malformed' ? 'unknown' : request.kind,
  outcome: { kind: 'failed', reason: 'unexpected' },
  latency: { total: 0 },
  sourceAuthFailed: false,
});

const answer = (request: MigrationRequest, outcome: MigrationOutcome): TriggerEvent => {
  if (request.kind === 'malformed' || outcome.kind === 'failed') {
    throw new MigrationError('MigrationFailed', FAILED_TEXT);
  }
  return outcome.kind === 'rejected' ? rejectEvent(request.event) : admitEvent(request.event, outcome);
};

export type MigrateUser = (event: unknown, signal: AbortSignal) => Promise<TriggerEvent>;

/**
 * Answers the trigger: the event with a user to create, or with an empty response.
 * @throws {MigrationError} `MigrationFailed`, always with the same text: the only thing a client ever sees.
 */
export const createMigrateUser =
  (ports: MigrateUserPorts, settings: TriggerSettings): MigrateUser =>
  async (event, signal) => {
    const request = parseEvent(event);
    const attempt = await attemptOf(ports, request, settings, signal).catch((error: unknown) => {
      ports.telemetry.crashed(error);
      return crashed(request);
    });
    ports.telemetry.record(attempt);
    return answer(request, attempt.outcome);
  };
