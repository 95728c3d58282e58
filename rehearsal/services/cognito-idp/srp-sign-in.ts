/** USER_SRP_AUTH: the challenge PASSWORD_VERIFIER, real for a user, simulated where nothing may be said. */
import type { OpenChallenge } from './challenges.ts';
import { incorrectUsernameOrPassword, invalidParameter, notAuthorized } from './errors.ts';
import { isLocked } from './lockout.ts';
import type { Needs } from './needs.ts';
import type { Pool } from './pool.ts';
import {
  type AuthAnswer,
  failedAttempt,
  passwordProven,
  refuseUnusable,
  type SignIn,
  type SignInNeeds,
} from './sign-in.ts';
import { padHex } from './srp-group.ts';
import {
  isClaimValid,
  makeServerValues,
  makeSimulatedPublicValue,
  makeVerifier,
  parsePublicValue,
  poolNameOf,
  type Verifier,
} from './srp-server.ts';
import type { User } from './user.ts';
import { disabledAtSignIn, masksExistence, simulatedSrpIdentity, unknownAtSignIn } from './user-existence.ts';

/**
 * Starts an SRP sign-in. The migration trigger is never asked: there is no password to migrate with (documented).
 * @throws {ServiceError} for a malformed public value, and for unknown or disabled users where existence is not masked.
 */
export const startSrp =
  ({ challenges, clock }: Pick<Needs, 'challenges' | 'clock'>) =>
  (signIn: SignIn, login: string, srpA: string): AuthAnswer => {
    const { pool, client } = signIn;
    const publicA = parsePublicValue(srpA);
    if (publicA === undefined) throw invalidParameter('SRP_A is not a public value of the 3072-bit group.');
    const user = pool.users.find(login);
    if (user === undefined && !masksExistence(client)) throw unknownAtSignIn(client);
    if (user?.enabled === false && !masksExistence(client)) throw disabledAtSignIn(client);
    if (user !== undefined && isLocked(user.lockout, clock.now()))
      throw notAuthorized('Password attempts exceeded');
    // A disabled user and an unknown one look alike. Others get a challenge; what is wrong is said to the claim.
    const known = user?.enabled === true ? user : undefined;
    const simulated = simulatedSrpIdentity(pool, login);
    const userId = known?.username ?? simulated.userId;
    const verifier = known === undefined ? undefined : verifierOf(pool, known);
    const server = verifier && makeServerValues(verifier.verifier);
    const secretBlock = challenges.open({
      ...signIn,
      user: known,
      pending: {
        name: 'PASSWORD_VERIFIER',
        publicA,
        login,
        userId,
        proof: verifier && server && { verifier: verifier.verifier, server },
      },
    });
    return {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: {
        SALT: padHex(verifier?.salt ?? simulated.salt),
        SECRET_BLOCK: secretBlock,
        SRP_B: padHex(server?.publicB ?? makeSimulatedPublicValue()).replace(/^00/, ''),
        USERNAME: userId,
        USER_ID_FOR_SRP: userId,
      },
    };
  };

/** Computed at the first SRP sign-in and kept, so that 10,000 users can be seeded in a second. */
const verifierOf = (pool: Pool, user: User): Verifier | undefined => {
  if (user.password === undefined) return undefined;
  if (user.srp?.password !== user.password) {
    const verifier = makeVerifier(poolNameOf(pool.id), user.username, user.password);
    user.srp = { ...verifier, password: user.password };
  }
  return user.srp;
};

// "ddd MMM D HH:mm:ss UTC YYYY", in English and without a leading zero. The time itself is not compared: a rehearsal's
// clock may be elsewhere than its clients'.
const TIMESTAMP = /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{2}:\d{2}:\d{2} UTC \d{4}$/;

/** Checks the client's claim and goes on as after a right password. */
export const finishSrp =
  (needs: SignInNeeds) =>
  async (challenge: OpenChallenge, secretBlock: string, responses: Readonly<Record<string, string>>) => {
    const { pool, client, user, pending } = challenge;
    const { TIMESTAMP: timestamp, PASSWORD_CLAIM_SIGNATURE: signature } = responses;
    if (timestamp === undefined) throw invalidParameter('Missing required parameter TIMESTAMP');
    if (signature === undefined)
      throw invalidParameter('Missing required parameter PASSWORD_CLAIM_SIGNATURE');
    if (!TIMESTAMP.test(timestamp)) {
      throw invalidParameter('TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.');
    }
    needs.challenges.close(secretBlock);
    if (user === undefined || pending.name !== 'PASSWORD_VERIFIER') throw incorrectUsernameOrPassword();
    refuseUnusable(needs, client, user);
    const claim = { publicA: pending.publicA, secretBlock, timestamp, signature };
    const proven =
      pending.proof !== undefined && isClaimValid(poolNameOf(pool.id), pending.userId, pending.proof, claim);
    if (!proven) throw failedAttempt(needs, user);
    return passwordProven(needs)(challenge, user);
  };
