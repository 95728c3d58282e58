/** Events that Cognito would not send, and logins and passwords that no pool can hold. */
import { FAILED_TEXT } from '#core/errors.ts';
import { PASSWORD } from '#test/core/trigger-builders.ts';
import { NO_DEADLINE, setUp, signInEvent } from './fake-ports.ts';

describe('a bad event', () => {
  const { request: _, ...withoutRequest } = signInEvent();
  const { userName: __, ...withoutLogin } = signInEvent();
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'event'],
    ['a list', [signInEvent()]],
    ['without a request', withoutRequest],
    ['without a login', withoutLogin],
    ['a login that is no text', signInEvent(7)],
    ['without a password', { ...signInEvent(), request: {} }],
    ['a password that is no text', signInEvent('liam', { length: 9 })],
    ['of another trigger', { ...signInEvent(), triggerSource: 'PreSignUp_SignUp' }],
    ['without a trigger', { ...signInEvent(), triggerSource: undefined }],
  ])('%s: fails with the constant text and asks nobody', async (_name, event) => {
    const { migrate, calls, attempts } = setUp();
    await expect(migrate(event, NO_DEADLINE)).rejects.toThrow(FAILED_TEXT);
    expect(calls).toEqual([]);
    expect(attempts).toMatchObject([{ outcome: { kind: 'failed', reason: 'malformed-event' } }]);
  });

  it.each([
    ['an empty login', '', PASSWORD, 'unknown'],
    ['a login with a space', 'liam porter', PASSWORD, 'unknown'],
    ['a login with control characters', 'liam\u0000\r\n', PASSWORD, 'unknown'],
    ['a huge login', 'x'.repeat(100_000), PASSWORD, 'unknown'],
    ['an empty password', 'liam.porter', '', 'wrong-password'],
    ['a huge password', 'liam.porter', 'x'.repeat(100_000), 'wrong-password'],
  ])("%s: rejected as nobody's, and nobody is asked", async (_name, login, password, reason) => {
    const { migrate, calls, attempts } = setUp();
    expect((await migrate(signInEvent(login, password), NO_DEADLINE)).response).toEqual({});
    expect(calls).toEqual([]);
    expect(attempts).toMatchObject([{ outcome: { kind: 'rejected', reason } }]);
  });

  it.each(['x'.repeat(256), '密'.repeat(256), '🔑'.repeat(256), 'pass phrase with spaces', 'пароль'])(
    'a password of any script and up to 256 characters is asked for as it is',
    async (password) => {
      const asked: string[] = [];
      const checkPassword = async (_login: string, typed: string) => {
        asked.push(typed);
        return { kind: 'refused', refusal: 'not-authorized' } as const;
      };
      await setUp({ source: { checkPassword } }).migrate(signInEvent('liam.porter', password), NO_DEADLINE);
      expect(asked).toEqual([password]);
    },
  );
});
