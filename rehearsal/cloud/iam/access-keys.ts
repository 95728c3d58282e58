/** Access keys: who owns which, and until when. The key decides the account of every signed request. */

import { randomBytes } from 'node:crypto';
import type { Clock, Credentials, Principal } from '../service.ts';

export type AccessKey = {
  readonly credentials: Credentials;
  readonly principal: Principal & { kind: 'role' | 'user' };
};

export type AccessKeys = {
  /** Long-lived keys of a user. */
  readonly issueForUser: (principal: Principal & { kind: 'user' }) => Credentials;
  /** Temporary keys of a role's session, which end `seconds` from now. */
  readonly issueForSession: (principal: Principal & { kind: 'role' }, seconds: number) => Credentials;
  readonly find: (accessKeyId: string) => AccessKey | undefined;
};

/** Keys of sessions expire on the cloud's clock, as whoever uses them inside the cloud reads it. */
export const createAccessKeys = (clock: Clock): AccessKeys => {
  const keys = new Map<string, AccessKey>();
  const keep = (credentials: Credentials, principal: AccessKey['principal']): Credentials => {
    keys.set(credentials.accessKeyId, { credentials, principal });
    return credentials;
  };
  return {
    issueForUser: (principal) => keep({ accessKeyId: keyId('AKIA'), secretAccessKey: secret() }, principal),
    issueForSession: (principal, seconds) =>
      keep(
        {
          accessKeyId: keyId('ASIA'),
          secretAccessKey: secret(),
          sessionToken: randomBytes(180).toString('base64'),
          expiration: clock.now() + seconds * 1000,
        },
        principal,
      ),
    find: (accessKeyId) => keys.get(accessKeyId),
  };
};

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `AKIA` for users and `ASIA` for sessions, then 16 characters. IAM User Guide "Unique identifiers", 2026-11. */
const keyId = (prefix: 'AKIA' | 'ASIA'): string =>
  prefix + Array.from(randomBytes(16), (byte) => BASE32[byte % BASE32.length]).join('');

const secret = (): string => randomBytes(30).toString('base64');
