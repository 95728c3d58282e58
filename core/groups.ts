/**
 * Which target groups a user may get. Only names in the config's map, and a group that carries an IAM role only when
 * the config names it a second time: a group of the same name must never hand out another account's rights by accident.
 */
import type { GroupSettings } from './trigger-settings.ts';

/** The target groups for these source groups, each once, in the order the source gave them. */
export const mapGroups = (sourceGroups: readonly string[], settings: GroupSettings): readonly string[] => {
  if (settings.mode === 'off') return [];
  const mapped = sourceGroups.flatMap((name) => {
    const target = Object.hasOwn(settings.map, name) ? settings.map[name] : undefined;
    return target === undefined ? [] : [target];
  });
  return [...new Set(mapped)];
};

export type TargetGroup = { readonly name: string; readonly roleArn?: string };

/** Whether a mapped group may be applied, now that its IAM role is known. */
export const mayApplyGroup = (group: TargetGroup, settings: GroupSettings): boolean =>
  Object.values(settings.map).includes(group.name) &&
  (group.roleArn === undefined || settings.privileged.includes(group.name));
