/** Writes a pool back with other triggers, looks whether everything else survived, and puts back what did not. */
import { MigrationError } from '#core/errors.ts';
import type { JsonObject } from '#core/pool-export-reader.ts';
import { changedSettings, poolUpdateInput } from '#core/pool-update.ts';
import type { AttachPorts } from './ports.ts';

/** All that is to be seen of a pool's settings: the description does not tell of second factors. */
export type PoolState = { readonly pool: JsonObject; readonly mfa: JsonObject };

/** Nothing where there is no such pool. */
export const lookAtPool = async (
  { pools }: AttachPorts,
  userPoolId: string,
  signal: AbortSignal,
): Promise<PoolState | undefined> => {
  const pool = await pools.describe(userPoolId, signal);
  return pool === undefined ? undefined : { pool, mfa: await pools.mfaConfig(userPoolId, signal) };
};

/** Names of what differs, second factors under the name of the operation that tells of them. */
const changesBetween = (before: PoolState, after: PoolState): readonly string[] => [
  ...changedSettings(before.pool, after.pool),
  ...changedSettings(before.mfa, after.mfa).map((name) => `GetUserPoolMfaConfig.${name}`),
];

/** Cognito may show an update a moment later; what is still missing after these looks is missing. */
const LOOKS = 3;
const BETWEEN_LOOKS_MS = 1_000;

const idOf = ({ pool }: PoolState): string => String(pool.Id);

/** Looks until the pool is as wanted. @returns what is otherwise even then */
export const lookUntil = async (
  ports: AttachPorts,
  wanted: PoolState,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  let changed: readonly string[] = [];
  for (let look = 1; look <= LOOKS; look += 1) {
    const now = await lookAtPool(ports, idOf(wanted), signal);
    changed = now === undefined ? ['the pool itself'] : changesBetween(wanted, now);
    if (changed.length === 0) return [];
    if (look < LOOKS) await ports.clock.wait(BETWEEN_LOOKS_MS, signal);
  }
  return changed;
};

/** @returns what could not be put back */
const restore = async (
  ports: AttachPorts,
  before: PoolState,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  let written = await ports.pools.update(poolUpdateInput(before.pool), signal);
  for (let look = 1; look < LOOKS && written.kind === 'busy'; look += 1) {
    await ports.clock.wait(BETWEEN_LOOKS_MS, signal);
    written = await ports.pools.update(poolUpdateInput(before.pool), signal);
  }
  const left = await lookUntil(ports, before, signal);
  if (!left.some((name) => name.startsWith('GetUserPoolMfaConfig.'))) return left;
  // An update of the pool cannot set them, so it is done last.
  await ports.pools.setMfaConfig(idOf(before), before.mfa, signal);
  return lookUntil(ports, before, signal);
};

const putBack = async (
  ports: AttachPorts,
  before: PoolState,
  changed: readonly string[],
  signal: AbortSignal,
): Promise<never> => {
  const left = await restore(ports, before, signal).catch(() => changed);
  const how =
    left.length === 0
      ? 'Everything was put back as it was, triggers too'
      : `These could not be put back, so set them by hand: ${left.join(', ')}`;
  throw new MigrationError(
    'PoolSettingsChanged',
    `The update of ${idOf(before)} should have changed triggers only, but changed: ${changed.join(', ')}. ${how}.`,
  );
};

/**
 * @param wanted the description as it is to be after the update
 * @returns AWS's name for why nothing was written and the pool has to be looked at again, if so
 * @throws {MigrationError} `PoolSettingsChanged` naming every setting that did not survive
 */
export const changePool = async (
  ports: AttachPorts,
  before: PoolState,
  wanted: JsonObject,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const written = await ports.pools.update(poolUpdateInput(wanted), signal);
  if (written.kind === 'busy') return written.awsError;
  const changed = await lookUntil(ports, { ...before, pool: wanted }, signal);
  if (changed.length > 0) await putBack(ports, before, changed, signal);
  return undefined;
};
