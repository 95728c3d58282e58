/** Puts people and clients in front of a world, for a scenario to play. */
import type { TriggerSettings } from '#core/trigger-settings.ts';
import type { Secrets } from '../client/answer.ts';
import { createAppClient } from '../client/app-client.ts';
import { createRecoveryClient } from '../client/recovery-client.ts';
import { createSrpClient } from '../client/srp-client.ts';
import type { PoolDescription } from '../input/records.ts';
import type { Policies } from '../report/observation.ts';
import type { ObservedAlarm } from '../services/cloudwatch/alarms/alarms.ts';
import { createAppClients } from './app-clients.ts';
import { createOperator } from './operator.ts';
import { namesIn } from './operator-access.ts';
import type { Person, Stage } from './scenario.ts';
import { settle } from './settle.ts';
import { findTargetUser, mailboxOf, resetCodeOf } from './target-users.ts';
import { heldBy, usersOf, type World } from './world.ts';

/** The target is made like the source, recovery included. */
const hasRecoverySettings = ({ AccountRecoverySetting }: PoolDescription): boolean =>
  (AccountRecoverySetting?.RecoveryMechanisms ?? []).length > 0;

/** The configured policies, and what the source pool by itself asks for. */
export const policiesOf = ({ policies, target }: TriggerSettings, pool: PoolDescription): Policies => ({
  unportable: policies.mfa.unportable,
  unportableOnReset: policies.mfa.unportableOnReset,
  resetRequired: policies.resetRequired,
  smsMfa: target.smsMfa,
  ...(hasRecoverySettings(pool) && { phoneRecoversNoSmsUser: true }),
  ...(pool.MfaConfiguration === 'ON' && { required: pool.SmsConfiguration ? 'sms-or-set-up' : 'set-up' }),
});

/** What may happen to the target account without a request of anybody here. */
const mishapsOf = ({ cloud, target }: World): Pick<Stage['platform'], 'throttle' | 'withdrawLogPolicy'> => ({
  throttle: (functionName) => {
    const { region, accountId } = target;
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
    cloud.lambda.reserveConcurrency(arn, 0);
    return () => cloud.lambda.reserveConcurrency(arn, undefined);
  },
  withdrawLogPolicy: (name) => cloud.events.logPolicies.withdraw(target, name),
});

type StageOptions = Pick<Stage, 'progress' | 'stopping' | 'policies'> & {
  readonly people: readonly Person[];
  readonly secrets: Secrets;
};

export const createStage = (world: World, { secrets, ...options }: StageOptions): Stage => {
  const { cloud, target } = world;
  const bySub = new Map(options.people.map((person) => [person.sub, person]));
  const client = {
    endpoint: cloud.url,
    ...target,
    recorder: cloud.recorder,
    clock: cloud.clock,
    mailbox: mailboxOf(world, bySub),
    secrets,
  };
  return {
    ...options,
    passwordClient: createAppClient(client),
    srpClient: createSrpClient(client),
    recoveryClient: createRecoveryClient(client, resetCodeOf(world, bySub)),
    operator: createOperator(world, options.stopping),
    inject: (intercept) => cloud.gateway.intercept(intercept),
    platform: {
      repeatTriggers: (decide) => cloud.repeatTriggers(decide),
      repeatExecutions: (decide) => cloud.states.duplicate(decide),
      strike: (hits) => cloud.lambda.strike(hits),
      ...mishapsOf(world),
    },
    appClients: createAppClients(world),
    alarms: () => {
      cloud.cloudwatch.alarms.evaluate();
      return cloud.recorder.entries('alarms') as readonly ObservedAlarm[];
    },
    ...(world.cutoverArn !== undefined &&
      world.settings.cutover !== undefined && { gates: world.settings.cutover.gates }),
    targetOf: (person) => {
      const user = findTargetUser(usersOf(world, target), person);
      return user && { status: user.UserStatus, mfa: user.UserMFASettingList ?? [] };
    },
    settle: () => settle(cloud, options),
    now: () => new Date(cloud.clock.now()).toISOString(),
    advance: cloud.clock.advance,
    scheduler: cloud.scheduler,
    names: namesIn(world),
    targetPoolId: target.userPoolId,
    held: () => heldBy(world),
  };
};
