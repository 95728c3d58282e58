// One secret of each kind, as the accounts and clients of a rehearsal hand them over.
import type { Marked } from '#rehearsal/cloud/canaries.ts';

export type { Marked };

export const PLANTED: readonly Marked[] = [
  { kind: 'password', value: 'Zq7!abc"def' },
  { kind: 'access token', value: 'eyJhbGciOi.eyJzdWIiOi.YWNjZXNzLXNpZ25hdHVyZQ' },
  { kind: 'id token', value: 'eyJhbGciOi.eyJlbWFpbCI.aWQtc2lnbmF0dXJl' },
  { kind: 'refresh token', value: 'cmVmcmVzaC10b2tlbi1vcGFxdWU' },
  { kind: 'session', value: 'c2Vzc2lvbi1vZi1hLWNoYWxsZW5nZQ==' },
  { kind: 'code', value: '482913' },
  { kind: 'authenticator secret', value: 'JBSWY3DPEHPK3PXP' },
  { kind: 'client secret', value: '1a2b3c4d5e6f7g8h9i0jklmnop' },
  { kind: 'secret hash', value: 'aGFzaC1vZi10aGUtc2VjcmV0=' },
  { kind: 'secret key of a role', value: 'a2V5/b2Yr+YS1yb2xl' },
  { kind: 'session token of a role', value: 'IQoJb3JpZ2luX2VjEXAMPLE/+==' },
  { kind: 'e-mail address', value: 'zoe.janssen@mail.example' },
  { kind: 'phone number', value: '+4915112345678' },
  { kind: 'username', value: 'zoë.janssen' },
  { kind: 'name', value: 'Zoë Janssen' },
];
