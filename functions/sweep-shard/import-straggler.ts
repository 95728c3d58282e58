/**
 * Imports one straggler: a user who has not come while passwords migrated users, created with a password that nobody
 * knows, so that forgot-password lets the owner in. Interrupted anywhere, it is taken up again where it was.
 */
import { accountState } from '#core/account-state.ts';
import { refusedOnCreation } from '#core/attribute-rules.ts';
import type { TargetUser } from '#core/drift.ts';
import { MigrationError } from '#core/errors.ts';
import { AUDIT_VERSION } from '#core/events.ts';
import { hasVerifiedContact } from '#core/migration-outcome.ts';
import type { SourceUser } from '#core/source-evidence.ts';
import { judgeStraggler, type Straggler, type StragglerReason } from '#core/stragglers.ts';
import { type Counts, recordPlace, stragglerPlace } from '#core/sweep-counts.ts';
import type { SweepExecution } from '#core/sweep-input.ts';
import { type FoundRecord, mayImport } from '#core/sweep-look.ts';
import { SOURCE_SUB_ATTRIBUTE, type TriggerSettings } from '#core/trigger-settings.ts';
import { mapUser } from '#core/user-mapping.ts';
import type { Pace } from './pace.ts';
import type { SweepShardPorts } from './ports.ts';

type Ports = Pick<SweepShardPorts, 'source' | 'target' | 'ledger' | 'audit' | 'workflow' | 'clock'>;

/** Where the user is counted now, and how listed. */
export type Imported = { readonly counts: Counts; readonly listed?: Straggler };

type Work = {
  readonly ports: Ports;
  readonly user: SourceUser;
  readonly record: FoundRecord;
  readonly execution: SweepExecution;
  readonly settings: TriggerSettings;
  readonly signal: AbortSignal;
};

const IMPORTED: Imported = {
  counts: { [recordPlace({ origin: 'imported', state: 'reconciled' })]: 1, imported: 1 },
};

/** Not imported: listed with this reason, and counted as a straggler or, where there is a record, by that. */
const keep = ({ user, record }: Work, reason: StragglerReason): Imported => {
  const listed = { sub: user.sub, state: accountState(user), reason };
  const place = typeof record === 'object' ? recordPlace(record) : stragglerPlace(listed);
  return { counts: { [place]: 1 }, listed };
};

/** The import has begun, and so says the record. */
const keepBegun = (work: Work, reason: StragglerReason): Imported => ({
  ...keep(work, reason),
  counts: { [recordPlace({ origin: 'imported', state: 'pending' })]: 1 },
});

const nameInTarget = ({ user, settings }: Work): string | undefined => {
  const { username, attributes } = mapUser(user, settings);
  if (username !== undefined) return username;
  const name = settings.target.signIn.attributes.find((attribute) => attributes[attribute] !== undefined);
  return name === undefined ? undefined : attributes[name];
};

/** What stands against an import; a second factor would be lost, and without a contact nobody could come in. */
const objection = ({ user, settings }: Work): StragglerReason | undefined => {
  const mapped = mapUser(user, settings);
  if (accountState(user) !== 'active') return judgeStraggler(user, settings).reason;
  if (user.factors.length > 0) return 'second-factor';
  if (!hasVerifiedContact(mapped, false, settings.target)) return 'no-contact';
  return refusedOnCreation(mapped, settings.target).length > 0 ? 'attributes-refused' : undefined;
};

/** The user is in the target: closes the account unless somebody has a password for it, tells, and records. */
const finish = async (
  work: Work,
  found: Pick<TargetUser, 'username' | 'sub' | 'status'>,
): Promise<Imported> => {
  const { ports, user, execution, signal } = work;
  if (found.status === 'FORCE_CHANGE_PASSWORD') {
    await ports.target.closeWithPassword(found.username, signal);
  }
  const { executionId, startedAt: at } = execution;
  const [sourceSub, targetSub] = [user.sub, found.sub];
  const detail = { version: AUDIT_VERSION, at, executionId, sourceSub, targetSub };
  await ports.audit.put({ type: 'UserImported', detail }, signal);
  const recorded = await ports.ledger.recordImported(
    { sourceSub, targetSub, now: ports.clock.now() },
    signal,
  );
  // Somebody else has changed the record meanwhile; the next sweep counts what it says now.
  return recorded ? IMPORTED : keepBegun(work, 'being-reconciled');
};

const create = async (work: Work, name: string): Promise<Imported> => {
  const { ports, user, settings, signal } = work;
  const { attributes } = mapUser(user, settings);
  const begun = await ports.ledger.recordImporting({ sourceSub: user.sub, now: ports.clock.now() }, signal);
  if (!begun) return keep(work, 'being-reconciled');
  const created = await ports.target.createUser(name, attributes, signal);
  if (created.kind === 'taken') return keepBegun(work, 'name-taken');
  return finish(work, { ...created, status: 'FORCE_CHANGE_PASSWORD' });
};

const isBegun = (record: FoundRecord): boolean =>
  typeof record === 'object' && record.origin === 'imported' && record.state === 'pending';

/** There is a user of this name already: an import that was interrupted, the user who came meanwhile, or another one. */
const meet = async (work: Work, found: TargetUser): Promise<Imported> => {
  const { ports, user, record, signal } = work;
  if (found.attributes[SOURCE_SUB_ATTRIBUTE] !== user.sub) return keep(work, 'name-taken');
  if (isBegun(record)) return finish(work, found);
  await ports.workflow.startReconciliation({ sourceSub: user.sub }, signal);
  return keep(work, 'being-reconciled');
};

const importKnown = async (work: Work): Promise<Imported> => {
  const reason = objection(work);
  if (reason !== undefined) return keep(work, reason);
  const name = nameInTarget(work);
  if (name === undefined) return keep(work, 'no-contact');
  const found = await work.ports.target.readUser(name, work.signal);
  return found === undefined ? create(work, name) : meet(work, found);
};

/** A user whom the target refuses is listed; the sweep goes on. */
const importOrList = async (work: Work): Promise<Imported> => {
  try {
    return await importKnown(work);
  } catch (error) {
    if (!(error instanceof MigrationError) || error.code !== 'TargetRefused') throw error;
    const { ports, user, signal } = work;
    const record = (await ports.ledger.lookUp([user.sub], signal)).get(user.sub);
    return keep({ ...work, record }, 'attributes-refused');
  }
};

const GONE: Pick<Straggler, 'state' | 'reason'> = { state: 'unknown', reason: 'source-user-gone' };

/** Reads user and record again, then imports or lists. */
export const importStraggler = async (
  ports: Ports,
  sub: string,
  execution: SweepExecution,
  settings: TriggerSettings,
  updates: Pace,
  signal: AbortSignal,
): Promise<Imported> => {
  await updates.next(signal);
  const [read, records] = await Promise.all([
    ports.source.readUser(sub, signal),
    ports.ledger.lookUp([sub], signal),
  ]);
  if (read.kind === 'failed') {
    throw new MigrationError('SourceUnavailable', `The source did not answer: ${read.reason}.`);
  }
  if (read.kind === 'not-found') {
    return { counts: { [stragglerPlace(GONE)]: 1 }, listed: { sub, ...GONE } };
  }
  const work = { ports, user: read.user, record: records.get(sub), execution, settings, signal };
  if (mayImport(work.record)) return importOrList(work);
  return work.record === 'unreadable'
    ? {
        counts: { unreadable: 1 },
        listed: { sub, state: accountState(read.user), reason: 'record-unreadable' },
      }
    : keep(work, 'being-reconciled');
};
