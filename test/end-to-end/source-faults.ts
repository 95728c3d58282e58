/** Faults of the source for single users, and how often each user's password arrived there. */

import type { Cloud } from '#rehearsal/cloud/cloud.ts';
import type { Fault, Intercept } from '#rehearsal/cloud/gateway.ts';

/** `check`: of AdminInitiateAuth, `read`: of AdminGetUser. */
export type SourceFaults = { readonly check?: Fault; readonly read?: Fault };

/** Only this many requests of each kind meet the fault. @default - all of them */
export type UserFaults = SourceFaults & { readonly times?: number };

type Request = Parameters<Intercept>[0];

/** Whose request it is, for the two calls that the trigger makes. */
const loginOf = ({ operation, input }: Request): string => {
  const { AuthParameters, Username } = input as {
    AuthParameters?: { USERNAME?: string };
    Username?: string;
  };
  return (operation === 'AdminInitiateAuth' ? AuthParameters?.USERNAME : Username) ?? '';
};

const isTriggers = ({ principal }: Request): boolean =>
  principal.kind === 'role' && principal.arn.endsWith('/migrate-user');

const PART: Readonly<Record<string, keyof SourceFaults>> = {
  AdminInitiateAuth: 'check',
  AdminGetUser: 'read',
};

/** Puts the faults in place. Returns how often a user's request of that kind arrived since, served or not. */
export const injectSourceFaults = (
  { gateway }: Pick<Cloud, 'gateway'>,
  faults: Readonly<Record<string, UserFaults>>,
) => {
  const arrived = new Map<string, number>();
  gateway.intercept((request) => {
    const part = PART[request.operation];
    if (part === undefined || !isTriggers(request)) return undefined;
    const login = loginOf(request);
    const key = `${part} ${login}`;
    const count = (arrived.get(key) ?? 0) + 1;
    arrived.set(key, count);
    const { times = Number.POSITIVE_INFINITY, ...of } = faults[login] ?? {};
    return count <= times ? of[part] : undefined;
  });
  return (part: keyof SourceFaults, login: string): number => arrived.get(`${part} ${login}`) ?? 0;
};

const error = (code: string, status: number): Fault => ({
  kind: 'error',
  code,
  message: 'Made up by a test.',
  status,
});

export const THROTTLED = error('TooManyRequestsException', 400);
export const BROKEN = error('InternalErrorException', 500);
export const EXPIRED = error('ExpiredTokenException', 400);
export const REFUSED = error('AccessDenied', 403);
