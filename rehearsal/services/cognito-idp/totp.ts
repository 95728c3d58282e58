/** Time-based one-time passwords as authenticator apps make them: RFC 6238, SHA-1, 30 seconds, six digits. */
import { createHmac, randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;
const STEPS_OF_DRIFT = [0, -1, 1] as const;

const toBase32 = (bytes: Buffer): string => {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((group) => ALPHABET[Number.parseInt(group, 2)] ?? '').join('');
};

const fromBase32 = (secret: string): Buffer => {
  const bits = Array.from(secret, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((group) => Number.parseInt(group, 2)));
};

/** A new secret in base32, as AssociateSoftwareToken hands it out. */
export const newTotpSecret = (): string => toBase32(randomBytes(20));

const codeAtStep = (secret: string, step: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.max(step, 0)));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
};

/** The code an authenticator shows at `now` (milliseconds since the epoch). */
export const totpCode = (secret: string, now: number): string =>
  codeAtStep(secret, Math.floor(now / STEP_MS));

/** One step of clock drift either way is let in. */
export const isTotpCode = (secret: string, code: string, now: number): boolean =>
  STEPS_OF_DRIFT.some((drift) => codeAtStep(secret, Math.floor(now / STEP_MS) + drift) === code);
