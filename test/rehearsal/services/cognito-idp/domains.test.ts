/** Domains of pools: what tells that managed login is in use. */
import { createLocalPool, refusal, SCOPE } from './local-pool.ts';

const described = async (local: ReturnType<typeof createLocalPool>) =>
  (await local.admin('DescribeUserPool')).UserPool;

describe("a pool's domain", () => {
  it('is shown once it is made, and is one of a kind in its region', async () => {
    const local = createLocalPool();
    expect(await described(local)).not.toHaveProperty('Domain');
    expect(await local.admin('CreateUserPoolDomain', { Domain: 'sign-in' })).toEqual({});
    expect(await described(local)).toMatchObject({ Domain: 'sign-in' });
    expect(await refusal(local.admin('CreateUserPoolDomain', { Domain: 'another' }))).toMatch(
      /already has a domain/,
    );
    const { id: UserPoolId } = local.cognito.createUserPool(SCOPE, { PoolName: 'second' });
    const taken = local.call('CreateUserPoolDomain', { UserPoolId, Domain: 'sign-in' });
    expect(await refusal(taken)).toMatch(/already associated/);
  });

  it.each([
    [{ Domain: 'Sign In' }, /regular expression/],
    [{ Domain: 'auth', CustomDomainConfig: { CertificateArn: 'arn' } }, /^NotModelled: .*CustomDomainConfig/],
    [{ Domain: 'auth', ManagedLoginVersion: 3 }, /less than or equal to 2/],
  ])('is refused as %j', async (input, message) => {
    expect(await refusal(createLocalPool().admin('CreateUserPoolDomain', input))).toMatch(message);
  });

  it('is taken away by its name only', async () => {
    const local = createLocalPool({ pool: { Domain: 'sign-in' } });
    expect(await refusal(local.admin('DeleteUserPoolDomain', { Domain: 'other' }))).toMatch(/No such domain/);
    await local.admin('DeleteUserPoolDomain', { Domain: 'sign-in' });
    expect(await described(local)).not.toHaveProperty('Domain');
  });

  it("comes with an exported pool, a custom one too, whose prefix the pool's client could use", async () => {
    const local = createLocalPool({ pool: { Domain: 'sign-in', CustomDomain: 'id.example.com' } });
    expect(await described(local)).toMatchObject({ Domain: 'sign-in', CustomDomain: 'id.example.com' });
  });
});
