/** Which groups a migrated user still gets: each once in its life, so that a rerun never brings a revoked one back. */
import { mayApplyGroup, type TargetGroup } from './groups.ts';
import type { GroupSettings } from './trigger-settings.ts';

export type GroupInput = {
  /** Target groups the execution was started with. */
  readonly requested: readonly string[];
  /** Groups the ledger says were applied. */
  readonly applied: readonly string[];
  readonly settings: GroupSettings;
};

/** Groups worth asking the target about. */
export const openGroups = ({ requested, applied, settings }: GroupInput): readonly string[] =>
  settings.mode === 'off' ? [] : [...new Set(requested)].filter((name) => !applied.includes(name));

/** What the target says of the open groups and of this user. */
export type GroupEvidence = {
  readonly known: readonly TargetGroup[];
  readonly memberOf: readonly string[];
};

export type GroupRepairs = {
  /** To be added now. */
  readonly add: readonly string[];
  /** Once `add` is done: every group this user was ever put into, as the ledger keeps it. */
  readonly applied: readonly string[];
  /** Not in the config's map, missing in the target, or with an IAM role that is not named twice. */
  readonly notApplied: readonly string[];
};

/** Pure; a group the user is in already counts as applied. */
export const planGroups = (input: GroupInput, { known, memberOf }: GroupEvidence): GroupRepairs => {
  const open = openGroups(input);
  const allowed = known.filter((group) => mayApplyGroup(group, input.settings)).map(({ name }) => name);
  const applicable = open.filter((name) => allowed.includes(name));
  return {
    add: applicable.filter((name) => !memberOf.includes(name)),
    applied: [...new Set([...input.applied, ...applicable])].sort(),
    notApplied: open.filter((name) => !allowed.includes(name)).sort(),
  };
};
