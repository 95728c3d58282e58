// Rows of a scenario's table: what is said of each, and which differ.
import { caseDifferences, caseRows } from '#rehearsal/report/cases.ts';
import type { FirstStep, ObservedCase } from '#rehearsal/report/observation.ts';
import { attempt, migrated, refused, shelled } from './build-observation.ts';

const INCORRECT = 'NotAuthorizedException: Incorrect username or password.';
const SENT = { announced: 'EMAIL', arrived: true };
const ANNOUNCED = { announced: 'EMAIL', arrived: false };
const SHELL = { status: 'RESET_REQUIRED', mfa: [] };
const CONFIRMED = { status: 'CONFIRMED', mfa: [] };
const ERROR = { status: 'error', errorType: 'UserLambdaValidationException', message: 'Later.' } as const;

const signIn = (made: ReturnType<typeof attempt>): FirstStep => ({ kind: 'sign-in', attempt: made });
const forgot = (change: Omit<Extract<FirstStep, { kind: 'forgot-password' }>, 'kind'>): FirstStep => ({
  kind: 'forgot-password',
  ...change,
});

const played = (first: FirstStep, change: Partial<ObservedCase> = {}): ObservedCase => ({
  name: 'a row',
  evidence: 'CONFIRMED; signs in',
  expected: { outcome: 'migrated' },
  expectedClient: 'tokens',
  first,
  ...change,
});

describe('caseRows', () => {
  it.each<[string, FirstStep, string, string]>([
    ['tokens', signIn(migrated('a')), 'migrated', 'tokens'],
    [
      'tokens after a second factor',
      signIn(migrated('a', { secondFactorProven: true, answered: 'SMS_MFA' })),
      'migrated',
      'SMS_MFA asked and answered, tokens',
    ],
    [
      'a challenge left open',
      signIn(migrated('a', { status: 'challenge', challenge: 'MFA_SETUP' })),
      'migrated',
      'MFA_SETUP asked',
    ],
    ['a refusal', signIn(refused('a')), 'rejected', INCORRECT],
    ['an error', signIn(attempt('a', {}, ERROR)), 'failed', 'UserLambdaValidationException: Later.'],
    [
      'an error, and yet a user',
      signIn(attempt('a', { target: CONFIRMED }, ERROR)),
      'failed, and yet a user was created',
      'UserLambdaValidationException: Later.',
    ],
    [
      'a refusal, and yet a confirmed user',
      signIn(refused('a', { target: CONFIRMED })),
      'failed, and yet a user was created',
      INCORRECT,
    ],
    [
      'a forgotten password',
      forgot({ request: SENT, target: SHELL }),
      'reset-required',
      'a code announced by EMAIL, it arrives',
    ],
    ['one of nobody', forgot({ request: ANNOUNCED }), 'rejected', 'a code announced by EMAIL, none arrives'],
    [
      'one that confirms somebody',
      forgot({ request: SENT, target: CONFIRMED }),
      'CONFIRMED without a password',
      'a code announced by EMAIL, it arrives',
    ],
    [
      'one that fails',
      forgot({ request: { arrived: false, errorType: 'X', message: 'm' } }),
      'failed',
      'X: m',
    ],
    [
      'one that fails and creates somebody',
      forgot({ request: { arrived: false, errorType: 'X', message: 'm' }, target: SHELL }),
      'failed, and yet a user was created',
      'X: m',
    ],
  ])('%s', (_, first, outcome, client) => {
    expect(caseRows([played(first)])).toEqual([{ case: 'a row', expected: 'migrated', outcome, client }]);
  });

  it('follows a shell to its opening', () => {
    const opening = { request: SENT, attempt: migrated('a') };
    const [row] = caseRows([played(signIn(shelled('a')), { opening })]);
    expect(row?.outcome).toBe('reset-required');
    expect(row?.client).toMatch(/; a code announced by EMAIL, it arrives; new password set; tokens$/);
    const [shut] = caseRows([
      played(signIn(shelled('a')), { opening: { request: ANNOUNCED, refused: 'no code arrived' } }),
    ]);
    expect(shut?.client).toMatch(/none arrives; new password refused: no code arrived$/);
  });
});

describe('caseDifferences', () => {
  it('is silent where every row is as the table says', () => {
    expect(caseDifferences([played(signIn(migrated('a')))])).toEqual([]);
    expect(caseDifferences([])).toEqual([]);
  });

  it('names a row that came to something else, and one that only the client saw otherwise', () => {
    const rows = [
      played(signIn(migrated('a'))),
      played(signIn(refused('b')), { name: 'somebody' }),
      played(signIn(migrated('c', { secondFactorProven: true, answered: 'SMS_MFA' })), { name: 'other' }),
    ];
    expect(caseDifferences(rows)).toEqual([
      `2 of 3 cases differ from the table: "somebody" was rejected instead of migrated (${INCORRECT}), ` +
        '"other": the client saw SMS_MFA asked and answered, tokens instead of tokens',
    ]);
  });

  it('names some where many differ, and counts the rest', () => {
    const rows = Array.from({ length: 30 }, (_, index) =>
      played(signIn(refused('b')), { name: `row ${index}` }),
    );
    expect(caseDifferences(rows).join()).toMatch(/^30 of 30 cases differ.*"row 7".*, and 22 more$/);
  });
});
