/**
 * Cognito's side of the Secure Remote Password protocol (SRP-6a, RFC 5054's 3072-bit group): a verifier from a password,
 * a public value for a sign-in, and the check of the client's claim. Works with the SRP of AWS's own client libraries.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { G, hashToInteger, K, N, padHex, power, sha256 } from './srp-group.ts';

export type Verifier = { readonly salt: bigint; readonly verifier: bigint };

/** The server's half of one sign-in; `privateB` stays here, `publicB` goes to the client. */
export type ServerValues = { readonly privateB: bigint; readonly publicB: bigint };

const randomInteger = (bytes: number): bigint => BigInt(`0x${randomBytes(bytes).toString('hex')}`) | 1n;

/** Pool name in the hash: what follows the underscore of the pool's id. */
export const poolNameOf = (userPoolId: string): string => userPoolId.slice(userPoolId.indexOf('_') + 1);

/** @param userId the value sent as `USER_ID_FOR_SRP`; the hash is made over it, not over what the user typed. */
export const makeVerifier = (
  poolName: string,
  userId: string,
  password: string,
  salt = randomInteger(16),
): Verifier => {
  const identity = sha256(`${poolName}${userId}:${password}`).toString('hex');
  return { salt, verifier: power(G, hashToInteger(padHex(salt), identity)) };
};

export const makeServerValues = (verifier: bigint): ServerValues => {
  const privateB = randomInteger(32);
  return { privateB, publicB: (K * verifier + power(G, privateB)) % N };
};

/** A public value that no password belongs to, for a sign-in that has to fail without saying why. */
export const makeSimulatedPublicValue = (): bigint => power(G, randomInteger(32));

/** @returns undefined where the text is no hex number or is 0 modulo N, which would fix the shared secret. */
export const parsePublicValue = (hex: string): bigint | undefined => {
  if (!/^[0-9a-fA-F]{1,1024}$/.test(hex)) return undefined;
  const value = BigInt(`0x${hex}`);
  return value % N === 0n || value >= N ? undefined : value;
};

const sharedKey = (verifier: bigint, server: ServerValues, publicA: bigint): Buffer => {
  const u = hashToInteger(padHex(publicA), padHex(server.publicB));
  const secret = power((publicA * power(verifier, u)) % N, server.privateB);
  const extracted = createHmac('sha256', Buffer.from(padHex(u), 'hex'))
    .update(Buffer.from(padHex(secret), 'hex'))
    .digest();
  return createHmac('sha256', extracted).update('Caldera Derived Key\u0001').digest().subarray(0, 16);
};

export type Claim = {
  readonly publicA: bigint;
  /** base64, as it was sent to the client. */
  readonly secretBlock: string;
  readonly timestamp: string;
  /** base64 of the client's HMAC. */
  readonly signature: string;
};

/** True only if the client knew the password. Never throws: what cannot be computed does not match. */
export const isClaimValid = (
  poolName: string,
  userId: string,
  { verifier, server }: { readonly verifier: bigint; readonly server: ServerValues },
  claim: Claim,
): boolean => {
  try {
    const expected = createHmac('sha256', sharedKey(verifier, server, claim.publicA))
      .update(`${poolName}${userId}`)
      .update(Buffer.from(claim.secretBlock, 'base64'))
      .update(claim.timestamp)
      .digest();
    const given = Buffer.from(claim.signature, 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  } catch {
    // OpenSSL refuses a base of 1 or N - 1, which only a forged public value leads to.
    return false;
  }
};
