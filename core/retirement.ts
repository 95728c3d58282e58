/** Whether account A may go: who would be lost, who may still come, and which stacks to remove in which order. */
import {
  type GateEvidence,
  givenUp,
  notCome,
  quietDaysOf,
  shownAs,
  sweepAgeOf,
} from './cutover-readiness.ts';
import type { CutoverState } from './cutover-state.ts';
import type { CutoverSettings, MigrationPhase } from './trigger-settings.ts';

export type RetirementCheckName = 'phase' | 'stragglers' | 'shells' | 'quietDays' | 'sweepAge' | 'failed';

export type RetirementCheck = {
  readonly check: RetirementCheckName;
  readonly met: boolean;
  /** `null` where there is nothing to go by; then it is not met. Of `phase`: `migrating`, `srp-only` or `held`. */
  readonly value: number | string | null;
  readonly says: string;
};

export type Retirement = {
  readonly ready: boolean;
  readonly checks: readonly RetirementCheck[];
  /** What to remove and in which order, in words. */
  readonly steps: readonly string[];
};

export type RetirementEvidence = GateEvidence & {
  readonly settings: CutoverSettings;
  readonly configured: MigrationPhase;
  readonly state: Pick<CutoverState, 'desiredPhase' | 'hold'>;
  /** App clients of the configuration that still let passwords in. */
  readonly open: readonly string[];
};

type Check = Omit<RetirementCheck, 'check'>;

const unknown = (says: string): Check => ({ met: false, value: null, says });

const NO_SWEEP = unknown('No sweep has been finished: start one.');

const checkPhase = ({ configured, state, open }: RetirementEvidence): Check => {
  const value = state.hold ? 'held' : state.desiredPhase;
  const met = value === 'srp-only' && configured === 'srp-only' && open.length === 0;
  if (met) return { met, value, says: 'The cutover is done, and deployed as such.' };
  const still = open.length === 0 ? '' : `; app clients that let passwords in: ${open.join(', ')}`;
  return {
    met,
    value,
    says: `The ledger says ${value} and the configuration ${configured}${still}. Cut over, then deploy the phase srp-only.`,
  };
};

const checkStragglers = ({ progress }: RetirementEvidence): Check => {
  if (progress === undefined) return NO_SWEEP;
  const value = notCome(progress);
  return {
    met: value === 0,
    value,
    says: `${value} users of the source could still come and are not in the target. The sweep's task importStragglers creates those whom it can; its list names the others with the reason. Whoever shall not come is to be disabled in the source.`,
  };
};

const checkShells = ({ progress }: RetirementEvidence): Check => {
  const value = progress?.totals.target?.shells;
  if (value === undefined) return NO_SWEEP;
  return {
    met: value === 0,
    value,
    says: `${value} users of the target have not set a password yet.`,
  };
};

const checkQuiet = (evidence: RetirementEvidence): Check => {
  const days = quietDaysOf(evidence);
  const { retirementQuietDays: asked } = evidence.settings;
  if (days === undefined) {
    return unknown(
      'When somebody last came is not known: it takes a finished sweep and an answer from CloudWatch.',
    );
  }
  const value = shownAs(days, 'less', 2);
  return {
    met: days >= asked,
    value,
    says: `Somebody last came ${value} days ago, and ${asked} are asked for.`,
  };
};

const checkSweep = (evidence: RetirementEvidence): Check => {
  const hours = sweepAgeOf(evidence);
  if (hours === undefined) return NO_SWEEP;
  const { sweepMaxAgeHours: asked } = evidence.settings.gates;
  const value = shownAs(hours, 'more', 2);
  return {
    met: hours <= asked,
    value,
    says: `The last sweep was finished ${value} hours ago, and at most ${asked} may have passed.`,
  };
};

const checkFailed = ({ progress }: RetirementEvidence): Check => {
  if (progress === undefined) return NO_SWEEP;
  const value = givenUp(progress);
  return {
    met: value === 0,
    value,
    says: `${value} records are failed, abandoned or unreadable. The sweep's task retryFailed tries them again.`,
  };
};

const CHECKS: Readonly<Record<RetirementCheckName, (evidence: RetirementEvidence) => Check>> = {
  phase: checkPhase,
  stragglers: checkStragglers,
  shells: checkShells,
  quietDays: checkQuiet,
  sweepAge: checkSweep,
  failed: checkFailed,
};

const stepsOf = ({ stacks }: CutoverSettings): readonly string[] => [
  'Keep the ledger table, and write the crosswalk once more (npm run crosswalk): nothing else knows which user had which sub.',
  'Account B: deploy with sweep.enabled and cutover.schedule.enabled false, then take the user-migration trigger, and the pre-sign-up trigger where it is guard-sign-up, off the target pool. As long as it is there, a forgotten password of an unknown user asks account A.',
  `Account A: delete the stack ${stacks.source}. Its role and its app client go, and nothing in account B reaches the source pool any more.`,
  'Account A: the source pool belongs to no stack of the migration. Delete it by hand, when backups and everybody who still reads it allow: this cannot be undone.',
  `Account B: keep the stack ${stacks.target}, because the app clients that it created go with it. Where it created none, in an attached pool, it may be deleted; pool and ledger stay.`,
];

const NAMES = Object.keys(CHECKS) as readonly RetirementCheckName[];

/** Every check, met or not; the steps also where it is too early. */
export const assessRetirement = (evidence: RetirementEvidence): Retirement => {
  const checks = NAMES.map((check) => ({ check, ...CHECKS[check](evidence) }));
  return { ready: checks.every(({ met }) => met), checks, steps: stepsOf(evidence.settings) };
};
