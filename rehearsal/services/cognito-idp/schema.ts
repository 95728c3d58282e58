/**
 * The attribute schema of a pool: the standard attributes every pool has, custom ones beside them, in both of the API's
 * forms (`Schema` on creation, `SchemaAttributes` in a description).
 */
import type { AttributeSchema, AttributeType } from '#core/trigger-settings.ts';
import { NotModelled } from '../../cloud/service.ts';
import { invalidParameter } from './errors.ts';
import { flag, type InputOf, oneOf, optional, required, structure, text } from './input-fields.ts';

const TYPES = ['String', 'Number', 'DateTime', 'Boolean'] as const satisfies readonly AttributeType[];

const constraint = text({ max: 131_072 });
export const SCHEMA_ATTRIBUTE_FIELDS = {
  Name: required(text({ min: 1, max: 27 })),
  AttributeDataType: optional(oneOf(TYPES)),
  DeveloperOnlyAttribute: optional(flag),
  Mutable: optional(flag),
  Required: optional(flag),
  NumberAttributeConstraints: optional(
    structure({ MinValue: optional(constraint), MaxValue: optional(constraint) }),
  ),
  StringAttributeConstraints: optional(
    structure({ MinLength: optional(constraint), MaxLength: optional(constraint) }),
  ),
} as const;

export type SchemaAttribute = InputOf<typeof SCHEMA_ATTRIBUTE_FIELDS>;
/** Attribute name (custom ones with their `custom:`) to its schema, in the order of a description. */
export type Schema = ReadonlyMap<string, AttributeSchema>;

const standard = (name: string, minLength = 0, maxLength = 2048): AttributeSchema => ({
  name,
  type: 'String',
  mutable: true,
  required: false,
  minLength,
  maxLength,
});
const standardFlag = (name: string): AttributeSchema => ({
  name,
  type: 'Boolean',
  mutable: true,
  required: false,
});

// Standard attributes and their bounds as describe-user-pool shows them for a new pool.
// API reference "SchemaAttributeType" and Developer Guide "Working with user attributes", 2026-11.
const STANDARD_ATTRIBUTES: readonly AttributeSchema[] = [
  { name: 'sub', type: 'String', mutable: false, required: true, minLength: 1, maxLength: 2048 },
  standard('name'),
  standard('given_name'),
  standard('family_name'),
  standard('middle_name'),
  standard('nickname'),
  standard('preferred_username'),
  standard('profile'),
  standard('picture'),
  standard('website'),
  standard('email'),
  standardFlag('email_verified'),
  standard('gender'),
  standard('birthdate', 10, 10),
  standard('zoneinfo'),
  standard('locale'),
  standard('phone_number'),
  standardFlag('phone_number_verified'),
  standard('address'),
  { name: 'updated_at', type: 'Number', mutable: true, required: false, minValue: 0 },
  { name: 'identities', type: 'String', mutable: true, required: false },
];

export const STANDARD_ATTRIBUTE_NAMES: readonly string[] = STANDARD_ATTRIBUTES.map(({ name }) => name);

const numberOf = (value: string | undefined, attribute: string): number | undefined => {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) {
    throw invalidParameter(`The constraints of attribute ${attribute} must be numbers.`);
  }
  return number;
};

const fromApi = (
  name: string,
  given: SchemaAttribute,
  base: AttributeSchema | undefined,
): AttributeSchema => {
  const strings = given.StringAttributeConstraints;
  const numbers = given.NumberAttributeConstraints;
  const bounds = {
    minLength: numberOf(strings?.MinLength, name) ?? base?.minLength,
    maxLength: numberOf(strings?.MaxLength, name) ?? base?.maxLength,
    minValue: numberOf(numbers?.MinValue, name) ?? base?.minValue,
    maxValue: numberOf(numbers?.MaxValue, name) ?? base?.maxValue,
  };
  return {
    name,
    type: given.AttributeDataType ?? base?.type ?? 'String',
    // CreateUserPool: Mutable defaults to true for custom and standard attributes (sub aside).
    mutable: given.Mutable ?? base?.mutable ?? true,
    required: given.Required ?? base?.required ?? false,
    ...Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined)),
  };
};

/** Adds attributes in either form to a schema. @throws {ServiceError} for a custom attribute that is required. */
export const extendSchema = (schema: Schema, given: readonly SchemaAttribute[]): Schema => {
  const extended = new Map(schema);
  for (const attribute of given) {
    const base = schema.get(attribute.Name);
    const prefixed = attribute.Name.startsWith('custom:') ? attribute.Name : `custom:${attribute.Name}`;
    const name = base === undefined ? prefixed : attribute.Name;
    if (attribute.DeveloperOnlyAttribute === true)
      throw new NotModelled(`the developer-only attribute ${name}`);
    if (base === undefined && attribute.Required === true) {
      throw invalidParameter(`Required custom attributes are not supported currently: ${name}.`);
    }
    extended.set(name, fromApi(name, attribute, base));
  }
  return extended;
};

export const newSchema = (given: readonly SchemaAttribute[]): Schema =>
  extendSchema(new Map(STANDARD_ATTRIBUTES.map((attribute) => [attribute.name, attribute])), given);

const bound = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

/** The schema as DescribeUserPool lists it. */
export const describeSchema = (schema: Schema): unknown[] =>
  [...schema.values()].map((attribute) => ({
    Name: attribute.name,
    AttributeDataType: attribute.type,
    DeveloperOnlyAttribute: false,
    Mutable: attribute.mutable,
    Required: attribute.required,
    ...(attribute.type === 'String' && {
      StringAttributeConstraints: {
        MinLength: bound(attribute.minLength),
        MaxLength: bound(attribute.maxLength),
      },
    }),
    ...(attribute.type === 'Number' && {
      NumberAttributeConstraints: {
        MinValue: bound(attribute.minValue),
        MaxValue: bound(attribute.maxValue),
      },
    }),
  }));
