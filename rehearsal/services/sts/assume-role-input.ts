/** AssumeRole's input: what it may hold and how it has to look. */

import { NotModelled, ServiceError } from '../../cloud/service.ts';

export type AssumeRoleInput = {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string;
  readonly durationSeconds?: number;
};

const KNOWN = new Set(['RoleArn', 'RoleSessionName', 'ExternalId', 'DurationSeconds']);

// Patterns and lengths: STS API Reference "AssumeRole", 2026-11.
const ROLE_ARN = /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;
const SHORTEST_SESSION_SECONDS = 900;
const LONGEST_SESSION_SECONDS = 43_200;

/** @throws {ServiceError} `ValidationError` naming the member. @throws {NotModelled} for members that are not read here. */
export const readAssumeRole = (input: unknown): AssumeRoleInput => {
  const members = input as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(members).filter((name) => !KNOWN.has(name));
  if (unknown.length > 0) throw new NotModelled(`sts:AssumeRole with ${unknown.join(', ')}`);
  const { DurationSeconds: duration, ExternalId: externalId } = members;
  return {
    roleArn: fitting('roleArn', members.RoleArn, ROLE_ARN),
    sessionName: fitting('roleSessionName', members.RoleSessionName, SESSION_NAME),
    ...(externalId !== undefined && { externalId: fitting('externalId', externalId, EXTERNAL_ID) }),
    ...(duration !== undefined && { durationSeconds: readDuration(duration) }),
  };
};

const fitting = (member: string, value: unknown, pattern: RegExp): string => {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw invalid(member, `Member must satisfy regular expression pattern: ${pattern.source}`);
};

const readDuration = (value: unknown): number => {
  const seconds = Number(value);
  const inRange = seconds >= SHORTEST_SESSION_SECONDS && seconds <= LONGEST_SESSION_SECONDS;
  if (Number.isInteger(seconds) && inRange) return seconds;
  throw invalid(
    'durationSeconds',
    `Member must have value between ${SHORTEST_SESSION_SECONDS} and ${LONGEST_SESSION_SECONDS}`,
  );
};

const invalid = (member: string, constraint: string) =>
  new ServiceError(
    'ValidationError',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`,
  );
