/** The code that confirms a sign-up, and the confirmation itself. */
import { aliasExists } from './errors.ts';
import type { CodeDelivery } from './mailbox.ts';
import type { Needs } from './needs.ts';
import type { Client, Pool } from './pool.ts';
import { userAttributesOf } from './sign-in.ts';
import type { User } from './user.ts';

// A sign-up code is good for 24 hours. Developer Guide "Quotas" (validity of codes), 2026-11.
const CONFIRMATION_CODE_MS = 24 * 60 * 60_000;

const verifiesAutomatically = (pool: Pool, user: User): 'email' | 'phone_number' | undefined => {
  const wanted = pool.settings.AutoVerifiedAttributes ?? [];
  // With both present the code goes by SMS. Developer Guide "Configuring email or phone verification", 2026-11.
  return (['phone_number', 'email'] as const).find(
    (name) => wanted.includes(name) && user.attributes.has(name),
  );
};

/** Undefined where the pool verifies nothing the user has: only an administrator can confirm then. */
export const sendConfirmationCode = (
  { ids, clock, mailbox }: Pick<Needs, 'ids' | 'clock' | 'mailbox'>,
  pool: Pool,
  user: User,
): CodeDelivery | undefined => {
  const attribute = verifiesAutomatically(pool, user);
  if (attribute === undefined) return undefined;
  const code = ids.sixDigits();
  user.confirmation = { code, expires: clock.now() + CONFIRMATION_CODE_MS };
  return mailbox.send(pool, user, attribute === 'email' ? 'EMAIL' : 'SMS', {
    code,
    purpose: 'confirm-sign-up',
  });
};

/** The code proved an address: it is verified now, and becomes the user's alias where the pool has it as one. */
export const verifyByCode = (pool: Pool, user: User, forceAliasCreation: boolean): void => {
  const attribute = verifiesAutomatically(pool, user);
  if (attribute === undefined) return;
  const proven = new Map([...user.attributes, [`${attribute}_verified`, 'true'] as const]);
  for (const [alias, owner] of pool.users.conflicts(proven, user)) {
    if (!forceAliasCreation) throw aliasExists(alias);
    pool.users.releaseAlias(owner, alias);
  }
  pool.users.changeAttributes(user, new Map([[`${attribute}_verified`, 'true']]));
};

/** The user may sign in from now on. */
export const confirmUser = async (
  { triggers, clock }: Pick<Needs, 'triggers' | 'clock'>,
  pool: Pool,
  client: Client | undefined,
  user: User,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): Promise<void> => {
  user.status = 'CONFIRMED';
  user.confirmation = undefined;
  user.modified = clock.now();
  await triggers.call(pool, 'PostConfirmation', {
    source: 'PostConfirmation_ConfirmSignUp',
    userName: user.username,
    clientId: client?.clientId,
    request: { userAttributes: userAttributesOf(user), clientMetadata: clientMetadata ?? null },
    response: {},
  });
};
