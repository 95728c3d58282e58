/** What every part of the reruns gets. */
import type { Attempt } from '../../report/observation.ts';
import type { Person, Stage } from '../scenario.ts';
import { signIn } from '../sign-in.ts';
import type { Cast } from './cast.ts';
import type { Checks } from './check.ts';
import type { Faults } from './faults.ts';

export type Play = {
  readonly stage: Stage;
  readonly cast: Cast;
  readonly checks: Checks;
  readonly faults: Faults;
  readonly sourcePoolId: string;
  /** In the order in which they were made. */
  readonly attempts: Attempt[];
};

/** Signs people in with their own passwords, one after the other, and waits for what that starts. */
export const comeIn = async ({ stage, attempts }: Play, ...people: readonly Person[]): Promise<void> => {
  for (const person of people)
    if (!stage.stopping.aborted) attempts.push(await signIn(stage, stage.passwordClient, person, 'right'));
  await stage.settle();
};

/** `failed TargetUnavailable`, `reconciled`, as the ledger's record of the user says. */
export const recordWords = async ({ stage }: Pick<Play, 'stage'>, { sub }: Person): Promise<string> => {
  const { state, errorCode } = (await stage.operator.view.itemOf(`user#${sub}`)) ?? {};
  return [state ?? 'no record', ...(errorCode === undefined ? [] : [errorCode])].join(' ');
};

/** Types of the audit events of one execution, in order. */
export const eventsOf = async ({ stage }: Pick<Play, 'stage'>, text: string): Promise<readonly string[]> =>
  (await stage.operator.view.audit(text)).map((event) => event['detail-type']);
