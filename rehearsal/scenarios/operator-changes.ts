/** What somebody in the target account changes by mistake, and what an operator does about the audit trail afterwards. */
import type { migrationNames } from '#core/names.ts';
import { poolUpdateInput, withoutTriggers } from '#core/pool-update.ts';
import { type Access, namesIn } from './operator-access.ts';
import type { Operator } from './scenario.ts';
import type { World } from './world.ts';

type Description = Parameters<typeof poolUpdateInput>[0];

const COGNITO = 'AWSCognitoIdentityProviderService';

const describe = async ({ call }: Access, UserPoolId: string): Promise<Description> => {
  const answer = await call('cognito-idp', `${COGNITO}.DescribeUserPool`, { UserPoolId });
  return answer.UserPool as Description;
};

const write = ({ call }: Access, description: Description) =>
  call('cognito-idp', `${COGNITO}.UpdateUserPool`, poolUpdateInput(description));

/** Our triggers of a pool, whatever they are. */
const placed = ({ LambdaConfig }: Description): readonly string[] =>
  Object.values(LambdaConfig ?? {}).filter((arn) => typeof arn === 'string');

type Names = ReturnType<typeof migrationNames>;

const arnsOf = ({ accountId, region }: World['target'], { audit }: Names) => {
  const prefix = `arn:aws:events:${region}:${accountId}`;
  return { bus: `${prefix}:event-bus/${audit}`, archive: `${prefix}:archive/${audit}` };
};

const SECOND_MS = 1000;

export const createChanges = (
  world: World,
  access: Access,
): Pick<Operator, 'detachTriggers' | 'replayAudit'> => ({
  detachTriggers: async () => {
    const { userPoolId } = world.target;
    const before = await describe(access, userPoolId);
    await write(access, withoutTriggers(before, placed(before)));
    return async () => void (await write(access, before));
  },
  replayAudit: async (name, from, until) => {
    const { bus, archive } = arnsOf(world.target, namesIn(world));
    await access.call('events', 'AWSEvents.StartReplay', {
      ReplayName: name,
      EventSourceArn: archive,
      // Times of events are whole seconds.
      EventStartTime: Math.floor(from / SECOND_MS),
      EventEndTime: Math.ceil(until / SECOND_MS),
      Destination: { Arn: bus },
    });
  },
});
