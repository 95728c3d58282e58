/** The domains of a pool, which a description shows and no update of the pool touches. */
import { optional, structure, text } from './input-fields.ts';

/** A prefix of AWS's own domain. API Reference "CreateUserPoolDomain", 2026-11. */
export const domain = text({ min: 1, max: 63, pattern: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/ });

const DOMAIN_FIELDS = {
  Domain: optional(domain),
  CustomDomain: optional(text({ min: 1, max: 255 })),
} as const;

/** As in a description: `Domain` is a prefix, `CustomDomain` a whole name. */
export type PoolDomains = { readonly Domain?: string; readonly CustomDomain?: string };

/** What a description of a pool says of its domains. @throws {ServiceError} */
export const readDomains = (description: object): PoolDomains => {
  const { Domain, CustomDomain } = description as PoolDomains;
  return structure(DOMAIN_FIELDS)({ Domain, CustomDomain }, '');
};
