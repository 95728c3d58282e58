/** Gathers everything that a decision goes by, at once where it can be. What only gates ask for may be missing. */
import type { CutoverEvidence, TriggerState } from '#core/cutover-decision.ts';
import type { CutoverInput } from '#core/cutover-input.ts';
import { type MetricEvidence, metricDays } from '#core/cutover-readiness.ts';
import type { CutoverClientRecord, CutoverState } from '#core/cutover-state.ts';
import type { CutoverSettings, MigrationPhase } from '#core/trigger-settings.ts';
import { atMost, problemName } from '../_runtime/deadline.ts';
import { lookAtClients } from './look-at-clients.ts';
import type { AssessCutoverPorts, MetricAnswer, PoolPort } from './ports.ts';

/** What the deployment says. */
export type Deployed = {
  /** App clients of the configuration, in its order. */
  readonly clientIds: readonly string[];
  /** What the pool ought to call for users whom it does not know. */
  readonly migrateUserArn: string;
  readonly settings: CutoverSettings;
  /** `phase` of the configuration. */
  readonly configured: MigrationPhase;
};

/** `unseen`: app clients outside of the configuration that there was no time to look at. */
export type Gathered = { readonly evidence: CutoverEvidence; readonly unseen: number };

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Metrics that hang must not keep a drift from being repaired. */
const METRICS_LIMIT_MS = 6_000;

const triggerOf = (
  { migrationTrigger }: Awaited<ReturnType<PoolPort['readPool']>>,
  { migrateUserArn }: Deployed,
): TriggerState => {
  if (migrationTrigger === undefined) return 'missing';
  return migrationTrigger === migrateUserArn ? 'attached' : 'foreign';
};

const readMetrics = async (
  { metrics, telemetry }: AssessCutoverPorts,
  settings: CutoverSettings,
  now: number,
  signal: AbortSignal,
): Promise<MetricEvidence | undefined> => {
  const window = {
    migratedSince: now - metricDays(settings) * DAY_MS,
    attemptsSince: now - settings.gates.failureDays * DAY_MS,
    to: now,
  };
  const answer: MetricAnswer = await atMost(METRICS_LIMIT_MS, signal, (limit) =>
    metrics.readHistory(window, limit),
  ).catch((error) => ({ kind: 'unknown', awsError: problemName(error) }));
  if (answer.kind === 'unknown') {
    telemetry.metricsUnknown(answer.awsError);
    return undefined;
  }
  const { kind: _, ...evidence } = answer;
  return evidence;
};

/** App clients that somebody has named: the configuration, the records, the operator. */
const namedBy = (
  clientIds: readonly string[],
  input: CutoverInput,
  { clients }: CutoverState,
  records: readonly CutoverClientRecord[],
): readonly string[] => {
  const typed = input.task === 'cutover' ? (input.clientIds ?? []) : [];
  return [...new Set([...clientIds, ...typed, ...clients, ...records.map(({ clientId }) => clientId)])];
};

/** App clients that there is a word about, and every other of the pool as far as there is time. */
const readClients = async (
  ports: AssessCutoverPorts,
  input: CutoverInput,
  { clientIds }: Deployed,
  signal: AbortSignal,
) => {
  const [state, listed] = await Promise.all([
    ports.records.readState(signal),
    ports.pool.listClients(signal),
  ]);
  const known = [...new Set([...clientIds, ...state.clients, ...listed])];
  const records = await ports.records.readClientRecords(known, signal);
  const needed = namedBy(clientIds, input, state, records);
  const others = listed.filter((id) => !needed.includes(id));
  const { clients: poolClients, unseen } = await lookAtClients(ports, { needed, others }, signal);
  return { state, records, poolClients, unseen };
};

/**
 * @param now start of the execution; milliseconds since the epoch
 * @throws {MigrationError} what pool and ledger reject with
 */
export const gatherEvidence = async (
  ports: AssessCutoverPorts,
  input: CutoverInput,
  now: number,
  deployed: Deployed,
  signal: AbortSignal,
): Promise<Gathered> => {
  const { clientIds, settings, configured } = deployed;
  const [pool, clients, progress, metrics] = await Promise.all([
    ports.pool.readPool(signal),
    readClients(ports, input, deployed, signal),
    ports.records.readProgress(signal),
    // A rollback asks no gate, and must not wait for one.
    input.task === 'rollback' ? undefined : readMetrics(ports, settings, now, signal),
  ]);
  const { unseen, ...known } = clients;
  const evidence: CutoverEvidence = {
    input,
    settings,
    configured,
    now,
    clientIds,
    ...known,
    domain: pool.domain,
    trigger: triggerOf(pool, deployed),
    progress,
    metrics,
  };
  return { evidence, unseen };
};
