// What an assembly was made for, the configuration made for an export, and what users type.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssemblySettings, requireSameSource } from '#rehearsal/input/assembly-settings.ts';
import { SAMPLE_POOL } from '#rehearsal/input/load-input.ts';
import { loginOf, typedLoginOf } from '#rehearsal/input/login.ts';
import { readPool } from '#rehearsal/input/read-pool.ts';
import { writePoolFile, writeSourceConfig } from '#rehearsal/input/source-config.ts';
import { sourceUser } from '../report/build-observation.ts';

const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('readAssemblySettings', () => {
  it('refuses a directory without an assembly', () => {
    expect(() => readAssemblySettings(directory)).toThrow(
      /holds no manifest\.json; give a directory that cdk synth wrote/,
    );
  });

  it('refuses an assembly without the Lambda, and reads the settings beside it', () => {
    const assembly = join(directory, 'cdk.out');
    mkdirSync(join(assembly, 'asset.1'), { recursive: true });
    writeFileSync(join(assembly, 'manifest.json'), '{}');
    expect(() => readAssemblySettings(assembly)).toThrow(/holds no bundled migrate-user Lambda/);
    writeFileSync(join(assembly, 'asset.1', 'settings.json'), '{"source":{"userPoolId":"x"}}');
    expect(readAssemblySettings(assembly).source.userPoolId).toBe('x');
  });
});

describe('requireSameSource', () => {
  const here = { accountId: '111111111111', region: 'eu-west-1', userPoolId: 'eu-west-1_A' };

  it.each([[{ userPoolId: 'eu-west-1_B' }], [{ accountId: '999999999999' }], [{ region: 'eu-west-2' }]])(
    'refuses an assembly for %j',
    (change) => {
      expect(() => requireSameSource('cdk.out', { ...here, ...change }, here)).toThrow(
        /was synthesized for the source pool/,
      );
    },
  );

  it('accepts the one for this pool', () => {
    expect(() => requireSameSource('cdk.out', here, { ...here })).not.toThrow();
  });
});

describe('the configuration of a scenario', () => {
  it("has its changes, and a pool of its own as the target's model", () => {
    const pool = { ...readPool(SAMPLE_POOL), MfaConfiguration: 'ON' };
    const poolFile = writePoolFile(directory, pool);
    expect(readPool(poolFile)).toMatchObject({ Id: pool.Id, MfaConfiguration: 'ON' });
    const address = { accountId: '111111111111', region: 'eu-west-1', userPoolId: pool.Id };
    const changes = {
      config: { policies: { resetRequired: 'reject' } },
      overrides: { mfa: { mode: 'OFF' } },
    };
    const config = JSON.parse(readFileSync(writeSourceConfig(directory, address, poolFile, changes), 'utf8'));
    expect(config).toMatchObject({
      source: address,
      policies: { resetRequired: 'reject' },
      target: { userPool: { like: poolFile, overrides: { mfa: { mode: 'OFF' } } } },
    });
  });
});

describe('writeSourceConfig', () => {
  const configFor = (accountId: string, region: string) =>
    JSON.parse(
      readFileSync(
        writeSourceConfig(directory, { accountId, region, userPoolId: `${region}_X` }, '/exports/pool.json'),
        'utf8',
      ),
    );

  it('takes the source from the export, makes the target like it and the rest from the example', () => {
    const config = configFor('444444444444', 'ap-south-1');
    expect(config.source).toEqual({
      accountId: '444444444444',
      region: 'ap-south-1',
      userPoolId: 'ap-south-1_X',
    });
    expect(config.target).toEqual({
      accountId: '222222222222',
      region: 'us-east-1',
      userPool: { like: '/exports/pool.json' },
    });
    expect(config.appClients).toHaveLength(1);
  });

  it("keeps the two sides apart where the export lives in the example's target", () => {
    const { source, target } = configFor('222222222222', 'us-east-1');
    expect(target.accountId).not.toBe(source.accountId);
    expect(target.region).not.toBe(source.region);
  });
});

describe('what users type', () => {
  const pool = readPool(SAMPLE_POOL);
  const user = sourceUser('a', { Username: 'carla' });

  it('is the username in most places, and a verified alias or capitals in some', () => {
    const typed = Array.from({ length: 7 }, (_, index) => typedLoginOf(user, pool, index));
    expect(typed).toEqual(['carla', 'carla', 'a@example.com', 'carla', 'carla', 'carla', 'CARLA']);
  });

  it('is never an unverified alias', () => {
    const unverified = {
      ...user,
      Attributes: user.Attributes.map((one) =>
        one.Name === 'email_verified' ? { ...one, Value: 'false' } : one,
      ),
    };
    expect(typedLoginOf(unverified, pool, 2)).toBe('carla');
  });

  it('is never in capitals where the pool tells letter case apart', () => {
    expect(typedLoginOf(user, { ...pool, UsernameConfiguration: { CaseSensitive: true } }, 6)).toBe('carla');
  });

  it('is the e-mail address where the pool makes usernames up', () => {
    const { AliasAttributes: _, ...rest } = pool;
    expect(loginOf(user, { ...rest, UsernameAttributes: ['email'] })).toBe('a@example.com');
  });
});
