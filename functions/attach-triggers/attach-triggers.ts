/**
 * Places our triggers on a pool that belongs to somebody else, and takes them off again. Knows neither Lambda nor AWS.
 * Every round looks first and writes only what is missing, so it may be repeated at any point.
 */
import { attachProblems, sourceSubToAdd } from '#core/attached-pool.ts';
import { MigrationError } from '#core/errors.ts';
import type { JsonObject } from '#core/pool-export-reader.ts';
import { changedSettings, withoutTriggers, withTriggers } from '#core/pool-update.ts';
import { SOURCE_SUB_ATTRIBUTE, type TriggerSettings } from '#core/trigger-settings.ts';
import type { ResourceDone, ResourceRequest } from '../_runtime/resource-request.ts';
import { changePool, lookAtPool, lookUntil, type PoolState } from './change-pool.ts';
import { lambdasOf, type Placement, placementIn, readPlacement } from './placement.ts';
import type { AttachPorts } from './ports.ts';

export type AttachTriggers = (request: ResourceRequest, signal: AbortSignal) => Promise<ResourceDone>;

/** One resource of each step for each pool: another pool is another resource, so that CloudFormation has the old one freed. */
const PHYSICAL_IDS = { prepare: 'prepared', place: 'attached' } as const;

/** Waits of a second, two and so on between rounds. */
const ROUNDS = 5;
const FIRST_WAIT_MS = 1_000;

/** One look and, if need be, one write. @returns AWS's name for why nothing was written and it has to be done over */
type Round = (state: PoolState | undefined) => Promise<string | undefined>;

const inTheWay = (problem: string): MigrationError =>
  new MigrationError(
    'TargetUnavailable',
    `The pool is being changed by somebody else (${problem}); no trigger was changed. Deploy again.`,
  );

/** Looks again where the pool could not be seen: a policy that was made a moment ago is not in force everywhere yet. */
const inRounds = async (
  ports: AttachPorts,
  { userPoolId }: Placement,
  round: Round,
  signal: AbortSignal,
): Promise<void> => {
  let failure: unknown;
  for (let count = 0; count < ROUNDS; count += 1) {
    if (count > 0) await ports.clock.wait(FIRST_WAIT_MS * 2 ** (count - 1), signal);
    const look = await lookAtPool(ports, userPoolId, signal).then(
      (state) => ({ state }),
      (error: unknown) => ({ error }),
    );
    if ('state' in look) {
      const problem = await round(look.state);
      if (problem === undefined) return;
      failure = inTheWay(problem);
    } else failure = look.error;
    if (failure instanceof MigrationError && failure.code !== 'TargetUnavailable') break;
  }
  throw failure;
};

const unfit = ({ userPoolId }: Placement, problems: readonly string[], added: boolean): MigrationError =>
  new MigrationError(
    'PoolUnfit',
    `The pool ${userPoolId} cannot be attached: ${problems.join('; ')}. ${added ? `Nothing but the new attribute ${SOURCE_SUB_ATTRIBUTE} was changed` : 'Nothing was changed'}.`,
  );

/** The attribute as Cognito describes it once it is there. */
const describedSub = ({ SchemaAttributes: attributes }: JsonObject): unknown[] =>
  Array.isArray(attributes)
    ? attributes.filter((one: { Name?: unknown }) => one.Name === SOURCE_SUB_ATTRIBUTE)
    : [];

/** Adds the attribute where it is missing; it stays, whatever becomes of the attachment. @returns the pool with it */
const withSourceSub = async (
  ports: AttachPorts,
  state: PoolState,
  { userPoolId }: Placement,
  signal: AbortSignal,
): Promise<PoolState> => {
  const attribute = sourceSubToAdd(state.pool);
  if (attribute === undefined) return state;
  await ports.pools.addAttribute(userPoolId, attribute, signal);
  const now = (await lookAtPool(ports, userPoolId, signal)) ?? state;
  const before = Array.isArray(state.pool.SchemaAttributes) ? state.pool.SchemaAttributes : [];
  const wanted = { ...state.pool, SchemaAttributes: [...before, ...describedSub(now.pool)] };
  const changed = await lookUntil(ports, { ...state, pool: wanted }, signal);
  if (changed.length === 0 && describedSub(now.pool).length > 0) return { ...state, pool: wanted };
  throw new MigrationError(
    'PoolSettingsChanged',
    `Adding ${SOURCE_SUB_ATTRIBUTE} to ${userPoolId} did not go as it should: ${changed.join(', ') || 'the attribute is not there'}. No trigger was placed; look at the pool, and deploy again.`,
  );
};

type Attaching = {
  readonly ports: AttachPorts;
  readonly target: TriggerSettings['target'];
  readonly placement: Placement;
  /** Lambdas that this resource places or has placed. */
  readonly ours: readonly string[];
  readonly signal: AbortSignal;
};

const attach = async ({ ports, target, placement, ours, signal }: Attaching): Promise<boolean> => {
  const { triggers } = placement;
  let added = false;
  await inRounds(
    ports,
    placement,
    async (state) => {
      if (state === undefined)
        throw unfit(placement, [`${target.accountId} has no such pool in ${target.region}`], added);
      const problems = attachProblems({ ...state.pool, ...state.mfa }, { target, triggers, ours });
      if (problems.length > 0) throw unfit(placement, problems, added);
      const ready = await withSourceSub(ports, state, placement, signal);
      added ||= ready !== state;
      if (placement.step === 'prepare') return undefined;
      const wanted = withTriggers(withoutTriggers(ready.pool, ours), triggers);
      if (changedSettings(ready.pool, wanted).length === 0) return undefined;
      return changePool(ports, ready, wanted, signal);
    },
    signal,
  );
  return added;
};

/** A pool that is gone has no triggers, and one that was only prepared keeps what it has. */
const detach = async (ports: AttachPorts, placement: Placement, signal: AbortSignal): Promise<void> => {
  if (placement.step === 'prepare') return;
  await inRounds(
    ports,
    placement,
    async (state) => {
      if (state === undefined) return undefined;
      const wanted = withoutTriggers(state.pool, lambdasOf(placement));
      return wanted === state.pool ? undefined : changePool(ports, state, wanted, signal);
    },
    signal,
  );
};

/** What an update replaces on the same pool; of another pool CloudFormation asks for the deletion afterwards. */
const replaced = ({ oldProperties = {} }: ResourceRequest, { userPoolId }: Placement): readonly string[] => {
  const before = placementIn(oldProperties);
  return before?.userPoolId === userPoolId ? lambdasOf(before) : [];
};

/**
 * @throws {MigrationError} `PoolUnfit` before anything was written; `PoolSettingsChanged`; `InvalidInput`; and what the
 * ports reject with
 */
export const createAttachTriggers =
  (ports: AttachPorts, { target }: TriggerSettings): AttachTriggers =>
  async (request, signal) => {
    if (request.type === 'Delete') {
      const placed = placementIn(request.properties);
      if (placed !== undefined) await detach(ports, placed, signal);
      return { physicalId: request.physicalId ?? '', data: {} };
    }
    const placement = readPlacement(request.properties);
    const ours = [...lambdasOf(placement), ...replaced(request, placement)];
    const added = await attach({ ports, target, placement, ours, signal });
    return {
      physicalId: `${PHYSICAL_IDS[placement.step]}:${placement.userPoolId}`,
      data: { UserPoolId: placement.userPoolId },
      ...(added ? { says: `${SOURCE_SUB_ATTRIBUTE} was added to the pool, which cannot be undone` } : {}),
    };
  };
