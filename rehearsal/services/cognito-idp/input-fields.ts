/**
 * Reads the JSON body of a request against the fields its operation declares: types, bounds, required members. What
 * is no declared field is refused by name, at every depth.
 */
import { NotModelled, ServiceError } from '../../cloud/service.ts';
import { failedConstraint, invalidParameter } from './errors.ts';

/** Narrows one value or throws; `path` names the member in the message. */
export type Reader<T> = (value: unknown, path: string) => T;

export type Field<T, Required extends boolean = boolean> = {
  readonly required: Required;
  readonly read: Reader<T>;
};
export type Fields = Readonly<Record<string, Field<unknown>>>;

type RequiredNames<F extends Fields> = { [K in keyof F]: F[K]['required'] extends true ? K : never }[keyof F];
export type InputOf<F extends Fields> = { readonly [K in RequiredNames<F>]: ReturnType<F[K]['read']> } & {
  readonly [K in Exclude<keyof F, RequiredNames<F>>]?: ReturnType<F[K]['read']>;
};

export type AttributePair = { readonly Name: string; readonly Value: string };

export const required = <T>(read: Reader<T>): Field<T, true> => ({ required: true, read });
export const optional = <T>(read: Reader<T>): Field<T, false> => ({ required: false, read });

const wrongType = (path: string, expected: string): ServiceError =>
  new ServiceError('SerializationException', `${path} must be ${expected}.`);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A string; `pattern` and `max` as in the API's model. An empty string is a string. */
export const text =
  (
    bounds: { readonly max?: number; readonly min?: number; readonly pattern?: RegExp } = {},
  ): Reader<string> =>
  (value, path) => {
    if (typeof value !== 'string') throw wrongType(path, 'a string');
    if (value.length < (bounds.min ?? 0)) {
      throw failedConstraint(path, `Member must have length greater than or equal to ${bounds.min}`);
    }
    if (value.length > (bounds.max ?? 131_072)) {
      throw failedConstraint(path, `Member must have length less than or equal to ${bounds.max ?? 131_072}`);
    }
    if (bounds.pattern !== undefined && !bounds.pattern.test(value)) {
      throw failedConstraint(
        path,
        `Member must satisfy regular expression pattern: ${bounds.pattern.source}`,
      );
    }
    return value;
  };

export const oneOf =
  <const Values extends readonly string[]>(values: Values): Reader<Values[number]> =>
  (value, path) => {
    if (typeof value !== 'string') throw wrongType(path, 'a string');
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) {
      throw failedConstraint(path, `Member must satisfy enum value set: [${values.join(', ')}]`);
    }
    return found;
  };

export const flag: Reader<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw wrongType(path, 'a boolean');
  return value;
};

export const integer =
  (min: number, max: number): Reader<number> =>
  (value, path) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(path, 'an integer');
    if (value < min) throw failedConstraint(path, `Member must have value greater than or equal to ${min}`);
    if (value > max) throw failedConstraint(path, `Member must have value less than or equal to ${max}`);
    return value;
  };

export const listOf =
  <T>(item: Reader<T>): Reader<readonly T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) throw wrongType(path, 'a list');
    return value.map((entry, index) => item(entry, `${path}.${index + 1}.member`));
  };

/**
 * String to string, as `AuthParameters` and `ClientMetadata` are. An entry that is null counts as absent: refreshing a
 * session, amazon-cognito-identity-js sends `DEVICE_KEY: null` for a device that nobody remembered (6.3.21, inferred).
 */
export const textMap: Reader<Readonly<Record<string, string>>> = (value, path) => {
  if (!isRecord(value)) throw wrongType(path, 'a map');
  const given = Object.entries(value).filter(([, entry]) => entry !== null);
  for (const [key, entry] of given) {
    if (typeof entry !== 'string') throw wrongType(`${path}.${key}`, 'a string');
  }
  return Object.fromEntries(given) as Record<string, string>;
};

/** A structure kept as it came, for settings that are stored and described but change nothing here. */
export const storedAsGiven: Reader<Readonly<Record<string, unknown>>> = (value, path) => {
  if (!isRecord(value)) throw wrongType(path, 'a structure');
  return structuredClone(value);
};

/** A nested structure with its own closed set of members. */
export const structure =
  <F extends Fields>(fields: F, notModelled: readonly string[] = []): Reader<InputOf<F>> =>
  (value, path) => {
    if (!isRecord(value)) throw wrongType(path || 'The request body', 'a structure');
    refuseUnknown(value, fields, notModelled, path);
    const input: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      const member = path ? `${path}.${lowerFirst(name)}` : lowerFirst(name);
      const given = value[name];
      if (given === undefined || given === null) {
        if (field.required) throw failedConstraint(member, 'Member must not be null');
        continue;
      }
      input[name] = field.read(given, member);
    }
    return input as InputOf<F>;
  };

const refuseUnknown = (
  value: Record<string, unknown>,
  fields: Fields,
  notModelled: readonly string[],
  path: string,
): void => {
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(fields, name) || value[name] === undefined || value[name] === null) continue;
    const member = path ? `${path}.${name}` : name;
    if (notModelled.includes(name)) throw new NotModelled(`the cognito-idp field ${member}`);
    throw invalidParameter(`${member} is not a field of this request. Remove it or correct its name.`);
  }
};

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

// Bounds and patterns below: service model of cognito-idp (botocore 1.43.107).
export const userPoolId = text({ min: 1, max: 55, pattern: /^[\w-]+_[0-9a-zA-Z]+$/ });
export const clientId = text({ min: 1, max: 128, pattern: /^[\w+]+$/ });
export const username = text({ min: 1, max: 128, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u });
export const groupName = text({ min: 1, max: 128, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u });
export const password = text({ max: 256, pattern: /^[\S]+.*[\S]+$/ });
export const accessToken = text({ pattern: /^[A-Za-z0-9-_=.]+$/ });
export const session = text({ min: 20, max: 2048 });
export const attributeName = text({ min: 1, max: 32, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u });
export const attributeList: Reader<readonly AttributePair[]> = listOf(
  structure({ Name: required(attributeName), Value: optional(text({ max: 2048 })) }),
) as Reader<readonly AttributePair[]>;
/** Device data for threat protection: without that feature AWS takes it and does nothing with it. */
export const threatProtectionContext = structure({
  EncodedData: optional(text()),
  IpAddress: optional(text()),
  ServerName: optional(text()),
  ServerPath: optional(text()),
  HttpHeaders: optional(listOf(storedAsGiven)),
});
