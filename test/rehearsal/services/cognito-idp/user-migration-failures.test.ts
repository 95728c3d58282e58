import { ServiceError } from '#rehearsal/cloud/service.ts';
import { createLocalPool, INCORRECT, PASSWORD, refusal } from './local-pool.ts';
import { LAMBDA, MIGRATED } from './migrating.ts';

describe('the time limit and failures of the trigger', () => {
  const failing = (functionError: { errorType: string; errorMessage: string }) =>
    createLocalPool({
      pool: LAMBDA,
      invokeTrigger: async () => ({ payload: null, functionError }),
    });

  it('passes on what the function raised', async () => {
    const local = failing({ errorType: 'Error', errorMessage: 'Try again later' });
    expect(await refusal(local.signIn('ada', PASSWORD))).toBe(
      'UserLambdaValidationException: UserMigration failed with error Try again later.',
    );
  });

  it('does not invoke again when Invoke itself fails', async () => {
    const invokeTrigger = jest.fn(() => Promise.reject(new ServiceError('AccessDeniedException', 'no', 403)));
    const local = createLocalPool({ pool: LAMBDA, invokeTrigger });
    expect(await refusal(local.signIn('ada', PASSWORD))).toBe(
      'UnexpectedLambdaException: UserMigration invocation failed due to error AccessDeniedException.',
    );
    expect(invokeTrigger).toHaveBeenCalledTimes(1);
  });

  it('invokes up to three times while the first still runs, then gives up', async () => {
    const invokeTrigger = jest.fn(() => new Promise<never>(() => undefined));
    const local = createLocalPool({ pool: LAMBDA, invokeTrigger, triggerLimitMs: 5 });
    expect(await refusal(local.signIn('ada', PASSWORD))).toBe(
      'UnexpectedLambdaException: UserMigration invocation failed due to error Socket timeout while invoking Lambda function.',
    );
    expect(invokeTrigger).toHaveBeenCalledTimes(3);
  });

  it('takes the answer of a later invocation, and drops a late failure of the first', async () => {
    let failFirst: (error: Error) => void = () => undefined;
    let calls = 0;
    const local = createLocalPool({
      pool: LAMBDA,
      triggerLimitMs: 5,
      invokeTrigger: () => {
        calls += 1;
        if (calls > 1) return Promise.resolve({ payload: { response: MIGRATED } });
        return new Promise((_, reject) => {
          failFirst = reject;
        });
      },
    });
    expect((await local.signIn('ada', PASSWORD)).AuthenticationResult.IdToken).toBeDefined();
    failFirst(new Error('late'));
    expect(calls).toBe(2);
  });

  it('makes one user of three simultaneous migrations of the same login', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waiting = 0;
    const local = createLocalPool({
      pool: LAMBDA,
      trigger: async () => {
        waiting += 1;
        if (waiting === 3) release();
        await gate;
        return MIGRATED;
      },
    });
    const answers = await Promise.all([1, 2, 3].map(() => local.signIn('ada', PASSWORD)));
    expect(answers.every(({ AuthenticationResult }) => AuthenticationResult.IdToken)).toBe(true);
    expect(local.cognito.describeUsers(local.poolId)).toHaveLength(1);
  });

  it('checks the password of the second of two migrations against the user the first created', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const local = createLocalPool({
      pool: LAMBDA,
      trigger: async (event) => {
        if (event.request.password === 'wrong') await gate;
        return MIGRATED;
      },
    });
    const wrong = refusal(local.signIn('ada', 'wrong'));
    await local.signIn('ada', PASSWORD);
    release();
    expect(await wrong).toBe(INCORRECT);
  });
});
