/** IPv4 networks as numbers: read, compared and divided. */

export type Cidr = {
  /** As it should be written: with the network's first address. */
  readonly text: string;
  /** What was written before the slash. */
  readonly address: number;
  readonly first: number;
  readonly prefix: number;
  readonly contains: (other: Cidr) => boolean;
};

/** Reads `10.20.0.0/16`; undefined where it is no network. */
export const parseCidr = (text: string): Cidr | undefined => {
  const [, ...parts] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text) ?? [];
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = parts.map(Number);
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined;
  return cidr(((a * 256 + b) * 256 + c) * 256 + d, prefix);
};

const cidr = (address: number, prefix: number): Cidr => {
  const size = 2 ** (32 - prefix);
  const first = address - (address % size);
  return {
    text: `${dotted(first)}/${prefix}`,
    address,
    first,
    prefix,
    contains: (other) => other.prefix >= prefix && other.first >= first && other.first < first + size,
  };
};

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.');

/**
 * The parts of a network that is divided evenly, in order.
 * @param bits two to the power of so many parts
 */
export const divided = (network: Cidr, bits: number): readonly Cidr[] => {
  const prefix = network.prefix + bits;
  const size = 2 ** (32 - prefix);
  return Array.from({ length: 2 ** bits }, (_, index) => cidr(network.first + index * size, prefix));
};
