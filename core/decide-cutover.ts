/** Decides what one execution of the cutover is to do: from its input, the ledger's records, the gates, and what the app clients look like. */
import { type AppClientDescription, changesFlows, planRestore, planSwitch } from './auth-flows.ts';
import {
  type Assessment,
  type CutoverDecision,
  type CutoverEvidence,
  type Finding,
  MOST_CLIENTS_AT_ONCE,
  type PhaseAgreement,
} from './cutover-decision.ts';
import {
  clientFindings,
  clientIdOf,
  importedFindings,
  phaseFindings,
  triggerFindings,
} from './cutover-findings.ts';
import type {
  ClientChange,
  CutoverRequest,
  CutoverTask,
  RetirementRequest,
  RollbackRequest,
} from './cutover-input.ts';
import { assessGates } from './cutover-readiness.ts';
import { MigrationError } from './errors.ts';
import { assessRetirement } from './retirement.ts';
import { sumOf } from './sweep-counts.ts';

type Of<Request> = CutoverEvidence & { readonly input: Request };

const phaseOf = ({ configured, state }: CutoverEvidence): PhaseAgreement => ({
  configured,
  recorded: state.desiredPhase,
  agree: configured === state.desiredPhase,
});

const importedOf = ({ progress }: CutoverEvidence): number =>
  sumOf({ imported: progress?.totals.source.records.imported ?? {} });

/** What every answer has. */
const common = (evidence: CutoverEvidence) => {
  const { state, trigger, input } = evidence;
  const phase = phaseOf(evidence);
  return {
    task: input.task satisfies CutoverTask,
    gates: [],
    findings: [...triggerFindings(trigger), ...phaseFindings(phase, state.hold)],
    clients: [],
    desiredPhase: state.desiredPhase,
    desiredClients: state.clients,
    forced: false,
    resume: false,
    held: state.hold,
    liftHold: false,
    trigger,
    phase,
    notCovered: importedOf(evidence),
  } satisfies Omit<Assessment, 'decision'>;
};

/** Why the pool's or the configuration's word is against an id that an operator typed. */
const strangerProblem = (clientId: string, { clientIds, poolClients }: CutoverEvidence): string[] => {
  const inPool = poolClients.some((client) => clientIdOf(client) === clientId);
  if (clientIds.includes(clientId)) {
    return inPool
      ? []
      : [`${clientId} is gone from the pool since the last deployment; deploy again or leave it out`];
  }
  return inPool
    ? [`${clientId} is not in appClients of the configuration; put it there and deploy, or leave it out`]
    : [`the pool has no app client ${clientId}; it is mistyped or of another pool, leave it out`];
};

/** @throws {MigrationError} `InvalidInput`, before anything is written */
const refuseStrangers = (evidence: Of<CutoverRequest>): void => {
  const problems = (evidence.input.clientIds ?? []).flatMap((id) => strangerProblem(id, evidence));
  if (problems.length === 0) return;
  throw new MigrationError(
    'InvalidInput',
    `clientIds is wrong: ${problems.join('; ')}. Nothing was changed.`,
  );
};

/** App clients of the configuration that the pool has, in the configuration's order. */
const existing = ({ clientIds, poolClients }: CutoverEvidence): readonly AppClientDescription[] =>
  clientIds.flatMap((id) => poolClients.filter((client) => clientIdOf(client) === id));

type Stand = {
  /** Not on record: they wait for the gates, also where their flows are right already. */
  readonly waiting: readonly ClientChange[];
  /** On record, and not as recorded: changed by somebody, or left undone by an execution that broke off. */
  readonly drifted: readonly ClientChange[];
  /** Refused. */
  readonly legacy: readonly string[];
};

const standOf = (clients: readonly AppClientDescription[], evidence: CutoverEvidence): Stand => {
  const { settings, state } = evidence;
  const plans = clients.map((client) => ({
    clientId: clientIdOf(client),
    plan: planSwitch(client, settings.userAuth),
  }));
  const changes = plans.flatMap(({ clientId, plan }): ClientChange[] =>
    plan.kind === 'legacy' ? [] : [{ clientId, removed: plan.removed, added: plan.added }],
  );
  const isRecorded = ({ clientId }: ClientChange) => state.clients.includes(clientId);
  return {
    waiting: changes.filter((change) => !isRecorded(change)),
    drifted: changes.filter((change) => isRecorded(change) && changesFlows(change)),
    legacy: plans.filter(({ plan }) => plan.kind === 'legacy').map(({ clientId }) => clientId),
  };
};

/** What is done with whom: `drifted` without asking the gates, `waiting` where they are `open`. */
const decide = (
  { input, state }: Of<CutoverRequest>,
  { waiting, drifted, legacy }: Stand,
  open: boolean,
): { readonly decision: CutoverDecision; readonly clients: readonly ClientChange[] } => {
  const all = [...drifted, ...waiting];
  if (input.dryRun) return { decision: 'dry-run', clients: all };
  if (state.hold && !input.resume) return { decision: 'held', clients: all };
  if (waiting.length > 0 && open) return { decision: 'switch', clients: all };
  if (drifted.length > 0) return { decision: 'repair', clients: drifted };
  if (waiting.length > 0 || legacy.length > 0) return { decision: 'deferred', clients: waiting };
  return { decision: 'nothing', clients: [] };
};

const HELD: Finding = {
  finding: 'held',
  says: 'A rollback was the last word. Only {"task":"cutover","resume":true} lets a cutover happen again.',
};

const DRIFTED =
  'This app client was cut over, and its flows are not as they should be: a stack update, a change by hand, or an execution that broke off. A run that is no dry run repairs it without asking the gates.';

const WAITS = 'This app client is not cut over yet and waits for the gates, while others are put right.';

const NEXT_RUN = `One execution has time for ${MOST_CLIENTS_AT_ONCE} app clients: this one is for the next. Start it again.`;

const isWriting = (decision: CutoverDecision): boolean =>
  decision === 'switch' || decision === 'repair' || decision === 'rollback';

/** Those whom this execution has time for, and findings about the others. */
const inTime = (decision: CutoverDecision, clients: readonly ClientChange[]) => {
  if (!isWriting(decision)) return { clients, left: [] };
  const left = clients.slice(MOST_CLIENTS_AT_ONCE);
  return {
    clients: clients.slice(0, MOST_CLIENTS_AT_ONCE),
    left: left.map(({ clientId }): Finding => ({ clientId, finding: 'next-run', says: NEXT_RUN })),
  };
};

/** What is wanted once this decision is carried out; an app client that is gone keeps nothing from being complete. */
const desiredAfter = (evidence: CutoverEvidence, switched: readonly ClientChange[]) => {
  const { state } = evidence;
  const desiredClients = [...new Set([...state.clients, ...switched.map(({ clientId }) => clientId)])];
  const clients = existing(evidence);
  const complete =
    clients.length > 0 && clients.every((client) => desiredClients.includes(clientIdOf(client)));
  return { desiredClients, desiredPhase: complete ? ('srp-only' as const) : ('migrating' as const) };
};

const decideCutoverRequest = (evidence: Of<CutoverRequest>): Assessment => {
  refuseStrangers(evidence);
  const { input, settings, state } = evidence;
  const answer = common(evidence);
  const gates = assessGates(evidence, settings.gates);
  const open = input.force || gates.every(({ met }) => met);
  const asked = input.clientIds ?? evidence.clientIds;
  const stand = standOf(
    existing(evidence).filter((client) => asked.includes(clientIdOf(client))),
    evidence,
  );
  const { decision, clients } = decide(evidence, stand, open);
  const desired = desiredAfter(evidence, decision === 'switch' ? clients : []);
  // On record one by one, or the last one missing is gone: nothing is to be changed, and it is complete.
  const completes =
    decision === 'nothing' && state.clients.length > 0 && desired.desiredPhase !== state.desiredPhase;
  const waits = decision === 'repair' ? stand.waiting : [];
  const now = inTime(decision, clients);
  return {
    ...answer,
    ...(decision === 'switch' || completes ? desired : {}),
    decision: completes && desired.desiredPhase === 'srp-only' ? 'switch' : decision,
    gates,
    clients: now.clients,
    findings: [
      ...(state.hold && !input.resume ? [HELD] : []),
      ...answer.findings,
      ...clientFindings(evidence),
      ...stand.drifted.map(({ clientId }): Finding => ({ clientId, finding: 'drifted', says: DRIFTED })),
      ...waits.map(({ clientId }): Finding => ({ clientId, finding: 'waits-for-gates', says: WAITS })),
      ...now.left,
    ],
    forced: input.force,
    resume: input.resume,
    liftHold: input.resume && state.hold,
  };
};

const GONE = 'This app client was cut over and is gone from the pool: there is nothing to give back to it.';

const NOTHING_LEFT: Finding = {
  finding: 'nothing-to-roll-back',
  says: 'Every app client has the flows that it had before its cutover, and the hold is in force: nothing is to be done.',
};

/** Flows that a rollback gives back, and records of app clients that are gone. */
const restoreOf = ({ poolClients, records }: CutoverEvidence) => {
  const found = new Map(poolClients.map((client) => [clientIdOf(client), client]));
  const changes = records.flatMap(({ clientId, previousFlows }): ClientChange[] => {
    const client = found.get(clientId);
    if (client === undefined) return [];
    const { removed, added } = planRestore(client, previousFlows);
    return [{ clientId, removed, added }];
  });
  const gone = records.filter(({ clientId }) => !found.has(clientId));
  return {
    changes,
    findings: gone.map(({ clientId }): Finding => ({ clientId, finding: 'client-missing', says: GONE })),
  };
};

const decideRollback = (evidence: Of<RollbackRequest>): Assessment => {
  const answer = common(evidence);
  const { configured, state, trigger } = evidence;
  const { changes, findings } = restoreOf(evidence);
  const decision = state.hold && changes.length === 0 ? 'nothing' : 'rollback';
  const now = inTime(decision, changes);
  const after: PhaseAgreement = { configured, recorded: 'migrating', agree: configured === 'migrating' };
  return {
    ...answer,
    decision,
    clients: now.clients,
    findings: [
      ...(decision === 'nothing' ? [NOTHING_LEFT] : []),
      ...triggerFindings(trigger),
      ...phaseFindings(after, true),
      ...findings,
      ...now.left,
      ...importedFindings(answer.notCovered),
    ],
    desiredPhase: 'migrating',
    desiredClients: [],
  };
};

const decideRetirement = (evidence: Of<RetirementRequest>): Assessment => {
  const { settings } = evidence;
  const clients = existing(evidence);
  const open = clients.filter((client) => {
    const plan = planSwitch(client, settings.userAuth);
    return plan.kind === 'legacy' || changesFlows(plan);
  });
  const answer = common(evidence);
  return {
    ...answer,
    decision: 'assessed',
    gates: assessGates(evidence, settings.gates),
    findings: [...answer.findings, ...clientFindings(evidence)],
    retirement: assessRetirement({ ...evidence, open: open.map(clientIdOf) }),
  };
};

/**
 * Pure: looks at the evidence and says what is to be done. Nothing is written before.
 * @throws {MigrationError} `InvalidInput` for app clients that are not the configuration's or not the pool's
 */
export const decideCutover = (evidence: CutoverEvidence): Assessment => {
  const { input } = evidence;
  switch (input.task) {
    case 'cutover':
      return decideCutoverRequest({ ...evidence, input });
    case 'rollback':
      return decideRollback({ ...evidence, input });
    case 'assessRetirement':
      return decideRetirement({ ...evidence, input });
  }
};
