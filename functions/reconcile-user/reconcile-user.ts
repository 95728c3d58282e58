/**
 * One reconciliation: find the user, plan, repair, answer. May be repeated at any point: every write sets what the plan
 * says, and a plan made afterwards is empty. Knows neither Lambda nor AWS.
 */
import { planRepairs, type Repairs, type TargetUser } from '#core/drift.ts';
import { type GroupRepairs, openGroups, planGroups } from '#core/drift-groups.ts';
import { originOf } from '#core/ledger-origin.ts';
import { type Changed, type Reconciliation, readReconcileInput } from '#core/reconciliation.ts';
import { secondFactorFate } from '#core/second-factor.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { mappedNames } from '#core/user-mapping.ts';
import { type FoundUser, findUser } from './find-user.ts';
import type { ReconcileUserPorts } from './ports.ts';

export type ReconcileUser = (input: unknown, signal: AbortSignal) => Promise<Reconciliation>;

/** Unless the config says otherwise, the target is right about the attributes of a user who lives there. */
const plan = (found: FoundUser, settings: TriggerSettings): Repairs => {
  const { source, target: pool, mapping, reconcile } = settings;
  return planRepairs({
    ...found,
    origin: originOf(found, settings),
    pool,
    sourceAttributes: mappedNames(source.attributes ?? [], mapping),
    policy: {
      sourceOfTruth: reconcile?.sourceOfTruth ?? 'target',
      first: found.record?.targetSub === undefined,
    },
  });
};

/** A user disabled at the source gains nothing; the groups stay open for a later run. */
const planGroupsOf = async (
  { target }: Pick<ReconcileUserPorts, 'target'>,
  found: FoundUser,
  requested: readonly string[],
  settings: TriggerSettings,
  signal: AbortSignal,
): Promise<GroupRepairs> => {
  const input = { requested, applied: found.record?.groups ?? [], settings: settings.groups };
  const open = openGroups(input);
  if (open.length === 0) return planGroups(input, { known: [], memberOf: [] });
  const [memberOf, ...groups] = await Promise.all([
    target.listGroups(found.target.username, signal),
    ...open.map((name) => target.readGroup(name, signal)),
  ]);
  return planGroups(input, { known: groups.filter((group) => group !== undefined), memberOf });
};

const repair = async (
  { target }: Pick<ReconcileUserPorts, 'target'>,
  { username }: TargetUser,
  { attributes, removed, mfa, disable }: Repairs,
  groups: readonly string[],
  signal: AbortSignal,
): Promise<void> => {
  if (Object.keys(attributes).length > 0) await target.updateAttributes(username, attributes, signal);
  if (removed.length > 0) await target.removeAttributes(username, removed, signal);
  if (mfa.length > 0) await target.preferFactors(username, mfa, signal);
  for (const group of groups) await target.addToGroup(username, group, signal);
  if (disable) await target.disable(username, signal);
};

const changedBy = ({ attributes, removed, mfa, disable }: Repairs, groups: readonly string[]): Changed => ({
  attributes: [...Object.keys(attributes), ...removed].sort(),
  groups,
  mfa,
  account: disable ? ['disabled'] : [],
});

const isOnRecord = ({ record, target }: FoundUser, changed: Changed, applied: readonly string[]): boolean =>
  record?.state === 'reconciled' &&
  record.targetSub === target.sub &&
  Object.values(changed).every((names: readonly string[]) => names.length === 0) &&
  applied.every((group) => record.groups.includes(group));

/**
 * Reconciles the user that the input names.
 * @throws {MigrationError} `InvalidInput`, and everything `findUser` and the ports reject with
 */
export const createReconcileUser =
  (ports: ReconcileUserPorts, settings: TriggerSettings): ReconcileUser =>
  async (input, signal) => {
    const { sourceSub, groups: requested = [] } = readReconcileInput(input);
    const found = await findUser(ports, sourceSub, settings, signal);
    const seenAt = new Date(ports.clock.now()).toISOString();
    const repairs = plan(found, settings);
    const wanted = repairs.disabledAtSource ? [] : requested;
    const groups = await planGroupsOf(ports, found, wanted, settings, signal);
    await repair(ports, found.target, repairs, groups.add, signal);
    const changed = changedBy(repairs, groups.add);
    return {
      sourceSub,
      targetSub: found.target.sub,
      seenAt,
      origin: originOf(found, settings),
      secondFactor: secondFactorFate(found.source.factors, [...found.target.factors, ...repairs.mfa]),
      changed,
      notApplied: { attributes: repairs.notApplied, groups: groups.notApplied },
      groups: groups.applied,
      disabledAtSource: repairs.disabledAtSource,
      onRecord: isOnRecord(found, changed, groups.applied),
    };
  };
