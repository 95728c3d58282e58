/** What every fault gets: who signs in, what meets a request, and a count of what was met. */
import type { Fault, Intercept } from '../../cloud/gateway.ts';
import type { Attempt } from '../../report/observation.ts';
import { concurrently } from '../concurrently.ts';
import type { Worker } from '../lost-work/points.ts';
import { type Request, workerOf } from '../lost-work/requests.ts';
import type { Person, Stage } from '../scenario.ts';
import { signIn } from '../sign-in.ts';
import { type Cast, strangerOf } from './cast.ts';
import type { FaultId } from './rows.ts';

export type Play = {
  readonly stage: Stage;
  readonly cast: Cast;
  readonly sourceAccountId: string;
  readonly sourcePoolId: string;
  /** When the first fault began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** In the order in which they were made. */
  readonly attempts: Attempt[];
  /** Source `sub` of everybody whose admission the audit bus did not take. */
  readonly untold: string[];
  /** How often each fault was met. */
  readonly met: Map<FaultId, number>;
  /** How many strangers have tried so far. */
  strangers: number;
};

/** Puts right what lasts longer than the intercept. */
export type Mend = () => Promise<unknown> | unknown;

/** Lets the fault happen, to its end. What meets requests is taken away afterwards. */
export type PlayFault = (play: Play) => Promise<Mend | undefined>;

export const count = ({ met }: Pick<Play, 'met'>, fault: FaultId): void =>
  void met.set(fault, (met.get(fault) ?? 0) + 1);

/** From here on until it is taken away. */
export const meet = (
  play: Play,
  fault: FaultId,
  decide: (request: Request, worker: Worker | undefined) => Fault | undefined,
): void => {
  const intercept: Intercept = (request) => {
    const met = decide(request, workerOf(request));
    if (met) count(play, fault);
    return met;
  };
  play.stage.inject(intercept);
};

export const answered = (code: string, status = 400): Fault => ({
  kind: 'error',
  code,
  message: 'Injected by the scenario.',
  status,
});

/** Sign-ins under way at the same time: their processes start together on a small machine. */
const CONCURRENT_SIGN_INS = 4;

/**
 * Signs people in with their own passwords, or wrong ones, and waits for what that starts: every few of them, or the work
 * of the one would take from the other the half second that a sign-in has for it.
 */
export const comeIn = async (
  { stage, attempts }: Play,
  people: readonly Person[],
  password: Attempt['password'] = 'right',
): Promise<void> => {
  const one = (person: Person) => signIn(stage, stage.passwordClient, person, password);
  for (let from = 0; from < people.length && !stage.stopping.aborted; from += CONCURRENT_SIGN_INS) {
    const few = people.slice(from, from + CONCURRENT_SIGN_INS);
    attempts.push(...(await concurrently(few, CONCURRENT_SIGN_INS, one, stage.stopping)));
    await stage.settle();
  }
};

/** So many sign-ins of people whom nobody knows: each is a rejection. */
export const tryStrangers = async (play: Play, howMany: number): Promise<void> => {
  const { stage, attempts } = play;
  const strangers = Array.from({ length: howMany }, (_, index) => strangerOf(play.strangers + index));
  play.strangers += howMany;
  const one = async (stranger: (typeof strangers)[number]): Promise<Attempt> => {
    const answer = await stage.passwordClient.signIn(stranger);
    return { sub: stranger.sub, password: 'wrong', known: false, answer };
  };
  attempts.push(...(await concurrently(strangers, CONCURRENT_SIGN_INS, one, stage.stopping)));
  await stage.settle();
};
