/**
 * Changes the auth flows of one app client and proves that nothing else was changed. Knows neither Lambda nor AWS. Every
 * round looks first and writes only what is missing, so it may be repeated at any point and run twice at once.
 */
import { changesFlows, clientUpdate, flowsOf } from '#core/auth-flows.ts';
import { readSwitchWork, type SwitchAnswer, type SwitchWork } from '#core/cutover-input.ts';
import { MigrationError } from '#core/errors.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { cutoverIn } from '../_runtime/settings.ts';
import { type Look, lookAtClient, notFound } from './look-at-client.ts';
import type { SwitchAuthFlowPorts } from './ports.ts';
import { type Attempt, proveSettings } from './prove-settings.ts';

export type SwitchAuthFlow = (payload: unknown, signal: AbortSignal) => Promise<SwitchAnswer>;

/** Together at most 6.1 s, which leaves half of the Lambda's time to Cognito. */
const MOST_PAUSES = 5;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 2_000;

const tooBusy = (clientId: string, problem: string): MigrationError =>
  new MigrationError(
    'TargetUnavailable',
    `The app client ${clientId} could not be updated in the time there is (${problem}): try again.`,
  );

/** Waits longer each time, and never as long as somebody else who got in the way; rejects when it has waited enough. */
const createPatience = ({ clock }: SwitchAuthFlowPorts, { clientId }: SwitchWork, signal: AbortSignal) => {
  let pauses = 0;
  return async (problem: string): Promise<void> => {
    if (pauses === MOST_PAUSES) throw tooBusy(clientId, problem);
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** pauses);
    pauses += 1;
    const pause = clock.wait(longest * (0.5 + clock.random() / 2), signal);
    await pause.catch(() => Promise.reject(tooBusy(clientId, problem)));
  };
};

/** The first flows of a client are kept before they are changed. */
const keepFlows = async (
  { records }: SwitchAuthFlowPorts,
  { action, clientId, startedAt: switchedAt, executionId }: SwitchWork,
  { before }: Attempt,
  signal: AbortSignal,
): Promise<void> => {
  if (action !== 'switch') return;
  const previousFlows = flowsOf(before);
  await records.keepClientRecord({ clientId, previousFlows, switchedAt, executionId }, signal);
};

type Written = {
  /** Absent where Cognito turned the write away. */
  readonly attempt?: Attempt;
  /** Why it has to be tried again, if it has. */
  readonly problem?: string;
};

const write = async (
  { clients }: SwitchAuthFlowPorts,
  { clientId }: SwitchWork,
  { before, change }: Look,
  signal: AbortSignal,
): Promise<Written> => {
  const result = await clients.writeClient(clientId, clientUpdate(before, change.wanted), signal);
  switch (result.kind) {
    case 'written':
      return { attempt: { before, told: result.description } };
    case 'unanswered':
      return { attempt: { before }, problem: result.awsError };
    case 'busy':
      return { problem: result.awsError };
    case 'gone':
      throw notFound(clientId);
  }
};

/** The client is as it is wanted: whatever this invocation wrote is proven, and the records are brought into line. */
const settle = async (
  ports: SwitchAuthFlowPorts,
  work: SwitchWork,
  { before: now }: Look,
  attempt: Attempt | undefined,
  signal: AbortSignal,
): Promise<void> => {
  const { clientId, action } = work;
  if (attempt !== undefined) {
    await proveSettings(ports.clients, clientId, attempt, now, signal);
    // Once more: a rollback that was about to end may have taken the record away in between.
    await keepFlows(ports, work, attempt, signal);
  }
  if (action === 'restore') await ports.records.forgetClientRecord(clientId, signal);
};

/** What the invocation made of the client: its first look is the one that the difference is told from. */
const answerOf = (
  { clientId }: SwitchWork,
  first: Look | undefined,
  attempt: Attempt | undefined,
): SwitchAnswer => {
  if (first === undefined || attempt === undefined)
    return { clientId, removed: [], added: [], changed: false };
  const { removed, added } = first.change;
  return { clientId, removed, added, changed: true };
};

/**
 * @throws {MigrationError} `InvalidInput`, `SettingsInvalid`, `ClientNotFound`, `LegacyFlows`, `ClientSettingsChanged`,
 * `TargetUnavailable`, and what the ports reject with
 */
export const createSwitchAuthFlow =
  (ports: SwitchAuthFlowPorts, settings: TriggerSettings): SwitchAuthFlow =>
  async (payload, signal) => {
    const work = readSwitchWork(payload);
    const { userAuth } = cutoverIn(settings);
    const waitFor = createPatience(ports, work, signal);
    let first: Look | undefined;
    let attempt: Attempt | undefined;
    let justWritten = false;
    for (;;) {
      const look = await lookAtClient(ports, work, userAuth, signal);
      if (look === undefined) return answerOf(work, first, attempt);
      if (!changesFlows(look.change)) {
        await settle(ports, work, look, attempt, signal);
        return answerOf(work, first, attempt);
      }
      if (justWritten) {
        // Not yet to be seen, or undone by somebody: nothing is written again without another look.
        justWritten = false;
        await waitFor('ChangedMeanwhile');
        continue;
      }
      first ??= look;
      await keepFlows(ports, work, look, signal);
      const written = await write(ports, work, look, signal);
      attempt = written.attempt ?? attempt;
      justWritten = written.problem === undefined;
      if (written.problem !== undefined) await waitFor(written.problem);
    }
  };
