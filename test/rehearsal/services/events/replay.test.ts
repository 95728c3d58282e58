/** Replays of an archive through the gateway: what reaches the log group again, and what is refused. */
import {
  DescribeReplayCommand,
  EventBridgeClient,
  PutEventsCommand,
  StartReplayCommand,
  type StartReplayCommandInput,
} from '@aws-sdk/client-eventbridge';
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { forSdk } from '#test/rehearsal/cloud/tiny-cloud.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const GROUP = '/aws/events/audit';
const GROUP_ARN = `arn:aws:logs:us-east-1:222222222222:log-group:${GROUP}`;
const BUS = 'arn:aws:events:us-east-1:222222222222:event-bus/audit';
const ARCHIVE = 'arn:aws:events:us-east-1:222222222222:archive/audit';

const allowed = (principal: object, actions: readonly string[], resource: string) =>
  JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: principal, Action: actions, Resource: resource }],
  });

let cloud: Cloud;
let client: EventBridgeClient;
beforeEach(async () => {
  cloud = await createCloud({ seed: 1 });
  client = new EventBridgeClient({
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: forSdk(cloud.operator(SCOPE.accountId)),
    maxAttempts: 1,
  });
  cloud.logs.putLogGroup(SCOPE, { name: GROUP });
  cloud.events.putEventBus(SCOPE, 'audit');
  cloud.events.putEventBus(SCOPE, 'other');
  cloud.events.putArchive(SCOPE, { name: 'audit', eventBusArn: BUS });
  const pattern = { source: ['cognito-migration'] };
  cloud.events.putRule(SCOPE, {
    name: 'kept',
    eventBus: 'audit',
    pattern,
    enabled: true,
    targets: [GROUP_ARN],
  });
  cloud.events.logPolicies.put(
    SCOPE,
    'deliver',
    allowed(
      { Service: ['events.amazonaws.com'] },
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      `${GROUP_ARN}:*`,
    ),
  );
});
afterEach(async () => {
  client.destroy();
  await cloud.close();
});

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 9, minute));
const put = (minute: number, type: string) =>
  client.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: 'audit',
          Source: 'cognito-migration',
          DetailType: type,
          Detail: '{}',
          Time: at(minute),
        },
      ],
    }),
  );
const replay = (changes: Partial<StartReplayCommandInput> = {}) =>
  client.send(
    new StartReplayCommand({
      ReplayName: 'again',
      EventSourceArn: ARCHIVE,
      EventStartTime: at(0),
      EventEndTime: at(10),
      Destination: { Arn: BUS },
      ...changes,
    }),
  );
const stored = (): { readonly 'detail-type': string; readonly 'replay-name'?: string }[] =>
  cloud.logs.requireGroup(SCOPE, GROUP).events.map(({ message }) => JSON.parse(message));

describe('a replay', () => {
  it('brings the events of its range to the rules once more, by their time, and says so in each', async () => {
    for (const [minute, type] of [
      [5, 'B'],
      [2, 'A'],
      [10, 'TooLate'],
    ] as const)
      await put(minute, type);
    expect(await replay()).toMatchObject({
      State: 'STARTING',
      ReplayArn: 'arn:aws:events:us-east-1:222222222222:replay/again',
    });
    const [, , , ...again] = stored();
    expect(again.map((event) => [event['detail-type'], event['replay-name']])).toEqual([
      ['A', 'again'],
      ['B', 'again'],
    ]);
    expect(await client.send(new DescribeReplayCommand({ ReplayName: 'again' }))).toMatchObject({
      State: 'COMPLETED',
      EventLastReplayedTime: at(5),
      Destination: { Arn: BUS },
    });
  });

  it('puts nothing into an archive again', async () => {
    await put(1, 'A');
    await replay();
    expect(cloud.events.archivedEvents(SCOPE, 'audit')).toHaveLength(1);
  });

  it('goes to the rules that it names, and to no other', async () => {
    await put(1, 'A');
    await replay({
      Destination: { Arn: BUS, FilterArns: ['arn:aws:events:us-east-1:222222222222:rule/audit/kept'] },
    });
    expect(stored()).toHaveLength(2);
    const elsewhere = ['arn:aws:events:us-east-1:222222222222:rule/audit/other'];
    await expect(
      replay({ ReplayName: 'other', Destination: { Arn: BUS, FilterArns: elsewhere } }),
    ).rejects.toThrow('is no rule of the event bus');
  });

  it.each<[string, Partial<StartReplayCommandInput>, string]>([
    [
      'to another bus than that of the archive',
      { Destination: { Arn: BUS.replace('audit', 'other') } },
      'ValidationException',
    ],
    ['of a range that is none', { EventEndTime: at(0) }, 'ValidationException'],
    ['of an archive that is not there', { EventSourceArn: `${ARCHIVE}-2` }, 'ResourceNotFoundException'],
    ['of what is no archive', { EventSourceArn: BUS }, 'ValidationException'],
    ['with a name that is none', { ReplayName: 'a b' }, 'ValidationException'],
  ])('is refused %s, and nothing is replayed', async (_, changes, name) => {
    await put(1, 'A');
    await expect(replay(changes)).rejects.toMatchObject({ name });
    expect(stored()).toHaveLength(1);
  });

  it('has a name of its own', async () => {
    await replay();
    await expect(replay()).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    await expect(client.send(new DescribeReplayCommand({ ReplayName: 'never' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
