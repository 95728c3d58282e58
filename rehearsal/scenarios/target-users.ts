/** Finds the target's user for a user of the source, and the codes that were sent to them. */
import type { Mailbox } from '../client/answer.ts';
import { attributeOf, type UserRecord } from '../input/records.ts';
import { SOURCE_SUB } from '../report/observation.ts';
import { totpCode } from '../services/cognito-idp/totp.ts';
import type { Person } from './scenario.ts';
import type { World } from './world.ts';

/**
 * By the kept source `sub`, or else by username: a user who was created without the attribute must not be overlooked.
 */
export const findTargetUser = (users: readonly UserRecord[], person: Person): UserRecord | undefined =>
  users.find((user) => attributeOf(user, SOURCE_SUB) === person.sub) ??
  users.find((user) => user.Username.toLowerCase() === person.user.Username.toLowerCase());

/** Which medium carries the code of a challenge. */
const MEDIUM: Readonly<Record<string, 'SMS' | 'EMAIL'>> = { SMS_MFA: 'SMS', EMAIL_OTP: 'EMAIL' };

/** What people of the target can read: their phone, their mailbox, their authenticator app. */
export const mailboxOf = ({ cloud, target }: World, people: ReadonlyMap<string, Person>): Mailbox => ({
  codeFor: (challenge, sub) => {
    const { cognito, clock } = cloud;
    const person = people.get(sub);
    const user = person && findTargetUser(cognito.describeUsers(target.userPoolId), person);
    if (!user) return undefined;
    if (challenge === 'SOFTWARE_TOKEN_MFA') {
      const secret = cognito.totpSecret(target.userPoolId, user.Username);
      return secret && totpCode(secret, clock.now());
    }
    const medium = MEDIUM[challenge];
    return cognito
      .messages(target.userPoolId)
      .findLast((message) => message.username === user.Username && message.medium === medium)?.code;
  },
});

/** The newest code for a new password that reached one of these people, by their source `sub`. */
export const resetCodeOf =
  ({ cloud, target }: World, people: ReadonlyMap<string, Person>) =>
  (sub: string): string | undefined => {
    const { cognito } = cloud;
    const person = people.get(sub);
    const user = person && findTargetUser(cognito.describeUsers(target.userPoolId), person);
    return cognito
      .messages(target.userPoolId)
      .findLast(({ username, purpose }) => purpose === 'reset-password' && username === user?.Username)?.code;
  };
