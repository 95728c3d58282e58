/** Proves that an update of an app client changed nothing but its flows; what it did change is put back, once. */
import { type AppClientDescription, changedSettings, clientUpdate, flowsOf } from '#core/auth-flows.ts';
import { MigrationError } from '#core/errors.ts';
import type { ClientsPort } from './ports.ts';

/** A write that went through, or may have. */
export type Attempt = {
  readonly before: AppClientDescription;
  /** What Cognito said that it wrote; absent where there was no answer. */
  readonly told?: AppClientDescription;
};

/**
 * What differs from before by this write. Somebody else's change, after Cognito had said that all was well, is none of
 * ours; without an answer nobody can say whose it is.
 */
const lostBy = ({ before, told }: Attempt, now: AppClientDescription): readonly string[] => {
  const differs = changedSettings(before, now);
  if (told === undefined) return differs;
  const ours = changedSettings(before, told);
  return differs.filter((name) => ours.includes(name));
};

const withBack = (
  now: AppClientDescription,
  before: AppClientDescription,
  names: readonly string[],
): AppClientDescription => {
  const kept = Object.entries(now).filter(([name]) => !names.includes(name));
  const back = Object.entries(before).filter(([name]) => names.includes(name));
  return clientUpdate(Object.fromEntries([...kept, ...back]), flowsOf(now));
};

const changed = (clientId: string, names: readonly string[]): MigrationError =>
  new MigrationError(
    'ClientSettingsChanged',
    `The app client ${clientId} has other ${names.join(', ')} than before its auth flows were updated, by this update or by somebody else's at the same time: compare them with your template, and set them again.`,
  );

/** @throws {MigrationError} `ClientSettingsChanged`, naming the settings, and what the port rejects with */
export const proveSettings = async (
  clients: ClientsPort,
  clientId: string,
  attempt: Attempt,
  now: AppClientDescription,
  signal: AbortSignal,
): Promise<void> => {
  const lost = lostBy(attempt, now);
  if (lost.length === 0) return;
  // Somebody else's change must not be taken back.
  if (attempt.told === undefined) throw changed(clientId, lost);
  await clients.writeClient(clientId, withBack(now, attempt.before, lost), signal);
  const after = await clients.readClient(clientId, signal);
  const stillLost = after === undefined ? lost : lostBy(attempt, after);
  if (stillLost.length > 0) throw changed(clientId, stillLost);
};
