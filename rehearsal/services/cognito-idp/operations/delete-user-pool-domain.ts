/** DeleteUserPoolDomain: takes a pool's domain away, and managed login with it. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { domain } from '../domain.ts';
import { invalidParameter } from '../errors.ts';
import { required, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const deleteUserPoolDomain = ({ pools, clock }: Pick<Needs, 'pools' | 'clock'>): Operation =>
  signed({
    name: 'DeleteUserPoolDomain',
    fields: { UserPoolId: required(userPoolId), Domain: required(domain) },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      const { Domain, ...others } = pool.domains;
      if (Domain !== input.Domain) throw invalidParameter('No such domain or user pool exists.');
      pool.domains = others;
      pool.modified = clock.now();
    },
  });
