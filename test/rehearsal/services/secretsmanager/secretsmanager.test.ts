import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type Gateway, startGateway } from '#rehearsal/cloud/gateway.ts';
import { Iam } from '#rehearsal/cloud/iam.ts';
import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import type { Credentials } from '#rehearsal/cloud/service.ts';
import { SecretsManager } from '#rehearsal/services/secretsmanager/secretsmanager.ts';
import { forSdk, REGION_A, REGION_B, SOURCE, TARGET } from '#test/rehearsal/cloud/tiny-cloud.ts';

const arnOf = (name: string, suffix = '-AbCdEf') =>
  `arn:aws:secretsmanager:${REGION_B}:${TARGET}:secret:${name}${suffix}`;
const ARN = arnOf('shop/client');
const READER = `arn:aws:iam::${TARGET}:role/reader`;
const NOW = Date.UTC(2026, 10, 20);

const clock = { time: NOW, now: () => clock.time };
const iam = new Iam();
const recorder = createRecorder();
const secrets = new SecretsManager({ clock });
const clients: SecretsManagerClient[] = [];
let gateway: Gateway;

beforeAll(async () => {
  iam.putRole({
    accountId: TARGET,
    name: 'reader',
    arn: READER,
    maxSessionSeconds: 3600,
    trustPolicy: {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    },
  });
  gateway = await startGateway({ iam, recorder, clock, services: [secrets.service] });
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await gateway.close();
});
beforeEach(() => {
  clock.time = NOW;
  secrets.putSecret({ arn: ARN, text: 'the-value' });
  secrets.putSecret({ arn: arnOf('other'), text: 'another-value' });
});

const clientAs = (credentials: Credentials, region: string) => {
  const client = new SecretsManagerClient({
    endpoint: gateway.url,
    region,
    credentials: forSdk(credentials),
    maxAttempts: 1,
  });
  clients.push(client);
  return client;
};
const operator = (region = REGION_B, account = TARGET) => clientAs(iam.createOperator(account), region);
const get = (client: SecretsManagerClient, input: GetSecretValueCommandInput) =>
  client.send(new GetSecretValueCommand(input));

describe('GetSecretValue', () => {
  it.each([
    ['its complete ARN', ARN],
    ['its ARN without the six characters', arnOf('shop/client', '')],
    ['its name', 'shop/client'],
  ])('reads the current value by %s', async (_, SecretId) => {
    expect(await get(operator(), { SecretId, VersionStage: 'AWSCURRENT' })).toMatchObject({
      ARN,
      Name: 'shop/client',
      SecretString: 'the-value',
      VersionStages: ['AWSCURRENT'],
      VersionId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      CreatedDate: new Date(NOW),
    });
  });

  it('reads a value that was put later under another version, and refuses the one before by name', async () => {
    const client = operator();
    const { VersionId } = await get(client, { SecretId: ARN });
    secrets.putSecret({ arn: ARN, text: 'rotated' });
    const rotated = await get(client, { SecretId: ARN });
    expect(rotated.SecretString).toBe('rotated');
    expect(rotated.VersionId).not.toBe(VersionId);
    await expect(get(client, { SecretId: ARN, VersionId })).rejects.toMatchObject({ name: 'NotModelled' });
  });

  it.each([
    ['another name', 'absent'],
    ['other six characters', arnOf('shop/client', '-ZyXwVu')],
    ['another region', ARN.replace(REGION_B, REGION_A)],
  ])('does not find a secret of %s', async (_, SecretId) => {
    await expect(get(operator(), { SecretId })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
  });

  it('keeps regions apart where a name is asked for', async () => {
    await expect(get(operator(REGION_A), { SecretId: 'shop/client' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each([
    [
      'a secret of another account',
      { SecretId: ARN.replace(TARGET, SOURCE) },
      'NotModelled',
      /another account/,
    ],
    [
      'an earlier version',
      { SecretId: ARN, VersionStage: 'AWSPREVIOUS' },
      'NotModelled',
      /other than the current/,
    ],
    ['a request without an id', { SecretId: '' }, 'ValidationException', /secretId/],
  ])('refuses %s', async (_, input, name, message) => {
    await expect(get(operator(), input)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  it('lets a role read exactly the secret that its policy names, however it asks, and records the denial', async () => {
    const allow = (Resource: string) =>
      iam.putRolePolicy(READER, 'read', {
        Statement: { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource },
      });
    const reader = clientAs(iam.assumeAsService(READER, 'lambda.amazonaws.com', 'reader'), REGION_B);
    allow(ARN);
    expect(await get(reader, { SecretId: ARN })).toMatchObject({ SecretString: 'the-value' });
    expect(await get(reader, { SecretId: 'shop/client' })).toMatchObject({ SecretString: 'the-value' });
    await expect(get(reader, { SecretId: 'other' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(recorder.entries('requests').at(-1)).toMatchObject({
      action: 'secretsmanager:GetSecretValue',
      resource: arnOf('other'),
      decision: 'denied',
    });
    allow(arnOf('shop/client', ''));
    await expect(get(reader, { SecretId: ARN })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('DescribeSecret', () => {
  it('tells when a secret was made and changed, and never its value', async () => {
    clock.time = NOW + 60_000;
    secrets.putSecret({ arn: ARN, text: 'rotated' });
    const described = await operator().send(new DescribeSecretCommand({ SecretId: ARN }));
    expect(described).toMatchObject({
      ARN,
      Name: 'shop/client',
      LastChangedDate: new Date(NOW + 60_000),
      VersionIdsToStages: { [Object.keys(described.VersionIdsToStages ?? {})[0] ?? '']: ['AWSCURRENT'] },
    });
    expect(JSON.stringify(described)).not.toMatch(/rotated|the-value/);
  });
});

describe('everything else', () => {
  it('is refused by name', async () => {
    await expect(
      operator().send(new PutSecretValueCommand({ SecretId: ARN, SecretString: 'x' })),
    ).rejects.toMatchObject({ name: 'NotModelled', message: expect.stringContaining('PutSecretValue') });
  });

  it('such as an ARN without the six characters, is no place for a secret', () => {
    expect(() => secrets.putSecret({ arn: arnOf('shop/client', ''), text: 'x' })).toThrow(/six characters/);
  });

  it('that was read is in no record', () => {
    expect(JSON.stringify(recorder.entries('requests'))).not.toMatch(/the-value|rotated|another-value/);
  });
});
