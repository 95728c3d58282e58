/** AddCustomAttributes: widens a pool's schema; an attribute cannot be changed or taken away again. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { invalidParameter } from '../errors.ts';
import { listOf, required, structure, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { extendSchema, SCHEMA_ATTRIBUTE_FIELDS } from '../schema.ts';

/** Custom attributes per pool. Developer Guide "Quotas", 2026-11. */
const MOST_CUSTOM_ATTRIBUTES = 50;

export const addCustomAttributes = ({ pools, clock }: Pick<Needs, 'pools' | 'clock'>): Operation =>
  signed({
    name: 'AddCustomAttributes',
    fields: {
      UserPoolId: required(userPoolId),
      CustomAttributes: required(listOf(structure(SCHEMA_ATTRIBUTE_FIELDS))),
    },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      for (const { Name } of input.CustomAttributes) {
        const name = Name.replace(/^custom:/, '');
        if (pool.schema.has(`custom:${name}`)) {
          throw invalidParameter(`custom:${name}: Existing attribute already has name custom:${name}.`);
        }
      }
      const added = input.CustomAttributes.map((attribute) => ({
        ...attribute,
        Name: attribute.Name.startsWith('custom:') ? attribute.Name : `custom:${attribute.Name}`,
      }));
      const schema = extendSchema(pool.schema, added);
      const custom = [...schema.keys()].filter((name) => name.startsWith('custom:'));
      if (custom.length > MOST_CUSTOM_ATTRIBUTES) {
        throw invalidParameter(`A user pool has at most ${MOST_CUSTOM_ATTRIBUTES} custom attributes.`);
      }
      pool.schema = schema;
      pool.modified = clock.now();
    },
  });
