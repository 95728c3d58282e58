/** A target pool, a source and a ledger in memory for the orchestration: they remember what was written, in order. */
import type { TargetUser } from '#core/drift.ts';
import type { TargetGroup } from '#core/groups.ts';
import type { LedgerRecord } from '#core/ledger.ts';
import type { UserRead } from '#core/source-evidence.ts';
import type { ReconcileUserPorts } from '#functions/reconcile-user/ports.ts';
import { createReconcileUser } from '#functions/reconcile-user/reconcile-user.ts';
import { targetUser } from '#test/core/reconcile-builders.ts';
import { found, SUB, settings } from '#test/core/trigger-builders.ts';

export const NOW = 1_700_000_000_000;

export type Fakes = {
  readonly source?: UserRead;
  /** Absent: one user as migration leaves it. */
  readonly users?: readonly TargetUser[];
  readonly groups?: readonly TargetGroup[];
  readonly record?: LedgerRecord;
  readonly ledger?: ReconcileUserPorts['ledger']['lookUp'];
  readonly target?: Partial<ReconcileUserPorts['target']>;
  readonly settings?: Parameters<typeof settings>[0];
};

const matches = (user: TargetUser, name: string): boolean =>
  user.username === name || user.sub === name || user.attributes.email === name;

export const setUp = (fakes: Fakes = {}) => {
  const users = [...(fakes.users ?? [targetUser()])];
  const members: string[] = [];
  const writes: string[] = [];
  const change = (username: string, write: string, changed: (user: TargetUser) => TargetUser) => {
    const at = users.findIndex((user) => user.username === username);
    const user = users[at];
    if (user === undefined) throw new Error(`no target user ${username}`);
    users[at] = changed(user);
    writes.push(write);
  };
  const target: ReconcileUserPorts['target'] = {
    readUser: async (name) => users.find((user) => matches(user, name)),
    listGroups: async () => members,
    readGroup: async (name) => fakes.groups?.find((group) => group.name === name),
    updateAttributes: async (username, attributes) =>
      change(username, `attributes ${Object.keys(attributes)}`, (user) => ({
        ...user,
        touched: true,
        attributes: { ...user.attributes, ...attributes },
      })),
    addToGroup: async (_, group) => {
      members.push(group);
      writes.push(`group ${group}`);
    },
    removeAttributes: async (username, names) =>
      change(username, `remove ${names}`, (user) => ({
        ...user,
        touched: true,
        attributes: Object.fromEntries(
          Object.entries(user.attributes).filter(([name]) => !names.includes(name)),
        ),
      })),
    preferFactors: async (username, factors) =>
      change(username, `mfa ${factors}`, (user) => ({ ...user, factors: [...user.factors, ...factors] })),
    disable: async (username) => change(username, 'disable', (user) => ({ ...user, enabled: false })),
    ...fakes.target,
  };
  const reconcile = createReconcileUser(
    {
      source: { readUser: async () => fakes.source ?? found() },
      target,
      ledger: { lookUp: fakes.ledger ?? (async () => fakes.record) },
      clock: { now: () => NOW },
    },
    settings(fakes.settings),
  );
  const run = (input: object = {}) =>
    reconcile({ task: 'reconcile', sourceSub: SUB, ...input }, new AbortController().signal);
  return { run, users, members, writes };
};
