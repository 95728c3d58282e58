/**
 * What Cognito sends by e-mail and SMS, kept per pool so that a scenario can read the codes. Answers of the API show
 * destinations only masked.
 */
import { type Clock, NotModelled } from '../../cloud/service.ts';
import type { Pool } from './pool.ts';
import type { User } from './user.ts';

export type Medium = 'EMAIL' | 'SMS';

export type Message = {
  readonly medium: Medium;
  readonly destination: string;
  /** The one-time code, or an invitation's temporary password; empty in a welcome after a migration. */
  readonly code: string;
  readonly username: string;
  /** ISO 8601. */
  readonly time: string;
  readonly purpose:
    | 'confirm-sign-up'
    | 'reset-password'
    | 'second-factor'
    | 'invitation'
    | 'verify-attribute'
    | 'welcome';
};

export type CodeDelivery = {
  readonly AttributeName: 'email' | 'phone_number';
  readonly DeliveryMedium: Medium;
  readonly Destination: string;
};

/** `j***@e***` and `+*******1234`, as API answers show them. */
export const maskDestination = (medium: Medium, destination: string): string => {
  if (medium === 'SMS') return `+${'*'.repeat(Math.max(destination.length - 5, 1))}${destination.slice(-4)}`;
  const [local = '', domain = ''] = destination.split('@');
  return `${local.charAt(0)}***@${domain.charAt(0)}***`;
};

export class Mailbox {
  private readonly clock: Clock;
  private readonly byPool = new Map<string, Message[]>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /**
   * Sends to the user's own address of that medium; undefined when there is none.
   * @throws {NotModelled} where a trigger of the pool would write or deliver the message.
   */
  send(
    pool: Pool,
    user: User,
    medium: Medium,
    message: Pick<Message, 'code' | 'purpose'> & { readonly destination?: string },
  ): CodeDelivery | undefined {
    const attribute = medium === 'SMS' ? 'phone_number' : 'email';
    const destination = message.destination ?? user.attributes.get(attribute);
    if (destination === undefined) return undefined;
    refuseTriggers(pool, medium);
    const { code, purpose } = message;
    const time = new Date(this.clock.now()).toISOString();
    const messages = this.byPool.get(pool.id) ?? [];
    this.byPool.set(pool.id, messages);
    messages.push({ medium, destination, code, username: user.username, time, purpose });
    return {
      AttributeName: attribute,
      DeliveryMedium: medium,
      Destination: maskDestination(medium, destination),
    };
  }

  messages(poolId: string): readonly Message[] {
    return this.byPool.get(poolId) ?? [];
  }
}

const refuseTriggers = ({ settings }: Pool, medium: Medium): void => {
  const sender = medium === 'SMS' ? 'CustomSMSSender' : 'CustomEmailSender';
  for (const name of ['CustomMessage', sender] as const) {
    if (settings.LambdaConfig?.[name] !== undefined) throw new NotModelled(`the Cognito trigger ${name}`);
  }
};
