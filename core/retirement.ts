/** Whether account A may go: who would be lost, who may still come, and which stacks to remove in which order. */

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
