/** Assesses what a cutover may do, and afterwards what it has done. Writes nothing. Knows neither Lambda nor AWS. */
import { concludeCutover } from '#core/conclude-cutover.ts';
import type { Assessment, Conclusion, Finding } from '#core/cutover-decision.ts';
import { type AssessWork, readAssessWork } from '#core/cutover-input.ts';
import { decideCutover } from '#core/decide-cutover.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { cutoverIn } from '../_runtime/settings.ts';
import { type Deployed, gatherEvidence } from './gather-evidence.ts';
import { lookAtClients } from './look-at-clients.ts';
import type { AssessCutoverPorts } from './ports.ts';

export type AssessCutover = (payload: unknown, signal: AbortSignal) => Promise<Assessment | Conclusion>;

type Step<Name> = Extract<AssessWork, { readonly step: Name }>;

const notLookedAt = (unseen: number): readonly Finding[] =>
  unseen === 0
    ? []
    : [
        {
          finding: 'other-client',
          says: `${unseen} further app clients of the pool, none of the configuration, were not looked at for lack of time: they may let passwords in.`,
        },
      ];

const assess = async (
  ports: AssessCutoverPorts,
  { input, startedAt }: Step<'assess'>,
  deployed: Deployed,
  signal: AbortSignal,
): Promise<Assessment> => {
  const { evidence, unseen } = await gatherEvidence(ports, input, Date.parse(startedAt), deployed, signal);
  const assessment = decideCutover(evidence);
  ports.telemetry.assessed(assessment);
  return { ...assessment, findings: [...assessment.findings, ...notLookedAt(unseen)] };
};

/** A rollback is told of every record that is left, also of app clients that it had no time for. */
const conclude = async (
  ports: AssessCutoverPorts,
  work: Step<'conclude'>,
  { settings, clientIds }: Deployed,
  signal: AbortSignal,
): Promise<Conclusion> => {
  const asked = work.clients.map(({ clientId }) => clientId);
  const others = work.task === 'rollback' ? [...clientIds, ...(await ports.pool.listClients(signal))] : [];
  const records = await ports.records.readClientRecords([...new Set([...asked, ...others])], signal);
  const needed = [...new Set([...asked, ...records.map(({ clientId }) => clientId)])];
  const { clients: poolClients } = await lookAtClients(ports, { needed }, signal);
  return concludeCutover({ work, settings, poolClients, records });
};

/**
 * @param deployment what the environment says
 * @throws {MigrationError} `InvalidInput`, `SettingsInvalid`, and what pool and ledger reject with
 */
export const createAssessCutover =
  (
    ports: AssessCutoverPorts,
    settings: TriggerSettings,
    deployment: Pick<Deployed, 'clientIds' | 'migrateUserArn'>,
  ): AssessCutover =>
  async (payload, signal) => {
    const work = readAssessWork(payload);
    const { phase: configured = 'migrating' } = settings;
    const deployed: Deployed = { ...deployment, settings: cutoverIn(settings), configured };
    return work.step === 'assess'
      ? assess(ports, work, deployed, signal)
      : conclude(ports, work, deployed, signal);
  };
