/** Evidence of a migration that is ready for its cutover; every test says only what is different. */
import type { GateEvidence } from '#core/cutover-readiness.ts';
import type { SweepProgress } from '#core/progress.ts';
import type { SourceTotals, TargetTotals } from '#core/sweep-counts.ts';
import type { CutoverGates, CutoverSettings } from '#core/trigger-settings.ts';

export const NOW = Date.parse('2026-11-23T10:00:00.000Z');
export const HOUR = 60 * 60 * 1000;
export const DAY = 24 * HOUR;
const ago = (milliseconds: number): string => new Date(NOW - milliseconds).toISOString();

export const GATES: CutoverGates = {
  migratedShare: 0.95,
  quietDays: 14,
  failureShare: 0.01,
  failureDays: 30,
  sweepMaxAgeHours: 26,
  failedReconciliations: 0,
};

export const SETTINGS: CutoverSettings = {
  gates: GATES,
  userAuth: 'remove',
  retirementQuietDays: 30,
  stacks: { source: 'cognito-migration-source', target: 'cognito-migration-target' },
};

/** 96 of 100 users who can come are there; three more are disabled, federated and unconfirmed. */
const SOURCE: SourceTotals = {
  users: 103,
  records: { migrated: { reconciled: 90 }, 'reset-required': { reconciled: 8 } },
  stragglers: {
    active: { 'not-signed-in': 2 },
    disabled: { disabled: 1 },
    federated: { federated: 1 },
    unconfirmed: { unconfirmed: 1 },
  },
  unreadable: 0,
  imported: 0,
};

const TARGET: TargetTotals = {
  users: 98,
  shells: 2,
  reconciled: 98,
  started: 0,
  failed: 0,
  importing: 0,
  mismatched: 0,
  unreadable: 0,
  foreign: 0,
  'shells-removed': 0,
};

type Change = {
  readonly source?: Partial<SourceTotals>;
  readonly target?: Partial<TargetTotals>;
} & Partial<Pick<SweepProgress, 'finishedAt' | 'newestRecordAt'>>;

/** A sweep that was finished an hour ago; somebody last came 20 days ago. */
export const progress = ({ source, target, ...change }: Change = {}): SweepProgress => ({
  executionId: 'arn:aws:states:…',
  startedAt: ago(2 * HOUR),
  finishedAt: ago(HOUR),
  digits: 0,
  newestRecordAt: ago(20 * DAY),
  totals: { source: { ...SOURCE, ...source }, target: { ...TARGET, ...target } },
  ...change,
});

export const evidence = (change: Partial<GateEvidence> = {}): GateEvidence => ({
  now: NOW,
  progress: progress(),
  metrics: { attempts: 2_000, failed: 10, newestMigrationAt: NOW - 21 * DAY },
  ...change,
});
