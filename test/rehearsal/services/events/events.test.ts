/** The local EventBridge through the gateway: what is stored, what is lost, and who is told. */
import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import type { EventPattern } from '#rehearsal/services/events/event-pattern.ts';
import { forSdk } from '#test/rehearsal/cloud/tiny-cloud.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const GROUP = '/aws/events/audit';
const GROUP_ARN = `arn:aws:logs:us-east-1:222222222222:log-group:${GROUP}`;

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
});
afterEach(async () => {
  client.destroy();
  await cloud.close();
});

const rule = (pattern: EventPattern = { source: ['cognito-migration'] }) =>
  cloud.events.putRule(SCOPE, {
    name: 'all',
    eventBus: 'audit',
    pattern,
    enabled: true,
    targets: [GROUP_ARN],
  });

const allow = (condition = {}) =>
  cloud.events.logPolicies.put(
    SCOPE,
    'deliver',
    JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: `${GROUP_ARN}:*`,
          Condition: condition,
        },
      ],
    }),
  );

const entry = {
  EventBusName: 'audit',
  Source: 'cognito-migration',
  DetailType: 'UserMigrated',
  Detail: '{"version":1,"sourceSub":"s-1"}',
};
const put = (...entries: object[]) => client.send(new PutEventsCommand({ Entries: entries }));
const stored = () => cloud.logs.requireGroup(SCOPE, GROUP).events.map(({ message }) => JSON.parse(message));

describe('the local EventBridge', () => {
  it('stores an event as JSON in the log group of its rule, and says so in the audit stream', async () => {
    allow({ ArnEquals: { 'aws:SourceArn': rule().arn } });
    const { FailedEntryCount, Entries } = await put({ ...entry, Resources: ['arn:aws:x:::y'] });
    expect(FailedEntryCount).toBe(0);
    const event = {
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'UserMigrated',
      source: 'cognito-migration',
      account: SCOPE.accountId,
      region: SCOPE.region,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      resources: ['arn:aws:x:::y'],
      detail: { version: 1, sourceSub: 's-1' },
    };
    expect(stored()).toEqual([event]);
    expect(cloud.recorder.entries('audit')).toEqual([{ ...event, logGroup: GROUP }]);
  });

  it.each([
    ['without a log resource policy', () => rule()],
    [
      'with a policy for another rule',
      () => {
        rule();
        allow({ ArnEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:222222222222:rule/audit/other' } });
      },
    ],
  ])('loses an event %s, tells the sender nothing, and records the denial', async (_, prepare) => {
    prepare();
    expect((await put(entry)).FailedEntryCount).toBe(0);
    expect(stored()).toEqual([]);
    expect(cloud.recorder.entries('audit')).toEqual([]);
    expect(cloud.recorder.entries('requests')[0]).toMatchObject({
      principal: 'events.amazonaws.com',
      action: 'logs:CreateLogStream',
      decision: 'denied',
      reason: expect.stringContaining('no log resource policy allows'),
    });
  });

  it('stores events again once a policy that was withdrawn is back', async () => {
    rule();
    allow();
    const giveBack = cloud.events.logPolicies.withdraw(SCOPE, 'deliver');
    await put(entry);
    expect(stored()).toEqual([]);
    giveBack();
    await put(entry);
    expect(stored()).toHaveLength(1);
  });

  it.each<[string, EventPattern, number]>([
    ['another source', { source: ['other'] }, 0],
    ['a prefix of the detail type', { 'detail-type': [{ prefix: 'User' }] }, 1],
    ['a field of the detail', { detail: { sourceSub: ['s-1', 's-2'] } }, 1],
    ['another value of a field of the detail', { detail: { sourceSub: ['s-2'] } }, 0],
    ['one field that fits and one that does not', { source: ['cognito-migration'], account: ['1'] }, 0],
  ])('delivers by pattern: %s', async (_, pattern, count) => {
    allow();
    rule(pattern);
    await put(entry);
    expect(stored()).toHaveLength(count);
  });

  it('refuses operators, fields and targets that it does not know, by name', () => {
    expect(() => rule({ source: [{ 'anything-but': 'x' }] })).toThrow(/anything-but/);
    expect(() => rule({ $or: [] })).toThrow(/\$or/);
    expect(() => rule({ resources: ['x'] })).toThrow(/resources/);
    const lambda = 'arn:aws:lambda:us-east-1:222222222222:function:f';
    const input = { name: 'r', eventBus: 'audit', pattern: { source: ['x'] }, enabled: true };
    expect(() => cloud.events.putRule(SCOPE, { ...input, targets: [lambda] })).toThrow(/rule target/);
  });

  it('fails entries one by one', async () => {
    allow();
    rule();
    const { FailedEntryCount, Entries } = await put(
      entry,
      { ...entry, Detail: 'no json' },
      { ...entry, DetailType: undefined },
      { ...entry, EventBusName: 'nowhere' },
      { ...entry, Source: 'aws.cognito' },
    );
    expect(FailedEntryCount).toBe(4);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'InvalidArgument',
      'InvalidArgument',
      'NotAuthorizedForSourceException',
    ]);
    expect(stored()).toHaveLength(1);
  });

  it('refuses a request that is too long, too large, or not modelled', async () => {
    await expect(put(...Array.from({ length: 11 }, () => entry))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const large = { ...entry, Detail: JSON.stringify({ text: 'x'.repeat(256 * 1024) }) };
    await expect(put(large)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(client.send(new ListRulesCommand({}))).rejects.toMatchObject({ name: 'NotModelled' });
  });

  it('archives the events of its bus, stored or not', async () => {
    const eventBusArn = 'arn:aws:events:us-east-1:222222222222:event-bus/audit';
    cloud.events.putArchive(SCOPE, { name: 'kept', eventBusArn, pattern: { source: ['cognito-migration'] } });
    await put(entry, { ...entry, Source: 'other' });
    expect(cloud.events.archivedEvents(SCOPE, 'kept').map(({ source }) => source)).toEqual([
      'cognito-migration',
    ]);
  });
});
