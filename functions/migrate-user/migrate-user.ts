/**
 * One attempt from event to answer: ask the source, decide, ask ledger and target, start the reconciliation, tell of it.
 * Takes what it needs as ports and knows neither Lambda nor AWS.
 */
import { FAILED_TEXT, MigrationError } from '#core/errors.ts';
import {
  decideForgotPassword,
  decideSignIn,
  type MigrationOutcome,
  rejected,
} from '#core/migration-outcome.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import type { Attempt } from '../_runtime/attempt-telemetry.ts';
import type { Moments } from '../_runtime/invocation.ts';
import { confirmAdmission } from './confirm-admission.ts';
import { finishAttempt } from './finish-attempt.ts';
import { gatherForgotPassword, gatherSignIn, type SourceLatency } from './gather-evidence.ts';
import type { MigrateUserPorts } from './ports.ts';
import {
  admitEvent,
  type MigrationRequest,
  parseEvent,
  rejectEvent,
  type TriggerEvent,
} from './user-migration-event.ts';

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

/** A bug of ours is an outcome too: told, audited and answered like any other failure. */
const decideOrCrash = async (...parameters: Parameters<typeof decide>): Promise<Decided> => {
  try {
    return await decide(...parameters);
  } catch (error) {
    parameters[0].telemetry.crashed(error);
    return { outcome: { kind: 'failed', reason: 'unexpected' } };
  }
};

const attemptOf = async (
  ports: MigrateUserPorts,
  request: MigrationRequest,
  settings: TriggerSettings,
  { signal, decideBy, invokedAt }: Moments & { readonly signal: AbortSignal },
): Promise<Attempt> => {
  const trigger = request.kind === 'malformed' ? 'unknown' : request.kind;
  const startedAt = ports.clock.monotonic();
  const decided = await decideOrCrash(ports, request, settings, decideBy);
  const asked = { request, invokedAt };
  const confirmed = await confirmAdmission(ports, decided.outcome, asked, settings, signal);
  const { afterwards, ...finished } = await finishAttempt(ports, confirmed, trigger, signal);
  const total = ports.clock.monotonic() - startedAt;
  return {
    trigger,
    invokedAt,
    ...finished,
    latency: { total, ...decided.latency, afterwards },
    sourceAuthFailed: decided.sourceAuthFailed ?? false,
  };
};

const answer = (request: MigrationRequest, outcome: MigrationOutcome): TriggerEvent => {
  if (request.kind === 'malformed' || outcome.kind === 'failed') {
    throw new MigrationError('MigrationFailed', FAILED_TEXT);
  }
  return outcome.kind === 'rejected' ? rejectEvent(request.event) : admitEvent(request.event, outcome);
};

export type MigrateUser = (
  event: unknown,
  signal: AbortSignal,
  moments?: Partial<Moments>,
) => Promise<TriggerEvent>;

/**
 * Answers the trigger: the event with a user to create, or with an empty response.
 * @throws {MigrationError} `MigrationFailed`, always with the same text: the only thing a client ever sees.
 */
export const createMigrateUser =
  (ports: MigrateUserPorts, settings: TriggerSettings): MigrateUser =>
  async (event, signal, { decideBy = signal, invokedAt = ports.clock.now() } = {}) => {
    const request = parseEvent(event);
    const attempt = await attemptOf(ports, request, settings, { signal, decideBy, invokedAt });
    ports.telemetry.record(attempt);
    return answer(request, attempt.outcome);
  };
