/** Reads the attributes of a pool's schema from a `describe-user-pool` export. */
import type { JsonObject, PoolExportReader } from './pool-export-reader.ts';
import type { AttributeSchema } from './trigger-settings.ts';

/** Names keep their `custom:` prefix, as users' attributes have it. A pool without any attribute is a problem. */
export const readSchema = (pool: JsonObject, reader: PoolExportReader): AttributeSchema[] => {
  const attributes = reader.list(pool.SchemaAttributes, 'UserPool.SchemaAttributes');
  if (attributes.length === 0)
    reader.complain(
      'UserPool.SchemaAttributes',
      pool.SchemaAttributes,
      'must list the attributes of the pool',
    );
  return attributes.map((attribute, index) =>
    attributeSchema(attribute, `UserPool.SchemaAttributes[${index}]`, reader),
  );
};

const attributeSchema = (value: unknown, path: string, reader: PoolExportReader): AttributeSchema => {
  const attribute = reader.object(value, path);
  const text = reader.object(attribute.StringAttributeConstraints, `${path}.StringAttributeConstraints`);
  const number = reader.object(attribute.NumberAttributeConstraints, `${path}.NumberAttributeConstraints`);
  return {
    name: reader.text(attribute.Name, `${path}.Name`),
    type: reader.oneOf(
      attribute.AttributeDataType,
      `${path}.AttributeDataType`,
      ['String', 'Number', 'DateTime', 'Boolean'],
      'String',
    ),
    mutable: reader.flag(attribute.Mutable, `${path}.Mutable`, true),
    required: reader.flag(attribute.Required, `${path}.Required`, false),
    ...defined({
      minLength: reader.optionalNumber(text.MinLength, `${path}.StringAttributeConstraints.MinLength`),
      maxLength: reader.optionalNumber(text.MaxLength, `${path}.StringAttributeConstraints.MaxLength`),
      minValue: reader.optionalNumber(number.MinValue, `${path}.NumberAttributeConstraints.MinValue`),
      maxValue: reader.optionalNumber(number.MaxValue, `${path}.NumberAttributeConstraints.MaxValue`),
    }),
  };
};

type Limits = Pick<AttributeSchema, 'minLength' | 'maxLength' | 'minValue' | 'maxValue'>;

const defined = (limits: Readonly<Record<keyof Limits, number | undefined>>): Limits =>
  Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
