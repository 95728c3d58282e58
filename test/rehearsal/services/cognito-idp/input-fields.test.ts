/** What the fields of a request take, where clients differ in what they send. */
import { textMap } from '#rehearsal/services/cognito-idp/input-fields.ts';
import { createLocalPool, PASSWORD, seedUser } from './local-pool.ts';

describe('a map of texts', () => {
  it('is taken without the entries that are null', () => {
    expect(textMap({ REFRESH_TOKEN: 'r', DEVICE_KEY: null }, 'authParameters')).toEqual({
      REFRESH_TOKEN: 'r',
    });
  });

  it.each([
    ['a number', { A: 1 }],
    ['a map', { A: {} }],
    ['no map', ['A']],
    ['nothing', null],
  ])('is refused with %s in it or instead of it', (_, value) => {
    expect(() => textMap(value, 'authParameters')).toThrow('must be a');
  });
});

it('amazon-cognito-identity-js refreshes a session with a DEVICE_KEY that is null, and gets tokens', async () => {
  const local = createLocalPool();
  local.seed(seedUser('ada'));
  const { AuthenticationResult: tokens } = await local.signIn('ada', PASSWORD);
  const answer = await local.call('InitiateAuth', {
    ClientId: local.clientId,
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken, DEVICE_KEY: null },
  });
  expect(answer.AuthenticationResult.AccessToken).toEqual(expect.any(String));
});
