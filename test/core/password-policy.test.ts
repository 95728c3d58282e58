import { meetsPasswordPolicy } from '#core/password-policy.ts';

const STRICT = {
  minimumLength: 8,
  requireUppercase: true,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: true,
};
const ONLY_LENGTH = {
  minimumLength: 4,
  requireUppercase: false,
  requireLowercase: false,
  requireNumbers: false,
  requireSymbols: false,
};

describe('the password policy', () => {
  it.each([
    ['Abcdef1!', true],
    ['Abcde 1x', true],
    ['Abcdef1', false],
    ['abcdef1!', false],
    ['ABCDEF1!', false],
    ['Abcdefg!', false],
    ['Abcdefg1', false],
    [' Abcdef1', false],
    ['Abcdef1 ', false],
    ['Äbcdef1!', false],
    ['Abcdef١!', false],
    ['Abcdef1§', false],
  ])('with everything required: %j is %s', (password, expected) => {
    expect(meetsPasswordPolicy(password, STRICT)).toBe(expected);
  });

  it.each([...'^$*.[]{}()?"!@#%&/\\,><\':;|_~`=+-'])('counts %s as a symbol', (symbol) => {
    expect(meetsPasswordPolicy(`Abcdef1${symbol}`, STRICT)).toBe(true);
  });

  it.each([
    ['abcd', true],
    ['abc', false],
    ['😀😀😀', false],
    ['パスワー', true],
  ])('with only a length: %j is %s', (password, expected) => {
    expect(meetsPasswordPolicy(password, ONLY_LENGTH)).toBe(expected);
  });
});
