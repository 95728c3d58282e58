/** Every input that docs/runbook.md tells an operator to start a machine with, exactly as it stands there; a test compares them. */

/** The user of the runbook's examples. */
export const RUNBOOK_SUB = '11111111-2222-4333-8444-555555555555';

export const RECONCILE = { task: 'reconcile', sourceSub: RUNBOOK_SUB } as const;
export const SWEEP = { task: 'sweep' } as const;
export const RETRY_FAILED = { task: 'retryFailed' } as const;
export const IMPORT_STRAGGLERS = { task: 'importStragglers' } as const;

/** What the runbook adds to the first where groups are wanted. */
export const WITH_GROUPS = { groups: ['editors'] } as const;

/** Where the runbook leaves something to fill in. */
const FILL_IN = '…';

export const DRY_RUN = { task: 'cutover', dryRun: true } as const;
export const CUTOVER = { task: 'cutover' } as const;
export const FORCED = { task: 'cutover', force: true } as const;
export const ONE_CLIENT = { task: 'cutover', clientIds: [FILL_IN] } as const;
export const ROLLBACK = { task: 'rollback', reason: FILL_IN } as const;
export const RESUME = { task: 'cutover', resume: true } as const;
export const ASSESS_RETIREMENT = { task: 'assessRetirement' } as const;
