/** DynamoDB's attribute values (`{ "S": "text" }`) as plain values. */

import { NotModelled } from '../../cloud/service.ts';

export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, unknown>>;

/** An item as plain values: numbers as numbers, sets as arrays. @throws {NotModelled} for binary values. */
export const plainItem = (item: Readonly<Record<string, AttributeValue>>): Item =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));

const plainValue = (attribute: AttributeValue): unknown => {
  const [[type, value] = []] = Object.entries(attribute);
  switch (type) {
    case 'S':
    case 'BOOL':
    case 'SS':
      return value;
    case 'N':
      return Number(value);
    case 'NS':
      return (value as readonly string[]).map(Number);
    case 'NULL':
      return null;
    case 'L':
      return (value as readonly AttributeValue[]).map(plainValue);
    case 'M':
      return plainItem(value as Readonly<Record<string, AttributeValue>>);
    default:
      throw new NotModelled(`DynamoDB values of type ${type}`);
  }
};
