// Why a run fails, in the words of its last line.
import type { Observation } from '#rehearsal/report/observation.ts';
import { computeReport } from '#rehearsal/report/report.ts';
import { reasonsToFail } from '#rehearsal/report/verdict.ts';
import { attempt, migrated, REFUSED, refused, request } from './build-observation.ts';
import { clean } from './clean-run.ts';

const reasonsOf = (change: Partial<Observation>): string => {
  const changed = { ...clean, ...change };
  return reasonsToFail(computeReport(changed), changed).join('\n');
};

describe('reasonsToFail', () => {
  it('has none for a clean run', () => {
    expect(reasonsOf({})).toBe('');
  });

  it.each<[string, Partial<Observation>, RegExp]>([
    [
      'a denial, with principal, resource and reason',
      {
        requests: [
          request({
            decision: 'denied',
            action: 'sts:AssumeRole',
            principal: 'arn:role',
            resource: 'arn:source',
            reason: 'condition sts:ExternalId not met',
          }),
        ],
      },
      /1 request was denied: sts:AssumeRole by arn:role on arn:source: condition sts:ExternalId not met/,
    ],
    [
      'a failure, with what the client got',
      {
        attempts: [
          attempt('plain', {}, { status: 'error', errorType: 'UserLambdaValidationException', message: 'x' }),
        ],
      },
      /1 sign-in failed: the client got UserLambdaValidationException: x/,
    ],
    [
      'a failure, with what the source answered',
      {
        attempts: [attempt('plain', {}, { status: 'error', errorType: 'X' })],
        requests: [request({ status: 400, errorType: 'InvalidParameterException' })],
      },
      /cognito-idp:AdminInitiateAuth was answered InvalidParameterException/,
    ],
    [
      'a password flow that was taken away',
      {
        attempts: [attempt('plain', {}, { status: 'error', errorType: 'X' })],
        flows: { source: ['ALLOW_REFRESH_TOKEN_AUTH'], target: ['ALLOW_USER_PASSWORD_AUTH'] },
      },
      /^the source's app client does not allow the password flow: ALLOW_ADMIN_USER_PASSWORD_AUTH is not among ALLOW_REFRESH_TOKEN_AUTH$/m,
    ],
    [
      'a right password that was rejected',
      { attempts: [refused('plain')] },
      /a CONFIRMED user was rejected instead of migrated \(NotAuthorizedException/,
    ],
    ['a factor that migrated', { attempts: [migrated('totp')] }, /1 second factor lost/],
    [
      'an SRP sign-in that failed',
      { srp: [attempt('plain', { known: true }, REFUSED)] },
      /1 SRP sign-in of migrated users failed/,
    ],
    [
      'a leak, with its kind and place',
      { secrets: [{ kind: 'password', where: 'logs' }] },
      /1 secret found in what was written: password in logs/,
    ],
    [
      'a source that was changed',
      { source: { before: clean.source.before, after: clean.source.before.slice(1) } },
      /the source was changed/,
    ],
    [
      'something that is not modelled',
      { requests: [request({ status: 501, reason: 'The rehearsal does not model X.' })] },
      /does not model: cognito-idp:AdminInitiateAuth: The rehearsal does not model X/,
    ],
  ])('names %s', (_, change, reason) => {
    expect(reasonsOf(change)).toMatch(reason);
  });

  it('takes a failure for what it should be where the scenario made it fail, and no longer', () => {
    const failing = attempt(
      'plain',
      { expected: { outcome: 'failed' } },
      { status: 'error', errorType: 'UserLambdaValidationException' },
    );
    expect(reasonsOf({ attempts: [...clean.attempts, failing] })).toBe('');
    const unexpected = { ...failing, expected: { outcome: 'migrated' } as const };
    expect(reasonsOf({ attempts: [...clean.attempts, unexpected] })).toMatch(/^1 sign-in failed/);
  });

  it('leaves rows of a table to the table', () => {
    const surprising = { ...refused('plain'), expected: { outcome: 'migrated' } as const };
    expect(reasonsOf({ attempts: [...clean.attempts, surprising] })).toBe('');
  });

  it('counts what happened often and names it once', () => {
    const denied = request({ decision: 'denied', reason: 'r' });
    expect(reasonsOf({ requests: [denied, denied, denied] })).toMatch(/^3 requests were denied: [^×]*$/);
  });
});
