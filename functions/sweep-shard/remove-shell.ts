/**
 * Removes one shell: asks both pools again, takes the target user out of the ledger, tells of it, deletes. In this
 * order: whatever stops it half-way, the owner is not locked out, and the next sweep goes on.
 */
import { MigrationError } from '#core/errors.ts';
import { AUDIT_VERSION } from '#core/events.ts';
import { judgeShell, SHELL_LIFETIME_MS } from '#core/shell-expiry.ts';
import type { Counts, TargetPlace } from '#core/sweep-counts.ts';
import type { SweepExecution } from '#core/sweep-input.ts';
import type { Todo } from '#core/sweep-look.ts';
import { SOURCE_SUB_ATTRIBUTE, type TriggerSettings } from '#core/trigger-settings.ts';
import type { Pace } from './pace.ts';
import type { SweepShardPorts } from './ports.ts';

type Shell = Extract<Todo, { kind: 'shell' }>;
type Ports = Pick<SweepShardPorts, 'source' | 'target' | 'ledger' | 'audit' | 'clock'>;

/** Age and record were judged from the page that listed the shell; status and owner are looked at again. */
const OVERDUE = { createdAt: 0, origin: undefined, now: SHELL_LIFETIME_MS + 1 } as const;

/** Username of a shell that may go, or nothing. */
const mayGo = async (
  { source, target }: Ports,
  { sub, targetSub }: Shell,
  { phase = 'migrating' }: TriggerSettings,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const [owner, found] = await Promise.all([
    source.readUser(sub, signal),
    target.readUser(targetSub, signal),
  ]);
  if (owner.kind === 'failed') {
    throw new MigrationError('SourceUnavailable', `The source did not answer: ${owner.reason}.`);
  }
  const verdict = judgeShell(
    {
      phase,
      targetStatus: found?.status ?? 'gone',
      createdAt: OVERDUE.createdAt,
      sourceSub: found?.attributes[SOURCE_SUB_ATTRIBUTE],
      origin: OVERDUE.origin,
      source: owner.kind === 'found' && owner.user.sub === sub ? owner.user : undefined,
    },
    OVERDUE.now,
  );
  return verdict.delete && found?.sub === targetSub ? found.username : undefined;
};

export type Removed = { readonly counts: Counts; readonly place: TargetPlace };

/** Whether the shell is gone, as the table of counts says it. */
export const removeShell = async (
  ports: Ports,
  shell: Shell,
  { executionId, startedAt }: SweepExecution,
  settings: TriggerSettings,
  updates: Pace,
  signal: AbortSignal,
): Promise<Removed> => {
  const kept = { counts: { [shell.otherwise]: 1, shells: 1 }, place: shell.otherwise };
  await updates.next(signal);
  const username = await mayGo(ports, shell, settings, signal);
  if (username === undefined) return kept;
  const { sub: sourceSub, targetSub } = shell;
  const now = ports.clock.now();
  if (!(await ports.ledger.recordRemoved({ sourceSub, targetSub, now }, signal))) return kept;
  const detail = { version: AUDIT_VERSION, at: startedAt, executionId, sourceSub, targetSub };
  await ports.audit.put({ type: 'ShellRemoved', detail }, signal);
  await ports.target.deleteUser(username, signal);
  return { counts: { 'shells-removed': 1 }, place: 'shells-removed' };
};
