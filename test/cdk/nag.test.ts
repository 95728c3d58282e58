import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SourceStack } from '#cdk/stacks/source-stack.ts';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import { TelemetryLinkStack, TelemetrySinkStack } from '#cdk/stacks/telemetry-stacks.ts';
import type { Migration } from '#core/migration.ts';
import { attachedMigration, migration, unbundledApp } from './migration-builder.ts';

const IN_ONE_REGION = { region: 'eu-west-1' };
const EXISTING = { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'] };
const SECRET = 'arn:aws:secretsmanager:us-east-1:222222222222:secret:client-AbCdEf';
const SELF_SIGN_UP = { selfSignUp: { enabled: true } };

const MODES: readonly (readonly [string, Migration])[] = [
  ['network public, a new pool', migration()],
  ['network vpc, two regions', migration({ network: 'vpc' })],
  ['network vpc, one region', migration({ network: 'vpc', target: IN_ONE_REGION })],
  ['network vpc, three zones', migration({ network: { mode: 'vpc', azs: 3, natGateways: 3 } })],
  ['network vpc, an existing one', migration({ network: { mode: 'vpc', existing: EXISTING } })],
  ['an attached pool', attachedMigration()],
  ['an attached pool, network vpc', attachedMigration({ network: 'vpc' })],
  [
    'an attached pool, self sign-up',
    attachedMigration({ target: SELF_SIGN_UP }, { AdminCreateUserConfig: {} }),
  ],
  ['shared telemetry', migration({ telemetry: { enabled: true } })],
  ['self sign-up', migration({ target: SELF_SIGN_UP })],
  ['self sign-up, network vpc', migration({ target: SELF_SIGN_UP, network: 'vpc' })],
  ['provisioned concurrency', migration({ trigger: { provisionedConcurrency: { min: 1, max: 2 } } })],
  ['reserved concurrency', migration({ trigger: { reservedConcurrency: 5 } })],
  ['the phase srp-only', migration({ phase: 'srp-only' })],
  ['a one-time cutover', migration({ cutover: { schedule: { expression: 'at(2099-03-01T03:00:00)' } } })],
  ['logs encrypted by a key', migration({ logs: { encryption: 'kms' } })],
  ['logs encrypted by a key, network vpc', migration({ logs: { encryption: 'kms' }, network: 'vpc' })],
  [
    'a source client with a secret',
    migration({ source: { appClient: { clientId: 'theirs', clientSecretArn: SECRET } } }),
  ],
  ['groups by list', migration({ groups: { mode: 'list', map: { staff: 'staff' } } })],
  ['no alarms, no rate rule', migration({ alarms: { enabled: false }, waf: { enabled: false } })],
  [
    'alarms by e-mail',
    migration({ alarms: { subscribers: [{ protocol: 'email', endpoint: 'ops@example.com' }] } }),
  ],
];

const build = (plan: Migration, app: App = unbundledApp()): App => {
  new SourceStack(app, 'SourceStack', { migration: plan });
  new TargetStack(app, 'TargetStack', { migration: plan });
  if (plan.config.telemetry.enabled) {
    new TelemetrySinkStack(app, 'TelemetrySinkStack', { migration: plan });
    new TelemetryLinkStack(app, 'TelemetryLinkStack', { migration: plan });
  }
  return app;
};

/** What the rules find, as `rule path`. */
const findings = (app: App, change: (checks: AwsSolutionsChecks) => void = () => {}): string[] => {
  const checks = new AwsSolutionsChecks(app);
  change(checks);
  return checks
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    )
    .sort();
};

/** So that the rules find what is answered for as well. */
const unforgiving = (checks: AwsSolutionsChecks): void => {
  expect(Reflect.has(checks, 'isAcknowledged')).toBe(true);
  Reflect.set(checks, 'isAcknowledged', () => false);
};

type Answer = { readonly finding: string; readonly path: string; readonly reason: string };

/** Every answer that is given anywhere in the app to one of the rules. */
const answers = (app: App): Answer[] =>
  app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<string>(data))
      .map(([id, reason]) => ({ id: id.replace(/^annotation::/i, ''), reason }))
      .filter(({ id }) => id.startsWith('AwsSolutions-'))
      .map(({ id, reason }) => ({ finding: `${id} ${node.path}`, path: node.path, reason })),
  );

describe.each(MODES)('the AWS Solutions rules, with %s,', (_, plan) => {
  const app = build(plan);

  it('find nothing that has no answer', () => {
    expect(findings(app)).toEqual([]);
  });

  it('would find all that is answered for: no answer is left over, none is wider than its one resource', () => {
    const given = answers(app).map(({ finding }) => finding);
    expect([...given].sort()).toEqual(findings(app, unforgiving));
    expect(new Set(given).size).toBe(given.length);
  });

  it('have answers that say why, each for its own resource', () => {
    for (const { finding, path, reason } of answers(app)) {
      expect([finding, reason.length >= 60]).toEqual([finding, true]);
      expect(reason).not.toMatch(/as above|not needed|false positive|todo/i);
      // A leaf of the tree is one resource of the template.
      expect([finding, app.node.findAll().filter(({ node }) => node.path.startsWith(`${path}/`))]).toEqual([
        finding,
        [],
      ]);
    }
  });
});

describe('the reasons', () => {
  it('name what they are about: a Lambda, a machine, a queue, a pool, or what it holds', () => {
    const app = build(
      attachedMigration({ network: 'vpc', target: SELF_SIGN_UP }, { AdminCreateUserConfig: {} }),
    );
    for (const { finding, reason } of [...answers(app), ...answers(build(migration()))])
      expect([finding, /cognito-migration-|_SamplePl1|SMS|lists/.test(reason)]).toEqual([finding, true]);
  });

  it('are no two alike, unless they answer for the same resource', () => {
    const given = answers(build(migration()));
    for (const { path, reason } of given)
      expect(given.filter((other) => other.reason === reason && other.path !== path)).toEqual([]);
  });

  it('do not answer for what comes along later', () => {
    const app = build(migration());
    const role = app.node.findChild('TargetStack').node.findChild('MigrateUser').node.findChild('Role');
    if (!(role instanceof Role)) throw new Error('the Lambda has a role');
    role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::lists/*'] }));
    expect(findings(app)).toEqual([
      'AwsSolutions-IAM5[Resource::arn:aws:s3:::lists/*] TargetStack/MigrateUser/Role/DefaultPolicy/Resource',
    ]);
  });
});

describe('a synthesis with the rules', () => {
  it.each<[string, Migration]>([
    ['public', migration({ telemetry: { enabled: true } })],
    ['vpc', migration({ network: 'vpc' })],
  ])('ends well in the network mode %s', (_, plan) => {
    const outdir = mkdtempSync(join(tmpdir(), 'cdk-nag-'));
    try {
      // Without the flags of cdk.json, as an app of somebody else may be.
      const app = build(plan, new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] } }));
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
      expect(() => app.synth()).not.toThrow();
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });
});
