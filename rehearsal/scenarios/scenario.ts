/** What a scenario gets and what it gives back. It drives clients; it judges nothing. */
import type { AppClient } from '../client/app-client.ts';
import type { SeededUser } from '../input/records.ts';
import type { Attempt, Observation, Policies } from '../report/observation.ts';

/** One source user with what they type. */
export type Person = {
  readonly user: SeededUser;
  readonly sub: string;
  readonly login: string;
  readonly password: string;
  /** Fits the policy and is nobody's. */
  readonly wrongPassword: string;
};

export type Progress = { readonly step: () => void; readonly end: () => void };

export type Stage = {
  readonly people: readonly Person[];
  readonly policies: Policies;
  readonly passwordClient: AppClient;
  readonly srpClient: AppClient;
  /** The target's user who came from that source user. */
  readonly targetOf: (person: Person) => Attempt['target'];
  /** Resolves when nothing that the sign-ins have started runs any more. */
  readonly settle: () => Promise<void>;
  /** ISO 8601, by the clock of the local cloud. */
  readonly now: () => string;
  readonly progress: (phase: string, total: number) => Progress;
  /** Set when the user wants to stop: no further sign-in is begun. */
  readonly stopping: AbortSignal;
};

export type ScenarioResult = Pick<Observation, 'attempts' | 'srp' | 'migrations'>;

export type Scenario = {
  readonly name: string;
  /** One line for `--list`. */
  readonly description: string;
  readonly run: (stage: Stage) => Promise<ScenarioResult>;
};
