/**
 * Arithmetic in the 3072-bit group of RFC 5054, which Cognito's SRP uses (it is group 15 of RFC 3526). OpenSSL does the
 * powers, through a Diffie-Hellman key made from the exponent: about 1.4 ms, a third of BigInt's time. The keys are written as DER,
 * because `createDiffieHellman` tests the modulus for primality first, which takes more than a second.
 */
import { createHash, createPrivateKey, createPublicKey, diffieHellman, getDiffieHellman } from 'node:crypto';

export const N = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
export const G = 2n;

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
/** OID 1.2.840.113549.1.3.1, PKCS #3 key agreement, as it is encoded. */
const DH_KEY_AGREEMENT = Buffer.from('06092a864886f70d010301', 'hex');

/** Even-length hex of a non-negative integer, with a zero byte before a set sign bit: Java's `BigInteger.toByteArray`. */
export const padHex = (value: bigint): string => {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return /^[89a-f]/.test(even) ? `00${even}` : even;
};

const lengthOctets = (length: number): Buffer => {
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
};

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOctets(content.length), content]);
};

const derInteger = (value: bigint): Buffer => der(INTEGER, Buffer.from(padHex(value), 'hex'));

const ALGORITHM = der(SEQUENCE, DH_KEY_AGREEMENT, der(SEQUENCE, derInteger(N), derInteger(G)));

/** `base ^ exponent mod N` for 1 < base < N - 1 and exponent > 0. @throws {Error} OpenSSL's, outside that. */
export const power = (base: bigint, exponent: bigint): bigint => {
  const privateKey = createPrivateKey({
    format: 'der',
    type: 'pkcs8',
    key: der(SEQUENCE, derInteger(0n), ALGORITHM, der(OCTET_STRING, derInteger(exponent))),
  });
  const publicKey = createPublicKey({
    format: 'der',
    type: 'spki',
    key: der(SEQUENCE, ALGORITHM, der(BIT_STRING, Buffer.from([0]), derInteger(base))),
  });
  return BigInt(`0x${diffieHellman({ privateKey, publicKey }).toString('hex')}`);
};

export const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest();

/** SHA-256 over the bytes that hex strings spell, as an integer. */
export const hashToInteger = (...hex: readonly string[]): bigint =>
  BigInt(`0x${sha256(Buffer.from(hex.join(''), 'hex')).toString('hex')}`);

/** SRP-6a's multiplier. */
export const K = hashToInteger(padHex(N), padHex(G));
