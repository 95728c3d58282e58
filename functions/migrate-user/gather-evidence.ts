/**
 * Asks the source. The two calls of a sign-in leave at the same time, and in the same way for every kind of login, so
 * that neither the sequence of calls nor their number tells a stranger who exists.
 */
import { mayLookUpLetterCase, resolveLetterCase } from '#core/login.ts';
import type { ForgotPasswordEvidence, SignInEvidence } from '#core/migration-outcome.ts';
import type { PasswordCheck, UserRead } from '#core/source-evidence.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { atMost, DeadlineReached, until } from '../_runtime/deadline.ts';
import type { MigrateUserPorts } from './ports.ts';

type Ports = Pick<MigrateUserPorts, 'source' | 'clock'>;

/** Milliseconds of the first call of each kind: the letter-case look-up's second ones are the named exception. */
export type SourceLatency = { readonly passwordCheck?: number; readonly userRead: number };

export type Gathered<Evidence> = { readonly evidence: Evidence; readonly latency: SourceLatency };

const DEADLINE = { kind: 'failed', reason: 'deadline' } as const;

/** The answer and how long it took; evidence of a missed deadline where the port does not come back by itself. */
const timed = async <Answer>({ clock }: Ports, signal: AbortSignal, call: Promise<Answer>) => {
  const startedAt = clock.monotonic();
  try {
    const answer = await until(signal, call);
    return { answer, took: clock.monotonic() - startedAt };
  } catch (error) {
    if (!(error instanceof DeadlineReached)) throw error;
    return { answer: DEADLINE, took: clock.monotonic() - startedAt };
  }
};

const askBoth = async (ports: Ports, login: string, password: string, signal: AbortSignal) => {
  const [check, read] = await Promise.all([
    timed(ports, signal, ports.source.checkPassword(login, password, signal)),
    timed(ports, signal, ports.source.readUser(login, signal)),
  ]);
  return {
    check: check.answer,
    read: read.answer,
    latency: { passwordCheck: check.took, userRead: read.took },
  };
};

/** Groups are worth this much waiting after the sign-in itself is known. */
const GROUPS_LIMIT_MS = 500;

const listGroups = (ports: Ports, login: string, settings: TriggerSettings, signal: AbortSignal) => {
  if (settings.groups.mode !== 'list') return undefined;
  const listed = ports.source.listGroups(login, signal);
  listed.catch(() => {});
  return () => atMost(GROUPS_LIMIT_MS, signal, () => listed).catch(() => undefined);
};

/** The source's own spelling of a login it does not know as typed, if the config allows the look-up. */
const otherLetterCase = async (
  { source }: Ports,
  login: string,
  read: UserRead,
  settings: TriggerSettings,
  signal: AbortSignal,
): Promise<string | undefined> => {
  if (read.kind !== 'not-found' || !mayLookUpLetterCase(login, settings)) return undefined;
  const search = await until(signal, source.findUsers('email', login, signal)).catch(() => DEADLINE);
  const username = resolveLetterCase(login, search, settings.source.signIn);
  return username === login ? undefined : username;
};

const isRefused = ({ kind }: PasswordCheck): boolean => kind === 'refused';

/** Everything the decision about a sign-in is made from. The login in it stays the one that was typed. */
export const gatherSignIn = async (
  ports: Ports,
  { login, password }: { readonly login: string; readonly password: string },
  settings: TriggerSettings,
  signal: AbortSignal,
): Promise<Gathered<SignInEvidence>> => {
  const groups = listGroups(ports, login, settings, signal);
  const first = await askBoth(ports, login, password, signal);
  const spelling = isRefused(first.check)
    ? await otherLetterCase(ports, login, first.read, settings, signal)
    : undefined;
  const { check, read } = spelling === undefined ? first : await askBoth(ports, spelling, password, signal);
  const listedGroups = spelling === undefined ? await groups?.() : undefined;
  return {
    evidence: { login, password, check, read, ...(listedGroups === undefined ? {} : { listedGroups }) },
    latency: first.latency,
  };
};

/** Forgot-password asks who this is and nothing else. */
export const gatherForgotPassword = async (
  ports: Ports,
  login: string,
  settings: TriggerSettings,
  signal: AbortSignal,
): Promise<Gathered<ForgotPasswordEvidence>> => {
  const ask = (name: string) => timed(ports, signal, ports.source.readUser(name, signal));
  const first = await ask(login);
  const spelling = await otherLetterCase(ports, login, first.answer, settings, signal);
  const { answer } = spelling === undefined ? first : await ask(spelling);
  return { evidence: { login, read: answer }, latency: { userRead: first.took } };
};
