/**
 * What became of the cutover and of the way back, from what clients got, how app clients are described and which events
 * the audit trail has. Pure, and independent of the rules by which the code under test decides.
 */
import { subOf, type UserRecord } from '../input/records.ts';
import type {
  Attempt,
  ByCode,
  ClientLook,
  CutoverStep,
  CutoverStepName,
  Observation,
  ObservedCutover,
} from './observation.ts';
import { expectationOf } from './outcome.ts';
import { auditTrail, type Stored } from './stored.ts';

export type CutoverReport = {
  /** The first run changed nothing and said by which gates. */
  readonly deferredFirst: boolean;
  /** App clients that let passwords in before and no more afterwards. */
  readonly clientsSwitched: number;
  /** Whatever our executions did to an app client, only its flows were otherwise afterwards. */
  readonly settingsPreserved: boolean;
  readonly passwordFlowRefused: boolean;
  /** Of users whom the target has, with a password of their own. */
  readonly srpSignIns: number;
  readonly srpSignInsFailed: number;
  /** The flows are those of before at the end. */
  readonly rolledBack: boolean;
  /** An operator cut over though too few had come: of a pool in which so many cannot. */
  readonly forced: boolean;
  /** Tokens from before the cutover that still bring new ones. */
  readonly refreshes: number;
  readonly refreshesFailed: number;
  readonly stragglersByForgotPassword: number;
  readonly stragglersRefused: number;
  /** The deployment had given the password flow back, and the next run took it away again and said so. */
  readonly driftRepaired: boolean;
  /** The same run said that configuration and ledger disagree. */
  readonly phaseMismatchTold: boolean;
  readonly secondRollbackChangedNothing: boolean;
  /** The run after the rollback changed nothing and said that a rollback was the last word. */
  readonly heldAfterRollback: boolean;
  /** A password migrates again after the rollback; null where nobody was left to try. */
  readonly migratesAgain: boolean | null;
};

/** By design §7: what lets a password in. */
const PASSWORD_FLOWS: readonly string[] = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'];

export const letsPasswordsIn = ({ flows }: ClientLook): boolean =>
  flows.some((flow) => PASSWORD_FLOWS.includes(flow));

export const stepOf = ({ steps }: ObservedCutover, name: CutoverStepName): CutoverStep | undefined =>
  steps.find(({ step }) => step === name);

/** App clients as they were when a step began. */
export const clientsBefore = (cutover: ObservedCutover, name: CutoverStepName): readonly ClientLook[] => {
  const index = cutover.steps.findIndex(({ step }) => step === name);
  return cutover.steps[index - 1]?.clients ?? cutover.before;
};

type Event = ReturnType<typeof auditTrail>[number];

/** What the audit trail was told by the executions of a step. */
export const toldBy = (stored: Pick<Stored, 'audit'>, step: CutoverStep | undefined): readonly Event[] => {
  const arns = new Set((step?.runs ?? []).map(({ executionArn }) => executionArn).filter(Boolean));
  return auditTrail(stored).filter(({ detail }) => arns.has(String(detail.executionId)));
};

const tells = (events: readonly Event[], type: string): boolean =>
  events.some((event) => event.type === type);

export const sameClients = (left: readonly ClientLook[], right: readonly ClientLook[]): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

const sortedFlows = (clients: readonly ClientLook[]): string =>
  JSON.stringify(clients.map(({ clientId, flows }) => [clientId, flows.toSorted()]));

export const sameFlows = (left: readonly ClientLook[], right: readonly ClientLook[]): boolean =>
  sortedFlows(left) === sortedFlows(right);

/** Steps in which nobody but our executions may change an app client. */
const OURS: readonly CutoverStepName[] = [
  'deferred',
  'cut-over',
  'repaired',
  'rolled-back',
  'rolled-back-again',
  'held',
];

/** Names of settings other than the flows that came, went or changed. */
const changedSettings = (left: readonly ClientLook[], right: readonly ClientLook[]): readonly string[] => {
  const ids = new Set([...left, ...right].map(({ clientId }) => clientId));
  return [...ids].flatMap((id) => {
    const [before, after] = [left, right].map((all) => all.find(({ clientId }) => clientId === id)?.settings);
    if (!before || !after) return ['the app client itself'];
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].filter((name) => before[name] !== after[name]);
  });
};

/** Settings, other than the flows, that are otherwise after a step of ours than before it. */
export const spoiltSettings = (cutover: ObservedCutover): readonly string[] => [
  ...new Set(
    OURS.flatMap((name) => {
      const step = stepOf(cutover, name);
      return step ? changedSettings(clientsBefore(cutover, name), step.clients) : [];
    }),
  ),
];

/** The names of gates that a deferral or an assessment calls unmet. */
export const unmetGates = (events: readonly Event[]): readonly string[] =>
  events
    .filter(({ type }) => type === 'CutoverDeferred' || type === 'CutoverAssessed')
    .flatMap(({ detail }) => (Array.isArray(detail.gates) ? detail.gates : []))
    .filter((gate: { readonly met?: unknown }) => gate.met === false)
    .map((gate: { readonly gate?: unknown }) => String(gate.gate));

/** By Cognito's own refusal of a flow that the app client does not allow, not by one of the user. */
const isFlowRefusal = ({ answer }: Attempt): boolean =>
  answer.status === 'error' && answer.errorType === 'InvalidParameterException';

export const passwordsLetIn = ({ passwords }: ObservedCutover): readonly Attempt[] =>
  passwords.filter((attempt) => !isFlowRefusal(attempt));

const isOwner = ({ known, target }: Attempt): boolean =>
  known && target !== undefined && target.status !== 'RESET_REQUIRED';

const cameIn = ({ attempt }: ByCode): boolean => attempt?.answer.status === 'ok';

export const srpOfOwners = ({ srp }: ObservedCutover): readonly Attempt[] => srp.filter(isOwner);

export const srpRefused = (cutover: ObservedCutover): readonly Attempt[] =>
  srpOfOwners(cutover).filter(({ answer }) => answer.status !== 'ok');

export const refusedByCode = (people: readonly ByCode[]): readonly ByCode[] =>
  people.filter((one) => !cameIn(one));

const stayed = (cutover: ObservedCutover, name: CutoverStepName): boolean =>
  sameClients(clientsBefore(cutover, name), stepOf(cutover, name)?.clients ?? []);

const wasDeferred = (cutover: ObservedCutover, stored: Stored): boolean =>
  stayed(cutover, 'deferred') &&
  (stepOf(cutover, 'deferred')?.runs ?? []).every(({ ended }) => ended.startsWith('SUCCEEDED')) &&
  unmetGates(toldBy(stored, stepOf(cutover, 'deferred'))).length > 0;

const wasRepaired = (cutover: ObservedCutover, stored: Stored): boolean => {
  const repaired = stepOf(cutover, 'repaired');
  return (
    clientsBefore(cutover, 'repaired').some(letsPasswordsIn) &&
    repaired?.clients.some(letsPasswordsIn) === false &&
    tells(toldBy(stored, repaired), 'DriftRepaired')
  );
};

const wasRolledBack = (cutover: ObservedCutover, stored: Stored): boolean => {
  const rolledBack = stepOf(cutover, 'rolled-back');
  return (
    rolledBack !== undefined &&
    tells(toldBy(stored, rolledBack), 'CutoverRolledBack') &&
    sameFlows(cutover.before, rolledBack.clients) &&
    sameFlows(cutover.before, cutover.steps.at(-1)?.clients ?? [])
  );
};

const wasHeld = (cutover: ObservedCutover, stored: Stored): boolean =>
  stayed(cutover, 'held') &&
  toldBy(stored, stepOf(cutover, 'held')).some(
    ({ type, detail }) => type === 'CutoverDeferred' && detail.held === true,
  );

const switchedBy = (cutover: ObservedCutover): number => {
  const after = stepOf(cutover, 'cut-over')?.clients ?? [];
  return cutover.before.filter(
    ({ clientId, ...client }) =>
      letsPasswordsIn({ clientId, ...client }) &&
      after.some((one) => one.clientId === clientId && !letsPasswordsIn(one)),
  ).length;
};

/** Null where the scenario has no cutover. */
export const cutoverOf = ({
  cutover,
  stored,
}: Pick<Observation, 'cutover' | 'stored'>): CutoverReport | null => {
  if (cutover === undefined) return null;
  const { passwords, refreshed, stragglers, back, forced } = cutover;
  const owners = srpOfOwners(cutover).length;
  const refreshesFailed = refreshed.filter(({ refused }) => refused !== undefined).length;
  const stragglersRefused = refusedByCode(stragglers).length;
  return {
    deferredFirst: wasDeferred(cutover, stored),
    clientsSwitched: switchedBy(cutover),
    settingsPreserved: spoiltSettings(cutover).length === 0,
    passwordFlowRefused: passwords.length > 0 && passwordsLetIn(cutover).length === 0,
    srpSignIns: owners,
    srpSignInsFailed: srpRefused(cutover).length,
    rolledBack: wasRolledBack(cutover, stored),
    forced,
    refreshes: refreshed.length - refreshesFailed,
    refreshesFailed,
    stragglersByForgotPassword: stragglers.length - stragglersRefused,
    stragglersRefused,
    driftRepaired: wasRepaired(cutover, stored),
    phaseMismatchTold: tells(toldBy(stored, stepOf(cutover, 'repaired')), 'PhaseMismatch'),
    secondRollbackChangedNothing: stepOf(cutover, 'rolled-back-again')?.changed?.length === 0,
    heldAfterRollback: wasHeld(cutover, stored),
    migratesAgain: back ? back.answer.status === 'ok' && !back.known : null,
  };
};

/** Of the users in one state. */
export type AfterCutover = {
  /** Got tokens by SRP. */
  readonly signedIn: number;
  /** Did not, by reason. */
  readonly refused: Readonly<Record<string, number>>;
};

/** Why nobody could have signed in by SRP, from both pools; or what the client was answered where that should have been. */
const reasonOf = (
  { known, target, answer }: Attempt,
  user: UserRecord,
  { policies }: Pick<Observation, 'policies'>,
): string => {
  if (known && target) return target.status === 'RESET_REQUIRED' ? 'password-not-set' : seen(answer);
  const expected = expectationOf(user, 'right', policies);
  return expected.outcome === 'rejected' ? expected.by : 'not-come-yet';
};

const seen = ({ errorType, challenge, status }: Attempt['answer']): string =>
  errorType ?? challenge ?? status;

/** @returns undefined where the scenario has no cutover */
export const afterCutover = (
  observation: Observation,
): ((users: readonly UserRecord[]) => AfterCutover) | undefined => {
  if (!observation.cutover) return undefined;
  const bySub = new Map(observation.cutover.srp.map((attempt) => [attempt.sub, attempt]));
  return (users) => {
    const refused: Record<string, number> = {};
    let signedIn = 0;
    for (const user of users) {
      const attempt = bySub.get(subOf(user));
      if (!attempt) continue;
      if (attempt.answer.status === 'ok') signedIn += 1;
      else {
        const reason = reasonOf(attempt, user, observation);
        refused[reason] = (refused[reason] ?? 0) + 1;
      }
    }
    return { signedIn, refused };
  };
};
