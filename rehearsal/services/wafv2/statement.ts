/** Statements of web ACL rules: rates by address, sets of addresses, and what joins them. WAF API Reference "Statement", 2026-11. */

import { BlockList, isIPv6 } from 'node:net';
import { ServiceError } from '../../cloud/service.ts';

export type Statement =
  | {
      readonly kind: 'rate';
      /** Requests of one address in the window; one more is too many. */
      readonly limit: number;
      readonly windowSeconds: number;
      /** Only requests that fit are counted. @default - all */
      readonly counted?: Statement;
    }
  | { readonly kind: 'ip-set'; readonly arn: string }
  | { readonly kind: 'not'; readonly of: Statement }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Statement[] };

/** Whether a request of that address at that time fits; rates count it on the way. */
export type Match = (address: string, now: number) => boolean;

/** The addresses of an IP set, by its ARN; undefined where there is none. */
export type FindIpSet = (arn: string) => BlockList | undefined;

/** API Reference "RateBasedStatement", 2026-11: at least 10; Developer Guide for the windows. */
const FEWEST = 10;
const WINDOWS = new Set([60, 120, 300, 600]);

/** @throws {ServiceError} `WAFInvalidParameterException`, or `WAFNonexistentItemException` for an IP set that is not there. */
export const matchOf = (statement: Statement, findIpSet: FindIpSet): Match => {
  if (statement.kind === 'rate') return rateOf(statement, findIpSet);
  if (statement.kind === 'ip-set') return setOf(statement.arn, findIpSet);
  if (statement.kind === 'not') {
    const match = matchOf(statement.of, findIpSet);
    return (address, now) => !match(address, now);
  }
  const matches = statement.of.map((one) => matchOf(one, findIpSet));
  return statement.kind === 'and'
    ? (address, now) => matches.every((match) => match(address, now))
    : (address, now) => matches.some((match) => match(address, now));
};

/**
 * AWS estimates the rate and needs some seconds to notice; here the first request over the limit is the first that fits.
 * Requests that are blocked go on counting.
 */
const rateOf = (rate: Statement & { readonly kind: 'rate' }, findIpSet: FindIpSet): Match => {
  const { limit, windowSeconds, counted } = rate;
  if (!(limit >= FEWEST)) throw invalid(`the limit ${limit} of a rate is under ${FEWEST}`);
  if (!WINDOWS.has(windowSeconds))
    throw invalid(`the window ${windowSeconds} is none of ${[...WINDOWS].join(', ')} seconds`);
  const isCounted = counted ? matchOf(counted, findIpSet) : () => true;
  const seen = new Map<string, number[]>();
  return (address, now) => {
    if (!isCounted(address, now)) return false;
    const recent = (seen.get(address) ?? []).filter((at) => now - at < windowSeconds * 1000);
    recent.push(now);
    seen.set(address, recent);
    return recent.length > limit;
  };
};

const setOf = (arn: string, findIpSet: FindIpSet): Match => {
  if (!findIpSet(arn))
    throw new ServiceError('WAFNonexistentItemException', `There is no IP set ${arn} in this region.`);
  return (address) => findIpSet(arn)?.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') === true;
};

/** @throws {ServiceError} `WAFInvalidParameterException` for what is no block of addresses of that version. */
export const readAddresses = (addresses: readonly string[], version: 'IPV4' | 'IPV6'): BlockList => {
  const list = new BlockList();
  for (const block of addresses) {
    const [address = '', prefix] = block.split('/');
    try {
      list.addSubnet(address, Number(prefix), version === 'IPV6' ? 'ipv6' : 'ipv4');
    } catch {
      throw invalid(`${block} is no block of ${version} addresses such as 203.0.113.0/24`);
    }
  }
  return list;
};

export const invalid = (what: string) =>
  new ServiceError('WAFInvalidParameterException', `Error reason: The parameter is not valid: ${what}.`);
