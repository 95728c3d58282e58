/** Evidence of a migration that is ready for its cutover; every test says only what is different. */
import type { AppClientDescription } from '#core/auth-flows.ts';
import type { Assessment, CutoverEvidence } from '#core/cutover-decision.ts';
import type { ClientChange, CutoverRequest } from '#core/cutover-input.ts';
import type { GateEvidence } from '#core/cutover-readiness.ts';
import { type CutoverClientRecord, type CutoverState, NEVER_CUT_OVER } from '#core/cutover-state.ts';
import { decideCutover } from '#core/decide-cutover.ts';
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

export const PASSWORD = 'ALLOW_USER_PASSWORD_AUTH';
export const SRP = 'ALLOW_USER_SRP_AUTH';
export const REFRESH = 'ALLOW_REFRESH_TOKEN_AUTH';

/** An app client as it is before its cutover. */
export const appClient = (clientId: string, change: object = {}): AppClientDescription => ({
  ClientId: clientId,
  UserPoolId: 'us-east-1_AbC',
  ExplicitAuthFlows: [PASSWORD, SRP, REFRESH],
  ...change,
});

/** The same after it. */
export const srpClient = (clientId: string, change: object = {}): AppClientDescription =>
  appClient(clientId, { ExplicitAuthFlows: [SRP, REFRESH], ...change });

/** What each of them loses, or a rollback gives back. */
export const loses = (clientId: string): ClientChange => ({ clientId, removed: [PASSWORD], added: [] });
export const gets = (clientId: string): ClientChange => ({ clientId, removed: [], added: [PASSWORD] });
export const nothingFor = (clientId: string): ClientChange => ({ clientId, removed: [], added: [] });

export const recordOf = (
  clientId: string,
  previousFlows: readonly string[] = [PASSWORD, SRP, REFRESH],
): CutoverClientRecord => ({
  clientId,
  previousFlows,
  switchedAt: ago(DAY),
  executionId: 'arn:aws:states:…',
});

/** Both app clients were cut over. */
export const CUT_OVER: CutoverState = {
  ...NEVER_CUT_OVER,
  desiredPhase: 'srp-only',
  clients: ['app', 'web'],
};

/** And rolled back. */
export const HELD: CutoverState = { ...NEVER_CUT_OVER, hold: true, reason: 'INC-1' };

export const request = (change: Partial<CutoverRequest> = {}): CutoverRequest => ({
  task: 'cutover',
  dryRun: false,
  force: false,
  resume: false,
  ...change,
});

/** The app clients `web` and `app`, which nobody has touched; the gates are met. */
export const cutoverEvidence = (change: Partial<CutoverEvidence> = {}): CutoverEvidence => ({
  ...evidence(),
  input: request(),
  settings: SETTINGS,
  configured: 'migrating',
  clientIds: ['web', 'app'],
  poolClients: [appClient('app'), appClient('web')],
  domain: false,
  trigger: 'attached',
  state: NEVER_CUT_OVER,
  records: [],
  ...change,
});

/** The gates are not met: nobody has swept. */
export const NOT_READY = { progress: undefined };

/** The cutover is done, and deployed as such. */
export const SWITCHED: Partial<CutoverEvidence> & Pick<CutoverEvidence, 'poolClients'> = {
  state: CUT_OVER,
  poolClients: [srpClient('app'), srpClient('web')],
  configured: 'srp-only',
};

/** And the app client `web` lets passwords in again. */
export const DRIFTED = { ...SWITCHED, poolClients: [srpClient('app'), appClient('web')] };

/** The app client `web` with a flow of the old kind. */
export const LEGACY = appClient('web', { ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH'] });

export const ROLLBACK = { task: 'rollback', reason: 'INC-1' } as const;

export const decide = (change: Partial<CutoverEvidence> = {}): Assessment =>
  decideCutover(cutoverEvidence(change));

/** Findings as `name` or `name client`. */
export const foundBy = (change: Partial<CutoverEvidence>): readonly string[] =>
  decide(change).findings.map(({ clientId, finding }) =>
    clientId === undefined ? finding : `${finding} ${clientId}`,
  );
