/**
 * What a pool's schema lets into a user's attributes: names, types, lengths, formats, mutability. No message carries a
 * value. Texts as seen from AWS (issues and Q&A threads) unless marked.
 */
import type { AttributeSchema } from '#core/trigger-settings.ts';
import { writableAttributes } from './client-settings.ts';
import { invalidParameter, notAuthorized } from './errors.ts';
import type { AttributePair } from './input-fields.ts';
import type { Client } from './pool.ts';
import type { Schema } from './schema.ts';

export type Attributes = ReadonlyMap<string, string>;

const EMAIL = /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/;
// E.164: a plus and up to fifteen digits. Developer Guide "Working with user attributes", 2026-11.
const PHONE_NUMBER = /^\+[1-9]\d{1,14}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

const schemaViolation = (message: string) =>
  invalidParameter(`Attributes did not conform to the schema: ${message}`);

const checkLength = ({ name, minLength, maxLength }: AttributeSchema, value: string): void => {
  // Every attribute value: at most 2048 characters, whatever the schema says. Developer Guide "Quotas", 2026-11.
  const longest = Math.min(maxLength ?? 2048, 2048);
  if (value.length > longest) {
    throw schemaViolation(`${name}: String must be no longer than ${longest} characters`);
  }
  if (value.length < (minLength ?? 0)) {
    throw schemaViolation(`${name}: String must be no shorter than ${minLength} characters`);
  }
};

const checkNumber = ({ name, minValue, maxValue }: AttributeSchema, value: string): void => {
  const number = Number(value);
  if (!/^-?\d+$/.test(value)) throw schemaViolation(`${name}: Value is not a number`);
  if (minValue !== undefined && number < minValue) {
    throw schemaViolation(`${name}: Number must be no less than ${minValue}`);
  }
  if (maxValue !== undefined && number > maxValue) {
    throw schemaViolation(`${name}: Number must be no greater than ${maxValue}`);
  }
};

const checkType = (schema: AttributeSchema, value: string): void => {
  switch (schema.type) {
    case 'String':
      checkLength(schema, value);
      return;
    case 'Number':
      checkNumber(schema, value);
      return;
    case 'Boolean':
      if (value !== 'true' && value !== 'false') {
        throw schemaViolation(`${schema.name}: Value must be true or false`);
      }
      return;
    case 'DateTime':
      if (Number.isNaN(Date.parse(value))) throw schemaViolation(`${schema.name}: Value is not a date`);
      return;
  }
};

const isDate = (value: string): boolean => {
  const date = new Date(`${value}T00:00:00Z`);
  return DATE.test(value) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
};

const checkFormat = (name: string, value: string): void => {
  if (name === 'email' && !EMAIL.test(value)) throw invalidParameter('Invalid email address format.');
  if (name === 'phone_number' && !PHONE_NUMBER.test(value)) {
    throw invalidParameter('Invalid phone number format.');
  }
  if (name === 'birthdate' && !isDate(value)) throw invalidParameter('Invalid birthdate format.');
};

/** Names, types and formats of attributes on their way into a user. @throws {ServiceError} `InvalidParameterException`. */
export const checkAttributes = (schema: Schema, attributes: Attributes): void => {
  for (const [name, value] of attributes) {
    const known = schema.get(name);
    if (known === undefined) throw schemaViolation(`Type for attribute {${name}} could not be determined`);
    checkType(known, value);
    checkFormat(name, value);
  }
};

/** Also what Cognito alone sets, and what a request may not leave out when it creates a user. */
export const checkNewUser = (schema: Schema, attributes: Attributes): void => {
  for (const name of ['sub', 'identities']) {
    if (attributes.has(name)) throw invalidParameter(`Cannot set the attribute ${name}.`);
  }
  checkAttributes(schema, attributes);
  for (const { name, required } of schema.values()) {
    if (required && name !== 'sub' && !attributes.has(name)) {
      throw schemaViolation(`${name}: The attribute is required`);
    }
  }
  checkVerifiedFlags(attributes);
};

const checkVerifiedFlags = (attributes: Attributes): void => {
  if (attributes.has('email_verified') && !attributes.has('email')) {
    throw invalidParameter('Email is required to verify/un-verify an email');
  }
  if (attributes.has('phone_number_verified') && !attributes.has('phone_number')) {
    throw invalidParameter('Phone number is required to verify/un-verify a phone number');
  }
};

/** A later change: immutable attributes stay as they are, required ones stay present. */
export const checkUpdate = (schema: Schema, current: Attributes, changes: Attributes): void => {
  checkAttributes(schema, changes);
  for (const name of changes.keys()) {
    if (name === 'sub' || schema.get(name)?.mutable === false) {
      throw invalidParameter(`user.${name}: Attribute cannot be updated.`);
    }
  }
  checkVerifiedFlags(new Map([...current, ...changes]));
};

/** @throws {ServiceError} when an attribute may not be removed. */
export const checkRemoval = (schema: Schema, names: readonly string[]): void => {
  for (const name of names) {
    const known = schema.get(name);
    if (known === undefined) throw schemaViolation(`Type for attribute {${name}} could not be determined`);
    if (!known.mutable) throw invalidParameter(`user.${name}: Attribute cannot be updated.`);
    if (known.required) throw invalidParameter(`user.${name}: Attribute is required and cannot be deleted.`);
  }
};

/** What an app client may write by itself. @throws {ServiceError} `NotAuthorizedException`. */
export const checkWritable = (client: Client, names: Iterable<string>): void => {
  const writable = writableAttributes(client.settings);
  for (const name of names) {
    if (!writable.includes(name)) throw notAuthorized('A client attempted to write unauthorized attribute');
  }
};

/** Attributes of a request by name. @throws {ServiceError} for a name given twice. */
export const attributeMap = (pairs: readonly AttributePair[]): Attributes => {
  const attributes = new Map<string, string>();
  for (const { Name, Value } of pairs) {
    if (attributes.has(Name)) throw invalidParameter(`Attribute ${Name} is given more than once.`);
    attributes.set(Name, Value ?? '');
  }
  return attributes;
};
