/**
 * The event of the UserMigration trigger: what is read of it, and the two answers that can be given. AWS adds fields
 * over time (Developer Guide), so only what is used is looked at and everything else goes back as it came.
 */
import type { Admitted } from '#core/migration-outcome.ts';

export type TriggerEvent = Readonly<Record<string, unknown>>;

/** What both ways in have. `userPoolId`: the target's, empty in an event that names none. */
type Asked = { readonly event: TriggerEvent; readonly login: string; readonly userPoolId: string };

export type MigrationRequest =
  | (Asked & { readonly kind: 'sign-in'; readonly password: string })
  | (Asked & { readonly kind: 'forgot-password' })
  /** Not an event of this trigger: somebody invoked the function by hand, or attached it elsewhere. */
  | { readonly kind: 'malformed' };

const isRecord = (value: unknown): value is TriggerEvent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const passwordOf = ({ request }: TriggerEvent): unknown => (isRecord(request) ? request.password : undefined);

/** Never throws, whatever it is given. */
export const parseEvent = (event: unknown): MigrationRequest => {
  if (!isRecord(event) || typeof event.userName !== 'string') return { kind: 'malformed' };
  const { userName: login, triggerSource } = event;
  const asked: Asked = {
    event,
    login,
    userPoolId: typeof event.userPoolId === 'string' ? event.userPoolId : '',
  };
  if (triggerSource === 'UserMigration_ForgotPassword') return { kind: 'forgot-password', ...asked };
  const password = passwordOf(event);
  return triggerSource === 'UserMigration_Authentication' && typeof password === 'string'
    ? { kind: 'sign-in', ...asked, password }
    : { kind: 'malformed' };
};

/**
 * "No such user, or not this password": Cognito then answers as for a user it does not know. Documented as "an empty
 * response" and no further (Developer Guide "Managing user existence error responses"): an object without members is
 * the literal reading, and equal to the nulls it came with for whatever deserializes it.
 */
export const rejectEvent = (event: TriggerEvent): TriggerEvent => ({ ...event, response: {} });

/**
 * "Create this user." All six members are set, because the Developer Guide says to return every parameter shown; the
 * delivery medium never matters, since the welcome message is suppressed. An alias is never taken from its owner.
 */
export const admitEvent = (event: TriggerEvent, { kind, user }: Admitted): TriggerEvent => ({
  ...event,
  response: {
    userAttributes: {
      ...user.attributes,
      ...(user.username === undefined ? {} : { username: user.username }),
    },
    finalUserStatus: kind === 'migrated' ? 'CONFIRMED' : 'RESET_REQUIRED',
    messageAction: 'SUPPRESS',
    desiredDeliveryMediums: ['EMAIL'],
    forceAliasCreation: false,
    enableSMSMFA: user.enableSmsMfa,
  },
});
