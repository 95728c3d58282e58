/** The app as it is, synthesized and deployed: what the example configuration makes in the two accounts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import type { Principal } from '#rehearsal/cloud/service.ts';
import { type Deployment, deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { synthesize } from '#rehearsal/deploy/synthesize.ts';
import { callOperation } from './call-operation.ts';

const SOURCE = { accountId: '111111111111', region: 'eu-west-1' };
const TARGET = { accountId: '222222222222', region: 'us-east-1' };
const SOURCE_POOL = `arn:aws:cognito-idp:eu-west-1:${SOURCE.accountId}:userpool/eu-west-1_SamplePl1`;

const PROJECT = join(__dirname, '../../..');
const sample = join(PROJECT, 'rehearsal/sample/describe-user-pool.json');
const outdir = mkdtempSync(join(tmpdir(), 'synthesized-'));
let cloud: Cloud;
let deployment: Deployment;

beforeAll(async () => {
  await synthesize({ config: 'example', outdir });
  cloud = await createCloud({ seed: 1 });
  const { UserPool } = JSON.parse(readFileSync(sample, 'utf8'));
  cloud.cognito.createUserPool(SOURCE, UserPool, { id: UserPool.Id });
  deployment = await deployAssembly(cloud, outdir);
});

afterAll(async () => {
  await cloud?.close();
  rmSync(outdir, { recursive: true, force: true });
});

const role = (accountId: string, name: string): Principal => {
  const roleArn = `arn:aws:iam::${accountId}:role/${name}`;
  return { kind: 'role', accountId, roleArn, arn: roleArn };
};

describe('the synthesized app', () => {
  it('is deployed source first', () => {
    expect(deployment.stacks.map(({ accountId, region }) => ({ accountId, region }))).toEqual([
      SOURCE,
      TARGET,
    ]);
  });

  it('gives out the ids that clients and operators need', () => {
    expect(deployment.output('UserPoolId')).toMatch(/^us-east-1_\w+$/);
    expect(deployment.output('SourceRoleArn')).toBe(
      'arn:aws:iam::111111111111:role/cognito-migration-source',
    );
    expect(deployment.output('AppClientId')).not.toBe(deployment.output('SourceClientId'));
  });

  it('makes a target pool that calls the trigger', async () => {
    const UserPoolId = deployment.output('UserPoolId');
    expect(
      await callOperation(cloud.cognito.service, 'DescribeUserPool', { UserPoolId }, TARGET),
    ).toMatchObject({
      UserPool: {
        LambdaConfig: {
          UserMigration: 'arn:aws:lambda:us-east-1:222222222222:function:cognito-migration-migrate-user',
        },
      },
    });
  });

  it('lets the source role do three things on one pool, and nothing else', () => {
    const principal = role(SOURCE.accountId, 'cognito-migration-source');
    const isAllowed = (action: string, resource: string) =>
      cloud.iam.authorize(principal, { action, resource }, SOURCE).allowed;
    const actions = [
      'AdminInitiateAuth',
      'AdminGetUser',
      'ListUsers',
      'AdminDeleteUser',
      'AdminUpdateUserAttributes',
    ];
    expect(actions.filter((action) => isAllowed(`cognito-idp:${action}`, SOURCE_POOL))).toEqual(
      actions.slice(0, 3),
    );
    expect(isAllowed('cognito-idp:AdminGetUser', SOURCE_POOL.replace('SamplePl1', 'Other'))).toBe(false);
  });

  it.each([
    [
      'the trigger’s role with the external id',
      'cognito-migration-migrate-user',
      'cognito-migration:eu-west-1_SamplePl1:222222222222',
      true,
    ],
    ['the trigger’s role with another external id', 'cognito-migration-migrate-user', 'guessed', false],
    [
      'another role of the account',
      'somebody-else',
      'cognito-migration:eu-west-1_SamplePl1:222222222222',
      false,
    ],
  ])('answers %s as the trust policy says', (_, name, externalId, allowed) => {
    cloud.iam.putRole({
      accountId: TARGET.accountId,
      name: 'somebody-else',
      arn: `arn:aws:iam::${TARGET.accountId}:role/somebody-else`,
      maxSessionSeconds: 3600,
      trustPolicy: {
        Statement: {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com' },
        },
      },
    });
    const everything = { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } };
    cloud.iam.putRolePolicy(`arn:aws:iam::${TARGET.accountId}:role/somebody-else`, 'all', everything);
    const decision = cloud.iam.authorizeAssumeRole(
      role(TARGET.accountId, name),
      deployment.output('SourceRoleArn'),
      {
        'sts:ExternalId': externalId,
        'sts:RoleSessionName': 'migrate-user',
      },
    );
    expect(decision).toMatchObject({ allowed });
  });

  it('can be deployed again without changing anything', async () => {
    const again = await deployAssembly(cloud, outdir);
    expect(again.stacks).toEqual(deployment.stacks);
  });
});

describe('the app with concurrency and tags', () => {
  const directory = mkdtempSync(join(tmpdir(), 'concurrency-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('deploys with the alias as trigger, and says what does not act here', async () => {
    const example = JSON.parse(readFileSync(join(PROJECT, 'cdk/config/example.json'), 'utf8'));
    const config = {
      ...example,
      name: 'tuned',
      target: { ...example.target, userPool: { like: sample } },
      trigger: { reservedConcurrency: 50, provisionedConcurrency: { min: 1, max: 5 } },
      tags: { team: 'identity' },
    };
    const file = join(directory, 'tuned.json');
    writeFileSync(file, JSON.stringify(config));
    await synthesize({ config: file, outdir: join(directory, 'out') });
    const tuned = await deployAssembly(cloud, join(directory, 'out'));
    const UserPoolId = tuned.output('UserPoolId');
    expect(
      await callOperation(cloud.cognito.service, 'DescribeUserPool', { UserPoolId }, TARGET),
    ).toMatchObject({
      UserPool: {
        LambdaConfig: {
          UserMigration: 'arn:aws:lambda:us-east-1:222222222222:function:tuned-migrate-user:live',
        },
      },
    });
    expect(tuned.stacks.flatMap(({ notes }) => notes)).toEqual([
      expect.stringMatching(/items would expire by expiresAt/),
      expect.stringMatching(/deletion protection on, point-in-time recovery on; neither has an effect here/),
      expect.stringMatching(/would scale between 1 and 5/),
      expect.stringMatching(/would hold utilisation at 0\.7/),
      expect.stringMatching(/objects would expire after 90 days, public access blocked/),
      expect.stringMatching(/^Bucket .*: requests without TLS would be refused/),
      expect.stringMatching(/^Queue .*: requests without TLS would be refused/),
      expect.stringMatching(/^Queue .*: requests without TLS would be refused/),
      expect.stringMatching(/^Web ACL tuned: addresses are those that clients name/),
    ]);
  });
});
