/**
 * One sign-up from event to answer. Acts only on people who sign up by themselves; users that an administrator creates
 * and users that migrate pass, whether or not Cognito calls PreSignUp for the latter (not documented).
 */
import { MigrationError, SIGN_UP_REFUSED_TEXT } from '#core/errors.ts';
import {
  decideSignUp,
  isForged,
  type SignUp,
  type SignUpQuestion,
  type SignUpVerdict,
  signUpQuestions,
} from '#core/sign-up.ts';
import type { SearchedAttribute, UserRead, UserSearch } from '#core/source-evidence.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { until } from '../_runtime/deadline.ts';

export type GuardPorts = {
  readonly source: {
    readonly readUser: (login: string, signal: AbortSignal) => Promise<UserRead>;
    readonly findUsers: (name: SearchedAttribute, value: string, signal: AbortSignal) => Promise<UserSearch>;
  };
  /** Told of every verdict on a sign-up; nothing about who it was. */
  readonly tell: (verdict: SignUpVerdict) => void;
};

export type GuardSettings = {
  readonly target: Pick<TriggerSettings['target'], 'signIn'>;
  readonly policies: Pick<TriggerSettings['policies'], 'signUpWhenSourceUnreachable'>;
};

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textsOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name, text]] : [],
    ),
  );

/** The sign-up in the event, or nothing where it is not as Cognito sends it. */
const parseSignUp = ({ userName, request }: Fields): SignUp | undefined => {
  if (typeof userName !== 'string' || userName === '' || !isRecord(request)) return undefined;
  return { login: userName, attributes: textsOf(request.userAttributes) };
};

const UNKNOWN = { kind: 'failed', reason: 'deadline' } as const;

/** A port that throws or does not come back counts as a source that cannot be asked. */
const ask = ({ source }: GuardPorts, question: SignUpQuestion, signal: AbortSignal) => {
  const answer =
    question.kind === 'login'
      ? source.readUser(question.login, signal)
      : source.findUsers(question.name, question.value, signal);
  return until<UserRead | UserSearch>(signal, answer).catch(() => UNKNOWN);
};

/** All questions at the same time: a sign-up waits for one round trip. */
const judge = async (
  ports: GuardPorts,
  event: Fields,
  { target, policies }: GuardSettings,
  signal: AbortSignal,
): Promise<SignUpVerdict> => {
  const signUp = parseSignUp(event);
  if (signUp === undefined) return { kind: 'refused', reason: 'malformed-event' };
  if (isForged(signUp)) return { kind: 'refused', reason: 'forged-source-sub' };
  const questions = signUpQuestions(signUp, target.signIn);
  const answers = await Promise.all(questions.map((question) => ask(ports, question, signal)));
  return decideSignUp(answers, policies.signUpWhenSourceUnreachable);
};

export type GuardSignUp = (event: unknown, signal: AbortSignal) => Promise<unknown>;

/**
 * Returns the event as it came, which lets the sign-up go on and confirms nothing.
 * @throws {MigrationError} `SignUpRefused`, with one text for every reason
 */
export const createGuardSignUp =
  (ports: GuardPorts, settings: GuardSettings): GuardSignUp =>
  async (event, signal) => {
    if (!isRecord(event) || event.triggerSource !== 'PreSignUp_SignUp') return event;
    const verdict = await judge(ports, event, settings, signal);
    ports.tell(verdict);
    if (verdict.kind === 'passed') return event;
    throw new MigrationError('SignUpRefused', SIGN_UP_REFUSED_TEXT);
  };
