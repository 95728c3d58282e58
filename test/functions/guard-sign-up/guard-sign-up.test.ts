import { SIGN_UP_REFUSED_TEXT } from '#core/errors.ts';
import type { SignUpVerdict } from '#core/sign-up.ts';
import type { UserRead, UserSearch } from '#core/source-evidence.ts';
import { createGuardSignUp, type GuardPorts } from '#functions/guard-sign-up/guard-sign-up.ts';
import { ALIAS, BY_EMAIL, found, settings } from '#test/core/trigger-builders.ts';

const NOBODY = { kind: 'not-found' } as const;
const NO_HITS = { kind: 'listed', users: [], more: false } as const;

const setUp = (
  answers: {
    readonly read?: UserRead;
    readonly search?: UserSearch;
    readonly source?: Partial<GuardPorts['source']>;
  } = {},
  change: Parameters<typeof settings>[0] = {},
) => {
  const calls: string[] = [];
  const told: SignUpVerdict[] = [];
  const source: GuardPorts['source'] = {
    readUser: async (login) => {
      calls.push(`read ${login}`);
      return answers.read ?? NOBODY;
    },
    findUsers: async (name, value) => {
      calls.push(`find ${name} ${value}`);
      return answers.search ?? NO_HITS;
    },
    ...answers.source,
  };
  const guard = createGuardSignUp({ source, tell: (verdict) => void told.push(verdict) }, settings(change));
  return { guard, calls, told };
};

const event = (change: Readonly<Record<string, unknown>> = {}) => ({
  version: '1',
  triggerSource: 'PreSignUp_SignUp',
  userName: 'eve',
  request: { userAttributes: { email: 'liam@example.com' }, validationData: null },
  response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  ...change,
});
const SIGNAL = new AbortController().signal;

describe('the sign-up guard', () => {
  it('lets a stranger to the source sign up, confirming nothing', async () => {
    const { guard, calls, told } = setUp();
    expect(await guard(event(), SIGNAL)).toEqual(event());
    expect(calls).toEqual(['read eve', 'find email liam@example.com']);
    expect(told).toEqual([{ kind: 'passed' }]);
  });

  it.each<[string, ReturnType<typeof event>, Parameters<typeof setUp>[0], string]>([
    ['a login the source knows', event(), { read: found() }, 'known-to-source'],
    [
      'an address the source knows',
      event(),
      { search: { kind: 'listed', users: [{ username: 'liam', attributes: {} }], more: false } },
      'known-to-source',
    ],
    [
      'a forged source sub',
      event({ request: { userAttributes: { 'custom:source_sub': 'x' } } }),
      {},
      'forged-source-sub',
    ],
    ['a source that fails', event(), { read: { kind: 'failed', reason: 'throttled' } }, 'source-unreachable'],
    [
      'a source that breaks',
      event(),
      { source: { readUser: () => Promise.reject(new Error('x')) } },
      'source-unreachable',
    ],
    ['no login', event({ userName: undefined }), {}, 'malformed-event'],
    ['no request', event({ request: null }), {}, 'malformed-event'],
  ])('refuses %s, with the one text', async (_, one, answers, reason) => {
    const { guard, told } = setUp(answers);
    await expect(guard(one, SIGNAL)).rejects.toMatchObject({
      name: 'SignUpRefused',
      message: SIGN_UP_REFUSED_TEXT,
    });
    expect(told).toEqual([{ kind: 'refused', reason }]);
  });

  it.each(['PreSignUp_AdminCreateUser', 'PreSignUp_ExternalProvider', 'PreSignUp_SomethingNew'])(
    'lets %s pass, source sub and all, without asking anybody',
    async (triggerSource) => {
      const { guard, calls, told } = setUp({ read: found() });
      const one = event({ triggerSource, request: { userAttributes: { 'custom:source_sub': 'x' } } });
      expect(await guard(one, SIGNAL)).toEqual(one);
      expect(calls).toEqual([]);
      expect(told).toEqual([]);
    },
  );

  it('asks nobody about a forged sign-up', async () => {
    const { guard, calls } = setUp();
    const forged = event({ request: { userAttributes: { 'custom:source_sub': 'x' } } });
    await expect(guard(forged, SIGNAL)).rejects.toThrow(SIGN_UP_REFUSED_TEXT);
    expect(calls).toEqual([]);
  });

  it('does not wait for a source that hangs longer than the deadline', async () => {
    const deadline = new AbortController();
    const { guard, told } = setUp({ source: { readUser: () => new Promise(() => {}) } });
    const pending = guard(event(), deadline.signal);
    deadline.abort();
    await expect(pending).rejects.toThrow(SIGN_UP_REFUSED_TEXT);
    expect(told).toEqual([{ kind: 'refused', reason: 'source-unreachable' }]);
  });

  it('lets sign-ups pass while the source cannot be asked, if the config says so', async () => {
    const allow = { policies: { signUpWhenSourceUnreachable: 'allow' } } as const;
    const { guard } = setUp({ read: { kind: 'failed', reason: 'throttled' } }, allow);
    expect(await guard(event(), SIGNAL)).toEqual(event());
  });

  it.each([
    ['an alias pool', ALIAS, ['read eve', 'find email liam@example.com']],
    ['a pool that generates usernames', BY_EMAIL, ['find email liam@example.com']],
  ])('asks what matters in %s', async (_, signIn, expected) => {
    const { guard, calls } = setUp({}, { target: { signIn } });
    await guard(event(), SIGNAL);
    expect(calls).toEqual(expected);
  });
});
