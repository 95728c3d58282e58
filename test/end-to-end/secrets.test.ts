// Secrets of a migration: all of them are known, and each place of the accounts that could hold one is searched.

import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { findSecrets } from '#rehearsal/report/find-secrets.ts';
import { handedOverIn, mergeWritten, writtenIn } from '#rehearsal/scenarios/written.ts';
import { signedFetch } from '../rehearsal/cloud/signed-fetch.ts';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { type SynthesizedMigration, synthesizeMigration } from './synthesized-migration.ts';
import { openAccounts, type TwoAccounts, told } from './two-accounts.ts';

const USERS = [
  seedUser('ada.lovelace', { attributes: { email: 'ada@mail.example', email_verified: 'true' } }),
  seedUser('grace.hopper', { attributes: { email: 'grace@mail.example', email_verified: 'true' } }),
];

let migration: SynthesizedMigration;
let accounts: TwoAccounts;
beforeAll(async () => {
  migration = await synthesizeMigration();
  accounts = await openAccounts(migration, USERS);
  const { signIn, forgotPassword, cloud } = accounts;
  expect(told(await signIn('ada.lovelace', PASSWORD))).toBe('ok');
  expect(await forgotPassword('grace.hopper')).toBe('EMAIL email');
  await cloud.idle();
}, 60_000);
afterAll(async () => {
  await accounts?.close();
  migration?.remove();
});

const kindsIn = (where: string): readonly string[] =>
  findSecrets(writtenIn(accounts.world), handedOverIn(accounts.world))
    .filter((found) => found.where === where)
    .map(({ kind }) => kind);

/** As an operator of the target account. */
const configuration = () => {
  const { cloud, world } = accounts;
  const { accessKeyId, secretAccessKey } = cloud.operator(world.target.accountId);
  const { region } = world.target;
  return { endpoint: cloud.url, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
};

const queueOf = ({ stacks }: TwoAccounts['cloud']): string => {
  const resources = [...stacks.values()].flatMap((stack) => [...stack.resources.values()]);
  return resources.find(({ type }) => type === 'AWS::SQS::Queue')?.ref ?? '';
};

describe('the secrets of a migration', () => {
  it('are all known: those that the Lambdas alone see, too', () => {
    const kinds = new Set(handedOverIn(accounts.world).map(({ kind }) => kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        'password',
        'access token',
        'id token',
        'refresh token',
        'secret key of a role',
        'session token of a role',
        'e-mail address',
        'code',
      ]),
    );
    // Of both pools: the source's tokens go to migrate-user, the target's to the client.
    const tokens = handedOverIn(accounts.world).filter(({ kind }) => kind === 'refresh token');
    expect(tokens.length).toBeGreaterThanOrEqual(2);
  });

  it('stand nowhere', () => {
    expect(findSecrets(writtenIn(accounts.world), handedOverIn(accounts.world))).toEqual([]);
    expect(accounts.leaks(handedOverIn(accounts.world))).toEqual([]);
  });
});

describe('a secret that somebody put there', () => {
  it('is found in a message of a dead-letter queue', async () => {
    const { endpoint: url, region, credentials } = configuration();
    const response = await signedFetch({
      url: `${url}/`,
      credentials,
      service: 'sqs',
      region,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
      body: JSON.stringify({ QueueUrl: queueOf(accounts.cloud), MessageBody: `{"p":"${PASSWORD}"}` }),
    });
    expect(response.status).toBe(200);
    expect(kindsIn('queues')).toEqual(['password']);
  });

  it('is found in an archived event', async () => {
    const client = new EventBridgeClient(configuration());
    const EventBusName = 'cognito-migration-audit';
    const Detail = JSON.stringify({ email: 'ADA@mail.example' });
    await client.send(
      new PutEventsCommand({
        Entries: [{ EventBusName, Source: 'cognito-migration', DetailType: 'X', Detail }],
      }),
    );
    client.destroy();
    expect(kindsIn('archives')).toEqual(['e-mail address']);
  });

  it('is found in the history of an execution', async () => {
    const client = new SFNClient(configuration());
    const { sweepArn: stateMachineArn = '' } = accounts.world;
    await client.send(
      new StartExecutionCommand({
        stateMachineArn,
        input: JSON.stringify({ task: 'x', who: 'grace@mail.example' }),
      }),
    );
    client.destroy();
    await accounts.cloud.idle();
    expect(kindsIn('execution histories')).toEqual(['e-mail address']);
  });

  it('is found in an object of a bucket', async () => {
    const client = new S3Client({ ...configuration(), forcePathStyle: true });
    const { sweepBucket: Bucket = '' } = accounts.world;
    const code = accounts.cloud.cognito.messages(accounts.world.target.userPoolId).at(-1)?.code ?? '';
    await client.send(new PutObjectCommand({ Bucket, Key: 'list.csv', Body: `sub,code\ns,${code}\n` }));
    client.destroy();
    expect(kindsIn(`s3/${Bucket}/list.csv`)).toEqual(['code']);
  });

  it('is found in what a custom resource answered', () => {
    accounts.cloud.customResourceAnswers.push(JSON.stringify({ Data: { Reason: PASSWORD } }));
    expect(kindsIn('custom resources')).toEqual(['password']);
  });
});

it('what several worlds wrote to the same place is searched in all of them', () => {
  expect(mergeWritten([{ queues: 'a', stacks: 'b' }, { queues: 'c' }])).toEqual({
    queues: 'a\nc',
    stacks: 'b',
  });
});
