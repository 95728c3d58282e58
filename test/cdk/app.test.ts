import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configInput, poolExport } from '#test/core/config-builder.ts';

const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cdk-app-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Runs the app as the CDK CLI does, on an empty environment. */
const synth = (extra: object, env: Record<string, string> = { CDK_VALIDATION: 'false' }) => {
  const result = spawnSync(process.execPath, ['cdk/app.ts'], {
    encoding: 'utf8',
    env: {
      ...env,
      CDK_OUTDIR: join(directory, 'out'),
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...extra }),
    },
  });
  return { status: result.status, said: result.stdout + result.stderr, outdir: join(directory, 'out') };
};

const file = (name: string, content: unknown): string => {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const withExport = (pool: object, config: object): object => {
  file('pool.json', poolExport(pool));
  return { config: file('a.json', configInput(config)) };
};

describe('cdk synth', () => {
  it('needs no credentials, bundles the Lambda with its settings, and its templates pass the built-in validation', () => {
    const { status, said, outdir } = synth({}, {});

    expect({ status, said: said.replace(/Bundling asset .*\n/g, '') }).toEqual({ status: 0, said: '' });
    const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
    expect(JSON.stringify(report)).not.toMatch(/"severity":\s*"(error|warning)"/i);
    const asset =
      readdirSync(outdir).find(
        (name) => name.startsWith('asset.') && existsSync(join(outdir, name, 'index.js')),
      ) ?? 'none';
    const settings = JSON.parse(readFileSync(join(outdir, asset, 'settings.json'), 'utf8'));
    expect(settings.source.roleArn).toBe('arn:aws:iam::111111111111:role/cognito-migration-source');
  }, 60_000);

  it('deploys the source first, and each stack into its own account and region', () => {
    const { outdir } = synth({ 'aws:cdk:bundling-stacks': [] });
    const { artifacts } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8'));

    expect(artifacts.SourceStack).toMatchObject({
      environment: 'aws://111111111111/eu-west-1',
      properties: { stackName: 'cognito-migration-source' },
    });
    expect(artifacts.TargetStack).toMatchObject({
      environment: 'aws://222222222222/us-east-1',
      properties: { stackName: 'cognito-migration-target' },
    });
    expect(artifacts.TargetStack.dependencies).toContain('SourceStack');
    expect(artifacts.SourceStack.dependencies).not.toContain('TargetStack');
  });

  const SINK = 'arn:aws:oam:eu-west-1:222222222222:sink/0a1b2c3d';
  it.each<[string, object, readonly string[], string | undefined]>([
    ['is off', {}, [], undefined],
    ['is on', { enabled: true }, ['TelemetryLinkStack', 'TelemetrySinkStack'], 'TelemetrySinkStack'],
    ['has a sink already', { enabled: true, sinkArn: SINK }, ['TelemetryLinkStack'], undefined],
  ])(
    'has the stacks, in the order, that sharing telemetry takes where it %s',
    (_, telemetry, added, first) => {
      const { outdir } = synth({
        ...withExport({}, { telemetry }),
        'aws:cdk:bundling-stacks': [],
      });
      const { artifacts } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8'));

      const stacks = Object.keys(artifacts).filter((id) => artifacts[id].type === 'aws:cloudformation:stack');
      expect(stacks.sort()).toEqual(['SourceStack', 'TargetStack', ...added].sort());
      if (first !== undefined) expect(artifacts.TelemetryLinkStack.dependencies).toContain(first);
    },
  );

  it.each<[string, object]>([
    ['in two regions', { network: 'vpc' }],
    ['in one region', { network: 'vpc', target: { region: 'eu-west-1' } }],
  ])(
    'asks AWS for nothing in the network mode vpc %s, and the built-in validation finds nothing',
    (_, config) => {
      const { status, said, outdir } = synth(
        { ...withExport({}, config), 'aws:cdk:bundling-stacks': [] },
        {},
      );

      expect({ status, said }).toEqual({ status: 0, said: '' });
      const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
      expect(JSON.stringify(report)).not.toMatch(/"severity":\s*"(error|warning)"/i);
      expect(JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')).missing).toBeUndefined();
    },
    60_000,
  );

  it('reads the pool export relative to the configuration file', () => {
    file('pool.json', poolExport());
    const config = file('mine.json', configInput({ name: 'mine' }));
    const { status, outdir } = synth({ config, 'aws:cdk:bundling-stacks': [] });
    expect(status).toBe(0);
    expect(readFileSync(join(outdir, 'TargetStack.template.json'), 'utf8')).toContain('mine-migrate-user');
  });

  it.each<[string, () => object, RegExp]>([
    [
      'an unknown configuration',
      () => ({ config: 'nowhere' }),
      /cdk\/config\/nowhere\.json has 1 problem:\n.*cannot be read \(ENOENT\)/,
    ],
    [
      'broken JSON, without quoting it',
      () => ({ config: file('a.json', '{ "clientSecret": s3cr3t }') }),
      /a\.json has 1 problem:\n.*must be valid JSON/,
    ],
    [
      'a wrong configuration',
      () => ({ config: file('a.json', configInput({ phase: 'x', trigger: { memorySize: 1 } })) }),
      /a\.json has 2 problems:\n {2}phase: .*\n {2}trigger\.memorySize: /,
    ],
    [
      'a missing export',
      () => ({ config: file('a.json', configInput()) }),
      /pool\.json has 1 problem:\n.*cannot be read \(ENOENT\); "target\.userPool\.like"/,
    ],
    [
      'a wrong export',
      () => withExport({ Arn: 'x' }, {}),
      /pool\.json has 1 problem:\n {2}UserPool\.Arn: found "x"; must be the ARN of a user pool/,
    ],
    [
      'a configuration for another pool',
      () => withExport({}, { source: { accountId: '333333333333' } }),
      /a\.json has 1 problem:\n {2}source\.accountId: found "333333333333"/,
    ],
  ])('ends with a clear message, code 1 and no template for %s', (_, extra, message) => {
    const { status, said, outdir } = synth(extra());

    expect(said).toMatch(message);
    expect(said).not.toMatch(/\n\s+at |s3cr3t/);
    expect(status).toBe(1);
    expect(existsSync(join(outdir, 'manifest.json'))).toBe(false);
  });
});
