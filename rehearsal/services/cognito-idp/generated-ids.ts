/** Ids of pools, clients, users and codes: the same seed gives the same ids in the same order. */
import { createHash } from 'node:crypto';

const LOWER_ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ALPHANUMERIC = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${LOWER_ALPHANUMERIC}`;

/** A stream of bytes that only the seed decides: SHA-256 over a counter. Not for anything that has to be secret. */
class SeededBytes {
  private readonly seed: number;
  private counter = 0;
  private block: Buffer = Buffer.alloc(0);

  constructor(seed: number) {
    this.seed = seed;
  }

  take(count: number): Buffer {
    while (this.block.length < count) {
      const next = createHash('sha256')
        .update(`${this.seed}:${this.counter++}`)
        .digest();
      this.block = Buffer.concat([this.block, next]);
    }
    const taken = this.block.subarray(0, count);
    this.block = this.block.subarray(count);
    return taken;
  }
}

export class GeneratedIds {
  private readonly bytes: SeededBytes;

  constructor(seed: number) {
    this.bytes = new SeededBytes(seed);
  }

  private pick(alphabet: string, length: number): string {
    return Array.from(this.bytes.take(length), (byte) => alphabet[byte % alphabet.length] ?? '').join('');
  }

  /** `<region>_<9 characters>` */
  userPoolId(region: string): string {
    return `${region}_${this.pick(ALPHANUMERIC, 9)}`;
  }

  /** 26 lower-case letters and digits. */
  clientId(): string {
    return this.pick(LOWER_ALPHANUMERIC, 26);
  }

  clientSecret(): string {
    return this.pick(LOWER_ALPHANUMERIC, 51);
  }

  uuid(): string {
    const bytes = Buffer.from(this.bytes.take(16));
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  /** The six digits of a confirmation, reset or second-factor message. */
  sixDigits(): string {
    return this.pick('0123456789', 6);
  }

  /** A generated temporary password; one of each class, so that every policy of eight characters takes it. */
  temporaryPassword(length: number): string {
    return `${this.pick('ABCDEFGHJKLMNPQRSTUVWXYZ', 2)}${this.pick('abcdefghijkmnpqrstuvwxyz', Math.max(length, 8) - 5)}${this.pick('23456789', 2)}!`;
  }
}
