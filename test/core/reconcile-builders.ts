/** Target users, ledger records and repair inputs: a user as migration leaves it, unless a test says otherwise. */
import type { RepairInput, TargetUser } from '#core/drift.ts';
import type { LedgerRecord } from '#core/ledger.ts';
import { mapUser } from '#core/user-mapping.ts';
import { SUB, settings, sourceUser } from './trigger-builders.ts';

export const TARGET_SUB = '7c1e9d52-1111-4222-8333-944455556666';

export type TargetChange = Partial<Omit<TargetUser, 'attributes'>> & {
  /** `undefined` takes an attribute away. */
  readonly attributes?: Readonly<Record<string, string | undefined>>;
};

const defined = (values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
  );

export const targetUser = ({ attributes = {}, ...change }: TargetChange = {}): TargetUser => ({
  username: 'liam.porter',
  sub: TARGET_SUB,
  enabled: true,
  status: 'CONFIRMED',
  factors: [],
  touched: false,
  ...change,
  attributes: defined({
    sub: TARGET_SUB,
    email: 'liam@example.com',
    email_verified: 'true',
    'custom:source_sub': SUB,
    ...attributes,
  }),
});

export const record = (change: Partial<LedgerRecord> = {}): LedgerRecord => ({
  sourceSub: SUB,
  targetSub: TARGET_SUB,
  targetSeenAt: 1_700_000_000_000,
  origin: 'migrated',
  state: 'reconciled',
  firstSeenAt: 1_700_000_000_000,
  lastChangedAt: 1_700_000_000_000,
  attempts: 1,
  groups: [],
  ...change,
});

export const repairInput = ({
  source = sourceUser(),
  ...change
}: Partial<Omit<RepairInput, 'mapped'>> = {}): RepairInput => ({
  source,
  mapped: mapUser(source, settings()),
  target: targetUser(),
  origin: 'migrated',
  pool: settings().target,
  policy: { sourceOfTruth: 'target', first: true },
  ...change,
});
