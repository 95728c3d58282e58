/** STS: sessions of roles, and who a caller is. See sts.md. */

import { assumedRoleArn, parseArn } from '../../cloud/arn.ts';
import type { Iam } from '../../cloud/iam.ts';
import {
  AccessDenied,
  NotModelled,
  type Principal,
  type RequestContext,
  type Service,
  ServiceError,
} from '../../cloud/service.ts';
import { type AssumeRoleInput, readAssumeRole } from './assume-role-input.ts';

const DENIAL = { code: 'AccessDenied', status: 403 } as const;

/** A session that a session starts lasts an hour at most. IAM User Guide "Role chaining", 2026-11. */
const CHAINED_SESSION_SECONDS = 3600;

/** STS API version, on the wire in every request. */
const VERSION = '2011-06-15';

/** The service of all accounts and regions; sessions are the IAM's. */
export const createSts = ({ iam }: { readonly iam: Iam }): Service => ({
  name: 'sts',
  protocol: 'awsQuery',
  target: VERSION,
  operations: {
    // Both policies decide together, so the operation asks IAM itself.
    AssumeRole: {
      access: { kind: 'signed', requests: () => [] },
      resourceOf: (input: unknown) => readAssumeRole(input).roleArn,
      handle: (input: unknown, context) => assumeRole(iam, readAssumeRole(input), context),
    },
    // Needs no permission. STS API Reference "GetCallerIdentity", 2026-11.
    GetCallerIdentity: {
      access: { kind: 'signed', requests: () => [] },
      handle: (_input, { principal }) => callerIdentity(principal),
    },
  },
});

const assumeRole = (iam: Iam, input: AssumeRoleInput, { principal }: RequestContext) => {
  const { roleArn, sessionName, externalId } = input;
  const conditions = {
    'sts:RoleSessionName': sessionName,
    ...(externalId && { 'sts:ExternalId': externalId }),
  };
  const decision = iam.authorizeAssumeRole(principal, roleArn, conditions);
  if (!decision.allowed) {
    throw new AccessDenied(
      nameOf(principal),
      { action: 'sts:AssumeRole', resource: roleArn },
      decision.reason,
      DENIAL,
    );
  }
  const seconds = sessionSeconds(
    input,
    principal,
    iam.findRole(roleArn)?.maxSessionSeconds ?? CHAINED_SESSION_SECONDS,
  );
  const session = iam.issueSession(roleArn, sessionName, seconds);
  return {
    AssumedRoleUser: {
      AssumedRoleId: roleId(roleArn, sessionName),
      Arn: assumedRoleArn(roleArn, sessionName),
    },
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(session.expiration ?? 0).toISOString(),
    },
  };
};

/** @throws {ServiceError} `ValidationError` where the role or the chain allows less. */
const sessionSeconds = (
  { durationSeconds }: AssumeRoleInput,
  principal: Principal,
  longest: number,
): number => {
  if (durationSeconds === undefined) return Math.min(CHAINED_SESSION_SECONDS, longest);
  if (principal.kind === 'role' && durationSeconds > CHAINED_SESSION_SECONDS) {
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (durationSeconds > longest) {
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  return durationSeconds;
};

const callerIdentity = (principal: Principal) => {
  if (principal.kind === 'user') {
    return { UserId: 'AIDAREHEARSALOPERATOR', Account: principal.accountId, Arn: principal.arn };
  }
  if (principal.kind === 'role') {
    const session = principal.arn.split('/').at(-1) ?? '';
    return { UserId: roleId(principal.roleArn, session), Account: principal.accountId, Arn: principal.arn };
  }
  throw new NotModelled(`GetCallerIdentity for ${principal.kind} callers`);
};

/** `AROA…:SESSION`; the letters are made of the role's name, so that they stay the same from run to run. */
const roleId = (roleArn: string, sessionName: string): string => {
  const name = parseArn(roleArn)?.resource.split('/').at(-1) ?? '';
  const letters = name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .padEnd(17, 'X')
    .slice(0, 17);
  return `AROA${letters}:${sessionName}`;
};

const nameOf = (principal: Principal): string => ('arn' in principal ? principal.arn : 'anonymous');
