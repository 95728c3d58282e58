/** Finds one migrated user on both sides and in the ledger, and makes sure that it is the same person everywhere. */
import type { TargetUser } from '#core/drift.ts';
import { MigrationError } from '#core/errors.ts';
import { type LedgerRecord, standing } from '#core/ledger.ts';
import type { SourceUser } from '#core/source-evidence.ts';
import { SOURCE_SUB_ATTRIBUTE, type TriggerSettings } from '#core/trigger-settings.ts';
import { type MappedUser, mapUser } from '#core/user-mapping.ts';
import type { ReconcileUserPorts } from './ports.ts';

type Ports = Pick<ReconcileUserPorts, 'source' | 'target' | 'ledger'>;

export type FoundUser = {
  readonly source: SourceUser;
  readonly mapped: MappedUser;
  readonly target: TargetUser;
  /** Absent where the ledger knows nothing that still counts. */
  readonly record: LedgerRecord | undefined;
};

const readSource = async ({ source }: Ports, sub: string, signal: AbortSignal): Promise<SourceUser> => {
  const read = await source.readUser(sub, signal);
  if (read.kind === 'found' && read.user.sub === sub) return read.user;
  if (read.kind === 'failed') {
    const { reason, awsError = 'no error name' } = read;
    throw new MigrationError('SourceUnavailable', `The source did not answer: ${reason} (${awsError}).`);
  }
  throw new MigrationError('SourceUserNotFound', `The source pool has no user with the sub ${sub}.`);
};

/** What the target knows the user by: its username, or what stands for one where Cognito generates it. */
const nameInTarget = (
  { username, attributes }: MappedUser,
  { target }: TriggerSettings,
): string | undefined => {
  if (username !== undefined) return username;
  const name = target.signIn.attributes.find((attribute) => attributes[attribute] !== undefined);
  return name === undefined ? undefined : attributes[name];
};

const mismatch = (sub: string, what: string): MigrationError =>
  new MigrationError(
    'TargetUserMismatch',
    `The target user found for the source sub ${sub} ${what}. Decide which of the two users stays, then mend the other or the ledger record.`,
  );

/** A user found by name must be the one that was created for this source user, under the username it was given. */
const verify = (
  found: TargetUser,
  source: SourceUser,
  { username }: MappedUser,
  { target }: TriggerSettings,
): void => {
  if (found.attributes[SOURCE_SUB_ATTRIBUTE] !== source.sub) {
    throw mismatch(source.sub, `has another ${SOURCE_SUB_ATTRIBUTE}, or none`);
  }
  const same = (name: string) => (target.signIn.caseSensitive ? name : name.toLowerCase());
  if (username !== undefined && same(found.username) !== same(username)) {
    throw mismatch(source.sub, 'has another username');
  }
};

/** By the sub on record. Username and source sub were verified when that was written; the latter is looked at again. */
const findRecorded = async (
  { target }: Ports,
  source: SourceUser,
  targetSub: string,
  signal: AbortSignal,
): Promise<TargetUser | undefined> => {
  const found = await target.readUser(targetSub, signal);
  if (found === undefined) return undefined;
  if (found.sub === targetSub && found.attributes[SOURCE_SUB_ATTRIBUTE] === source.sub) return found;
  throw mismatch(source.sub, `has another ${SOURCE_SUB_ATTRIBUTE} than the ledger says`);
};

const findNamed = async (
  { target }: Ports,
  source: SourceUser,
  mapped: MappedUser,
  settings: TriggerSettings,
  signal: AbortSignal,
): Promise<TargetUser | undefined> => {
  const name = nameInTarget(mapped, settings);
  const found = name === undefined ? undefined : await target.readUser(name, signal);
  if (found !== undefined) verify(found, source, mapped, settings);
  return found;
};

const notFound = (sub: string, targetSub: string | undefined): MigrationError =>
  targetSub === undefined
    ? new MigrationError(
        'TargetUserNotFound',
        `The target pool has no user for the source sub ${sub}, or not yet.`,
      )
    : new MigrationError(
        'TargetUserGone',
        `The ledger knows the user of the source sub ${sub} as ${targetSub}, and the target pool has it no more. To let it migrate again, delete the ledger record.`,
      );

/**
 * @throws {MigrationError} `SourceUserNotFound`, `SourceUnavailable`, `TargetUserNotFound`, `TargetUserGone`,
 * `TargetUserMismatch`, and what the ports reject with
 */
export const findUser = async (
  ports: Ports,
  sourceSub: string,
  settings: TriggerSettings,
  signal: AbortSignal,
): Promise<FoundUser> => {
  const [source, kept] = await Promise.all([
    readSource(ports, sourceSub, signal),
    ports.ledger.lookUp(sourceSub, signal),
  ]);
  const record = standing(kept);
  const mapped = mapUser(source, settings);
  const { targetSub } = record ?? {};
  const recorded = targetSub === undefined ? undefined : await findRecorded(ports, source, targetSub, signal);
  const target = recorded ?? (await findNamed(ports, source, mapped, settings, signal));
  if (target === undefined) throw notFound(sourceSub, targetSub);
  if (targetSub !== undefined && target.sub !== targetSub) {
    throw mismatch(sourceSub, `is not ${targetSub}, whom the ledger names`);
  }
  return { source, mapped, target, record };
};
