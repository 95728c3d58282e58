import { parseConfig } from '#core/config.ts';
import { planMigration } from '#core/migration.ts';
import { configInput, poolExport } from './config-builder.ts';

const settings = (config: object = {}, pool: object = {}) =>
  planMigration(parseConfig(configInput(config)), { source: poolExport(pool) }).settings;

describe('what the Lambdas are told', () => {
  it.each(['migrating', 'srp-only'])('the phase %s', (phase) => {
    expect(settings({ phase }).phase).toBe(phase);
  });

  it('who is right after the migration', () => {
    expect(settings().reconcile).toEqual({ sourceOfTruth: 'target' });
    expect(settings({ reconcile: { sourceOfTruth: 'source' } }).reconcile).toEqual({
      sourceOfTruth: 'source',
    });
  });

  it.each([
    ['nothing', {}, {}, 0],
    ['the export', {}, { EstimatedNumberOfUsers: 120_000 }, 120_000],
    ['the configuration before the export', { expectedUsers: 9 }, { EstimatedNumberOfUsers: 120_000 }, 9],
  ])('how many users to expect, from %s', (_, sweep, pool, expectedUsers) => {
    expect(settings({ sweep }, pool).sweep).toEqual({ expectedUsers, listUsersShare: 0.5, updateShare: 0.5 });
  });

  it('nothing that only the stack needs', () => {
    expect(settings({ groups: { map: { a: 'b' } } }).groups).toEqual({
      mode: 'from-token',
      map: { a: 'b' },
      privileged: [],
    });
  });

  it.each([
    ['sends e-mail codes', { mode: 'OPTIONAL', methods: ['EMAIL_OTP'] }, true],
    ['does not', { mode: 'OPTIONAL', methods: ['SOFTWARE_TOKEN_MFA'] }, false],
  ])('whether the target %s as second factor', (_, mfa, emailMfa) => {
    const email = { sesIdentityArn: 'arn:aws:ses:us-east-1:222222222222:identity/example.com' };
    const overrides = { mfa, ...(emailMfa ? { email } : {}) };
    expect(settings({ target: { userPool: { overrides } } }).target.emailMfa).toBe(emailMfa);
  });
});
