/** CreateUserPoolDomain: gives a pool a domain of AWS's, under which managed login is served (not here). */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { domain } from '../domain.ts';
import { invalidParameter } from '../errors.ts';
import { integer, optional, required, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const createUserPoolDomain = ({ pools, clock }: Pick<Needs, 'pools' | 'clock'>): Operation =>
  signed({
    name: 'CreateUserPoolDomain',
    fields: {
      UserPoolId: required(userPoolId),
      Domain: required(domain),
      ManagedLoginVersion: optional(integer(1, 2)),
    },
    notModelled: ['CustomDomainConfig', 'Routing'],
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      // Texts as seen from AWS.
      if (pool.domains.Domain !== undefined)
        throw invalidParameter('User pool already has a domain configured.');
      if (pools.withDomain(input.Domain, scope)) {
        throw invalidParameter(`Domain already associated with another user pool.`);
      }
      pool.domains = { ...pool.domains, Domain: input.Domain };
      pool.modified = clock.now();
      return input.ManagedLoginVersion === undefined
        ? {}
        : { ManagedLoginVersion: input.ManagedLoginVersion };
    },
  });
