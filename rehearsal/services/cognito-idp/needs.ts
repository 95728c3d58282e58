/** What operations work with. Each one names its part of it in its signature. */
import type { Clock } from '../../cloud/service.ts';
import type { MetricDeps } from '../cloudwatch/metric.ts';
import type { Challenges } from './challenges.ts';
import type { GeneratedIds } from './generated-ids.ts';
import type { LaterNames } from './later-settings.ts';
import type { Mailbox } from './mailbox.ts';
import type { Pools } from './pool.ts';
import type { Tokens } from './tokens.ts';
import type { Triggers } from './triggers.ts';

export type Needs = {
  readonly clock: Clock;
  readonly ids: GeneratedIds;
  readonly pools: Pools;
  readonly challenges: Challenges;
  readonly tokens: Tokens;
  readonly mailbox: Mailbox;
  readonly triggers: Triggers;
  readonly metrics: MetricDeps;
  /** Of app clients and of pools. */
  readonly laterSettings: { readonly client: LaterNames; readonly pool: LaterNames };
  /** Where AWS's behaviour is not known and a rehearsal may want to see either. */
  readonly openQuestions: {
    /** PreSignUp runs for a migrated user (`PreSignUp_AdminCreateUser`). aws-facts 0.5 */
    readonly preSignUpAfterMigration: boolean;
    /** `PreventUserExistenceErrors: ENABLED` hides `RESET_REQUIRED` at sign-in. aws-facts 0.9 */
    readonly maskResetRequired: boolean;
  };
};
