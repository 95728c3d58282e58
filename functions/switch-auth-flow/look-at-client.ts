/** What one app client looks like, and what is still to be done about its flows. */
import {
  type AppClientDescription,
  type FlowChange,
  planRestore,
  planSwitch,
  type UserAuthPolicy,
} from '#core/auth-flows.ts';
import type { SwitchWork } from '#core/cutover-input.ts';
import { MigrationError } from '#core/errors.ts';
import type { SwitchAuthFlowPorts } from './ports.ts';

type Ports = Pick<SwitchAuthFlowPorts, 'clients' | 'records'>;

export type Look = { readonly before: AppClientDescription; readonly change: FlowChange };

export const notFound = (clientId: string): MigrationError =>
  new MigrationError(
    'ClientNotFound',
    `The target pool has no app client ${clientId}: it was deleted, or belongs to another pool. Take it out of the configuration, or create it, and deploy.`,
  );

const legacy = (clientId: string, flows: readonly string[]): MigrationError =>
  new MigrationError(
    'LegacyFlows',
    `The app client ${clientId} has the auth flows ${flows.join(', ')} without the prefix ALLOW_, which cannot be mixed with SRP: set the prefixed ones instead (ALLOW_USER_PASSWORD_AUTH for USER_PASSWORD_AUTH, ALLOW_ADMIN_USER_PASSWORD_AUTH for ADMIN_NO_SRP_AUTH), and run the cutover again.`,
  );

const switched = (
  { clientId }: SwitchWork,
  before: AppClientDescription,
  userAuth: UserAuthPolicy,
): FlowChange => {
  const plan = planSwitch(before, userAuth);
  if (plan.kind === 'legacy') throw legacy(clientId, plan.flows);
  return plan;
};

/**
 * Nothing where the ledger does not want it, or no longer: a rollback has overtaken a cutover, or a cutover a rollback.
 * Asked every time, because an execution may be late, and may run twice.
 * @throws {MigrationError} `ClientNotFound`, `LegacyFlows`, and what the ports reject with
 */
export const lookAtClient = async (
  { clients, records }: Ports,
  work: SwitchWork,
  userAuth: UserAuthPolicy,
  signal: AbortSignal,
): Promise<Look | undefined> => {
  const { clientId, action } = work;
  const [before, state, record] = await Promise.all([
    clients.readClient(clientId, signal),
    records.readState(signal),
    action === 'restore' ? records.readClientRecord(clientId, signal) : undefined,
  ]);
  if (before === undefined) throw notFound(clientId);
  if (action === 'switch') {
    const wanted = !state.hold && state.clients.includes(clientId);
    return wanted ? { before, change: switched(work, before, userAuth) } : undefined;
  }
  return state.hold && record !== undefined
    ? { before, change: planRestore(before, record.previousFlows) }
    : undefined;
};
