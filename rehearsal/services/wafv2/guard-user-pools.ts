/** Puts the web ACLs in front of what Cognito serves without a signature. */

import type { Operation, RequestContext, Service } from '../../cloud/service.ts';
import type { CognitoIdp } from '../cognito-idp/cognito-idp.ts';
import { userPoolArn } from '../cognito-idp/declare-operation.ts';
import type { Wafv2 } from './wafv2.ts';

/**
 * Rates are counted by the address that a client names in `X-Forwarded-For`: on one machine all would share one. A
 * request without it counts as from an address of its own, which no rate rule ever stops.
 */
export const guardUserPools = (cognito: CognitoIdp, waf: Wafv2): Service => ({
  ...cognito.service,
  operations: Object.fromEntries(
    Object.entries(cognito.service.operations).map(([name, operation]) => [
      name,
      operation.access.kind === 'public' ? guarded(operation, cognito, waf) : operation,
    ]),
  ),
});

const guarded = (operation: Operation, cognito: CognitoIdp, waf: Wafv2): Operation => ({
  ...operation,
  handle: (input: unknown, context: RequestContext) => {
    const { clientAddress } = context;
    const poolId = clientAddress === undefined ? undefined : poolOf(input, cognito);
    if (clientAddress !== undefined && poolId !== undefined)
      waf.admit(userPoolArn(context, poolId), clientAddress);
    return operation.handle(input, context);
  },
});

/** By the app client that the request names, or else by the issuer of its access token. */
const poolOf = (input: unknown, cognito: CognitoIdp): string | undefined => {
  const { ClientId, AccessToken } = (input ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof ClientId === 'string') return cognito.poolOfClient(ClientId);
  if (typeof AccessToken !== 'string') return undefined;
  try {
    const payload = Buffer.from(AccessToken.split('.')[1] ?? '', 'base64url').toString('utf8');
    return (JSON.parse(payload) as { readonly iss?: string }).iss?.split('/').at(-1);
  } catch {
    return undefined;
  }
};
