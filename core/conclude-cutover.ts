/** Whether the app clients are as an execution of the cutover meant them, by reading them again: what counts is what Cognito says then. */
import { type AppClientDescription, changesFlows, planSwitch } from './auth-flows.ts';
import type { Conclusion } from './cutover-decision.ts';
import { clientIdOf } from './cutover-findings.ts';
import type { AssessWork, ClientChange, ClientOutcome } from './cutover-input.ts';
import type { CutoverClientRecord } from './cutover-state.ts';
import type { CutoverSettings } from './trigger-settings.ts';

export type ConclusionEvidence = {
  readonly work: Pick<Extract<AssessWork, { step: 'conclude' }>, 'task' | 'clients' | 'outcomes'>;
  readonly settings: Pick<CutoverSettings, 'userAuth'>;
  /** As read now; those that the pool does not have are absent. */
  readonly poolClients: readonly AppClientDescription[];
  /** Of the app clients of the work and, for a rollback, of every other; as read now. */
  readonly records: readonly CutoverClientRecord[];
};

const errorOf = (outcome: ClientOutcome | undefined): string | undefined =>
  outcome !== undefined && 'error' in outcome ? outcome.error : undefined;

/** Other settings were changed and could not be put back; the flows alone do not show it. */
const isSpoilt = (error: string | undefined): boolean => error === 'ClientSettingsChanged';

type Look = { readonly client: AppClientDescription | undefined; readonly error: string | undefined };

/** Why a client that was to be switched is not as wanted; nothing where it is. */
const notSwitched = ({ client, error }: Look, { settings }: ConclusionEvidence): string | undefined => {
  if (client === undefined) return error ?? 'ClientNotFound';
  if (isSpoilt(error)) return error;
  const plan = planSwitch(client, settings.userAuth);
  if (plan.kind === 'legacy') return error ?? 'LegacyFlows';
  return changesFlows(plan) ? (error ?? 'NotAsWanted') : undefined;
};

/** The record goes when the flows are proven to be back. */
const notRestored = (
  clientId: string,
  { error }: Look,
  { records }: ConclusionEvidence,
): string | undefined => {
  if (isSpoilt(error)) return error;
  return records.some((record) => record.clientId === clientId) ? (error ?? 'NotAsWanted') : undefined;
};

/** What was really done, where the Map left it; else what was meant. */
const doneFor = (meant: ClientChange, outcome: ClientOutcome | undefined): ClientChange => {
  if (outcome === undefined || !('changed' in outcome) || !outcome.changed) return meant;
  return { clientId: meant.clientId, removed: outcome.removed, added: outcome.added };
};

/** App clients that a rollback had no time for. No schedule goes on with those, so the operator has to know. */
const leftByRollback = ({ work, poolClients, records }: ConclusionEvidence): readonly string[] => {
  if (work.task !== 'rollback') return [];
  const asked = work.clients.map(({ clientId }) => clientId);
  const inPool = poolClients.map(clientIdOf);
  return records
    .map(({ clientId }) => clientId)
    .filter((clientId) => !asked.includes(clientId) && inPool.includes(clientId));
};

const sayUnfinished = (unfinished: Conclusion['unfinished']): string =>
  unfinished.length === 0
    ? 'Every app client is as it should be.'
    : `App clients that are not as they should be: ${unfinished.map(({ clientId, reason }) => `${clientId} (${reason})`).join(', ')}. The others are. Run it again: it goes on with these.`;

/** Pure; the same for every repetition. */
export const concludeCutover = (evidence: ConclusionEvidence): Conclusion => {
  const { work, poolClients } = evidence;
  const looks = work.clients.map((meant) => {
    const { clientId } = meant;
    const outcome = work.outcomes.find((one) => one.clientId === clientId);
    const client = poolClients.find((one) => clientIdOf(one) === clientId);
    const look: Look = { client, error: errorOf(outcome) };
    const reason =
      work.task === 'cutover' ? notSwitched(look, evidence) : notRestored(clientId, look, evidence);
    return { done: doneFor(meant, outcome), reason };
  });
  const unfinished = [
    ...looks.flatMap(({ done: { clientId }, reason }) =>
      reason === undefined ? [] : [{ clientId, reason }],
    ),
    ...leftByRollback(evidence).map((clientId) => ({ clientId, reason: 'NextRun' })),
  ];
  return {
    completed: unfinished.length === 0,
    clients: looks.flatMap(({ done, reason }) => (reason === undefined ? [done] : [])),
    unfinished,
    says: sayUnfinished(unfinished),
  };
};
