import { createHmac } from 'node:crypto';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import * as fc from 'fast-check';
import { secretHash } from '#rehearsal/services/cognito-idp/secret-hash.ts';
import { G, hashToInteger, K, N, padHex, power, sha256 } from '#rehearsal/services/cognito-idp/srp-group.ts';
import { parsePublicValue } from '#rehearsal/services/cognito-idp/srp-server.ts';
import { openDoor } from './http-door.ts';
import {
  type Answer,
  createLocalPool,
  INCORRECT,
  type LocalPool,
  PASSWORD,
  refusal,
  seedUser,
} from './local-pool.ts';

/** The client's side of one sign-in, written from RFC 5054 apart from the server's. */
const srpClient = async (
  local: LocalPool,
  login: string,
  password: string,
  hash?: (name: string) => string,
) => {
  const privateA = 0x1234567890abcdef1234567890abcdefn;
  const publicA = power(G, privateA);
  const withHash = (name: string) => (hash === undefined ? {} : { SECRET_HASH: hash(name) });
  const challenge = await local.call('InitiateAuth', {
    AuthFlow: 'USER_SRP_AUTH',
    ClientId: local.clientId,
    AuthParameters: { USERNAME: login, SRP_A: publicA.toString(16), ...withHash(login) },
  });
  const { SALT, SRP_B, SECRET_BLOCK, USER_ID_FOR_SRP: userId } = challenge.ChallengeParameters;
  const publicB = BigInt(`0x${SRP_B}`);
  const poolName = local.poolId.split('_')[1] ?? '';
  const x = hashToInteger(
    padHex(BigInt(`0x${SALT}`)),
    sha256(`${poolName}${userId}:${password}`).toString('hex'),
  );
  const u = hashToInteger(padHex(publicA), padHex(publicB));
  const base = (((publicB - K * power(G, x)) % N) + N) % N;
  const secret = power(base, privateA + u * x);
  const extracted = createHmac('sha256', Buffer.from(padHex(u), 'hex')).update(
    Buffer.from(padHex(secret), 'hex'),
  );
  const key = createHmac('sha256', extracted.digest())
    .update('Caldera Derived Key\u0001')
    .digest()
    .subarray(0, 16);
  const timestamp = 'Mon Nov 23 12:00:00 UTC 2026';
  const signature = createHmac('sha256', key)
    .update(`${poolName}${userId}`)
    .update(Buffer.from(SECRET_BLOCK, 'base64'))
    .update(timestamp)
    .digest('base64');
  const responses = {
    USERNAME: userId,
    PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
    PASSWORD_CLAIM_SIGNATURE: signature,
    TIMESTAMP: timestamp,
    ...withHash(userId),
  };
  return {
    challenge,
    responses,
    finish: (change: object = {}): Promise<Answer> =>
      local.call('RespondToAuthChallenge', {
        ClientId: local.clientId,
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: { ...responses, ...change },
      }),
  };
};

describe('SRP', () => {
  it('signs a user in with the right password only', async () => {
    const local = createLocalPool();
    local.seed(seedUser('ada'));
    const right = await srpClient(local, 'ada', PASSWORD);
    expect((await right.finish()).AuthenticationResult.IdToken).toBeDefined();
    const wrong = await srpClient(local, 'ada', 'wrong');
    expect(await refusal(wrong.finish())).toBe(INCORRECT);
  });

  // The library's own arithmetic takes seconds inside jest, on a busy machine many.
  it('works with the client library of AWS', async () => {
    const local = createLocalPool({ pool: { AliasAttributes: ['email'] } });
    local.seed(seedUser('ada'));
    const door = await openDoor(local);
    try {
      const pool = new CognitoUserPool({
        UserPoolId: local.poolId,
        ClientId: local.clientId,
        endpoint: door.url,
      });
      const user = new CognitoUser({ Username: 'ada@example.com', Pool: pool });
      const details = new AuthenticationDetails({ Username: 'ada@example.com', Password: PASSWORD });
      const session = await new Promise<CognitoUserSession>((resolve, reject) => {
        user.authenticateUser(details, { onSuccess: resolve, onFailure: reject });
      });
      expect(session.getIdToken().payload['cognito:username']).toBe('ada');
    } finally {
      await door.close();
    }
  }, 120_000);

  it('needs SECRET_HASH on both steps of a client with a secret', async () => {
    const local = createLocalPool({ client: { GenerateSecret: true } });
    local.seed(seedUser('ada'));
    expect(await refusal(srpClient(local, 'ada', PASSWORD))).toMatch(/SECRET_HASH was not received/);
    const hash = (name: string) => secretHash(local.clientSecret ?? '', name, local.clientId);
    const client = await srpClient(local, 'ada', PASSWORD, hash);
    expect(await refusal(client.finish({ SECRET_HASH: 'no' }))).toMatch(/SecretHash does not match/);
    expect((await client.finish()).AuthenticationResult.IdToken).toBeDefined();
  });

  it.each([
    ['unknown', undefined],
    ['disabled', seedUser('ada', { Enabled: false })],
    ['federated', seedUser('ada', { UserStatus: 'EXTERNAL_PROVIDER' })],
    ['reset', seedUser('ada', { UserStatus: 'RESET_REQUIRED' })],
  ])('gives a %s user the same challenge, with a stable salt, and the same refusal', async (_, user) => {
    const local = createLocalPool();
    if (user !== undefined) local.seed(user);
    const first = await srpClient(local, 'ada', PASSWORD);
    const second = await srpClient(local, 'ada', PASSWORD);
    const parameters = first.challenge.ChallengeParameters;
    expect(Object.keys(parameters).sort()).toEqual([
      'SALT',
      'SECRET_BLOCK',
      'SRP_B',
      'USERNAME',
      'USER_ID_FOR_SRP',
    ]);
    expect(second.challenge.ChallengeParameters.SALT).toBe(parameters.SALT);
    expect(await refusal(first.finish())).toBe(INCORRECT);
    expect(await refusal(second.finish({ USERNAME: 'ada' }))).toBe(INCORRECT);
  });

  it('uses a claim once, and only for the user it was made for', async () => {
    const local = createLocalPool();
    local.seed(seedUser('ada'), seedUser('eve'));
    const client = await srpClient(local, 'ada', PASSWORD);
    expect(await refusal(client.finish({ USERNAME: 'eve' }))).toMatch(/Invalid session/);
    await client.finish();
    expect(await refusal(client.finish())).toMatch(/Invalid session/);
    const late = await srpClient(local, 'ada', PASSWORD);
    local.time.now += 4 * 60_000;
    expect(await refusal(late.finish())).toMatch(/session is expired/);
  });

  it.each([
    ['zero', '0'],
    ['the modulus', N.toString(16)],
    ['no hexadecimal number', 'not hex'],
    ['nothing', ''],
  ])('refuses %s as a public value', (_, value) => {
    expect(parsePublicValue(value)).toBeUndefined();
  });

  it('computes powers as arithmetic does', async () => {
    const naive = (base: bigint, exponent: bigint): bigint => {
      let result = 1n;
      for (let square = base % N, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % N) {
        if (rest & 1n) result = (result * square) % N;
      }
      return result;
    };
    await fc.assert(
      fc.property(fc.bigInt(2n, N - 2n), fc.bigInt(1n, 2n ** 64n), (base, exponent) => {
        expect(power(base, exponent)).toBe(naive(base, exponent));
      }),
      { numRuns: 20 },
    );
  });
});
