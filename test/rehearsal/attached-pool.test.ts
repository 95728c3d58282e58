// The attached pool scenario, run as users run it; and an assembly that attaches a pool which only its owner has.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { synthesize } from '#rehearsal/deploy/synthesize.ts';
import { readAssemblySettings } from '#rehearsal/input/assembly-settings.ts';
import { readSample } from '#rehearsal/input/load-input.ts';
import { writePoolFile, writeSourceConfig } from '#rehearsal/input/source-config.ts';
import type { Check } from '#rehearsal/report/checks.ts';
import { THEIRS, theirPool } from '#rehearsal/scenarios/attached-pool/their-pool.ts';
import { createStandIn, readAttached } from '#rehearsal/scenarios/attached-stand-in.ts';
import { leftOvers, type runRehearsal, runToPass } from './scenarios/run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'attached-pool-'));
const temporary = mkdtempSync(join(tmpdir(), 'attached-pool-temporary-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
  rmSync(temporary, { recursive: true });
});

const RUN_MS = 600_000;

describe('the attached pool scenario', () => {
  const [report, artifacts] = [join(directory, 'report.json'), join(directory, 'artifacts')];
  let ended: Awaited<ReturnType<typeof runRehearsal>>;
  beforeAll(async () => {
    const files = ['--report', report, '--artifacts', artifacts];
    ended = await runToPass(['--scenario', 'attached-pool', '--no-console', ...files], temporary);
  }, RUN_MS);

  const requests = (): Record<string, unknown>[] =>
    readFileSync(join(artifacts, 'requests.ndjson'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  it('passes, says so last, and leaves nothing behind', () => {
    expect(ended.lastLine).toBe('Passed.');
    expect(ended.code).toBe(0);
    expect(leftOvers(temporary)).toEqual([]);
  });

  it('finds the pool as it should be after every step', () => {
    const { checks }: { checks: Check[] } = JSON.parse(readFileSync(report, 'utf8'));
    expect(checks.filter(({ seen, expected }) => seen !== expected)).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'what is otherwise in their pool after the deployment',
        'what is otherwise in their pool after the second deployment',
        'what is otherwise in their pool after the stack was deleted',
        'a deployment over their own user-migration trigger',
        'what the refused deployment changed in their pool',
      ]),
    );
  });

  it('brings users into the pool', () => {
    const { signIns, ...seen } = JSON.parse(readFileSync(report, 'utf8'));
    expect(signIns.migrated).toBeGreaterThan(30);
    expect(seen).toMatchObject({ lost: 0, disagreements: 0, secretsFound: 0, denied: 0 });
  });

  it('writes the pool three times, always as the one role that may: to attach, to attach anew, to free it', () => {
    const writing = requests().filter(({ action }) => action === 'cognito-idp:UpdateUserPool');
    expect(writing.map(({ principal, status }) => [principal, status])).toEqual(
      Array.from({ length: 3 }, () => [
        expect.stringContaining('assumed-role/cognito-migration-attach-triggers/'),
        200,
      ]),
    );
    const added = requests().filter(({ action }) => action === 'cognito-idp:AddCustomAttributes');
    expect(added).toHaveLength(1);
  });
});

describe('an assembly that attaches a pool', () => {
  const outdir = join(directory, 'cdk.out');
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await createCloud({ seed: 1 });
    const { pool, address } = readSample();
    const open = { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false }, LambdaConfig: {} };
    const attach = { ...theirPool(pool), ...open };
    const config = writeSourceConfig(directory, address, writePoolFile(directory, pool), {
      config: {
        appClients: [{ name: 'web', clientId: THEIRS.clientId }, { name: 'second' }],
      },
      attach,
      selfSignUp: true,
    });
    await synthesize({ config, outdir });
    cloud.cognito.createUserPool(address, pool, { id: address.userPoolId });
  }, RUN_MS);
  afterAll(() => cloud.close());

  it('says which pool, which clients, whether it is guarded and which role it passes on', () => {
    expect(readAttached(outdir)).toEqual({
      userPoolId: THEIRS.userPoolId,
      guarded: true,
      clientIds: [THEIRS.clientId],
      smsRoleArn: 'arn:aws:iam::222222222222:role/their-sms',
    });
  });

  it('deploys into a stand-in, which nobody needs who has made the pool', async () => {
    const settings = readAssemblySettings(outdir);
    expect(createStandIn(cloud, outdir, settings)).toEqual([
      expect.stringMatching(/^the attached pool us-east-1_TheirPl1: .* stands in for it/),
    ]);
    expect(createStandIn(cloud, outdir, settings)).toEqual([]);
    const deployment = await deployAssembly(cloud, outdir);
    expect(deployment.output('UserPoolId')).toBe(THEIRS.userPoolId);
    expect(deployment.output('AppClientIdWeb')).toBe(THEIRS.clientId);
  });
});
