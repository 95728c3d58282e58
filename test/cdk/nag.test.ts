import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SourceStack } from '#cdk/stacks/source-stack.ts';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import type { Migration } from '#core/migration.ts';
import { attachedMigration, migration } from './migration-builder.ts';

const SWEEPS = 'arn:<AWS::Partition>:states:us-east-1:222222222222:execution:cognito-migration-sweep';

/** Of the Map whose executions these are. */
const [, LABEL] = /"Label": "(\w+)"/.exec(readFileSync('statemachines/sweep.asl.json', 'utf8')) ?? [];

/** What the AWS Solutions rules find and we answer for: everything else is a mistake. */
const ANSWERED = [
  // SMS goes to phone numbers, which are no resource that a policy could name.
  'AwsSolutions-IAM5[Resource::*] TargetStack/TargetPool/SmsRole/Resource',
  // X-Ray knows no resources.
  'AwsSolutions-IAM5[Resource::*] TargetStack/MigrateUser/Role/DefaultPolicy/Resource',
  'AwsSolutions-IAM5[Resource::*] TargetStack/PostMigration/ReconcileUser/Role/DefaultPolicy/Resource',
  // X-Ray as above, and log delivery, which Step Functions sets up for the whole account.
  'AwsSolutions-IAM5[Resource::*] TargetStack/PostMigration/Workflow/Role/DefaultPolicy/Resource',
  // X-Ray as above; the sweep's lists have names of their own below one prefix.
  'AwsSolutions-IAM5[Resource::*] TargetStack/Sweep/SweepShard/Role/DefaultPolicy/Resource',
  'AwsSolutions-IAM5[Resource::<SweepBucketBC019C1F.Arn>/sweeps/*] TargetStack/Sweep/SweepShard/Role/DefaultPolicy/Resource',
  'AwsSolutions-IAM5[Resource::*] TargetStack/Sweep/SummarizeSweep/Role/DefaultPolicy/Resource',
  // X-Ray and log delivery as above; a distributed Map watches, stops and redrives executions whose names Step Functions makes up.
  'AwsSolutions-IAM5[Resource::*] TargetStack/Sweep/Workflow/Role/DefaultPolicy/Resource',
  `AwsSolutions-IAM5[Resource::${SWEEPS}:*] TargetStack/Sweep/Workflow/Role/DefaultPolicy/Resource`,
  `AwsSolutions-IAM5[Resource::${SWEEPS}/${LABEL}:*] TargetStack/Sweep/Workflow/Role/DefaultPolicy/Resource`,
  // Who read the lists is CloudTrail's to say (data events), where an account wants that; access logs would need a second bucket.
  'AwsSolutions-S1 TargetStack/Sweep/Bucket/Resource',
  // They are dead-letter queues, of schedules, which the rule does not know.
  'AwsSolutions-SQS3 TargetStack/Sweep/BySchedule/Undelivered/Resource',
  'AwsSolutions-SQS3 TargetStack/Cutover/BySchedule/Undelivered/Resource',
  // X-Ray as above; metrics are no resource either.
  'AwsSolutions-IAM5[Resource::*] TargetStack/Cutover/AssessCutover/Role/DefaultPolicy/Resource',
  'AwsSolutions-IAM5[Resource::*] TargetStack/Cutover/SwitchAuthFlow/Role/DefaultPolicy/Resource',
  // X-Ray and log delivery as above.
  'AwsSolutions-IAM5[Resource::*] TargetStack/Cutover/Workflow/Role/DefaultPolicy/Resource',
  // Second factors and plan are the source's; the operator changes them by overrides.mfa and overrides.tier.
  'AwsSolutions-COG2 TargetStack/TargetPool/Pool',
  'AwsSolutions-COG8 TargetStack/TargetPool/Pool',
];

/** X-Ray as above. */
const OF_THE_GUARD =
  'AwsSolutions-IAM5[Resource::*] TargetStack/MigrateUser/SignUpGuard/Role/DefaultPolicy/Resource';

type Report = {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
};

const findings = (outdir: string, plan: Migration): string[] => {
  const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
  new SourceStack(app, 'SourceStack', { migration: plan });
  new TargetStack(app, 'TargetStack', { migration: plan });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).toThrow(/AwsSolutions/);
  const report: Report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    ),
  );
};

/** The pool itself is somebody else's to answer for. */
const OF_AN_ATTACHED_POOL = [
  ...ANSWERED.filter((finding) => !/TargetPool/.test(finding)),
  // X-Ray as above.
  'AwsSolutions-IAM5[Resource::*] TargetStack/TargetPool/AttachTriggers/Role/DefaultPolicy/Resource',
];

describe('the AWS Solutions rules', () => {
  it.each<[string, Migration, readonly string[]]>([
    ['closed to self sign-up', migration(), ANSWERED],
    ['open to it', migration({ target: { selfSignUp: { enabled: true } } }), [...ANSWERED, OF_THE_GUARD]],
    ['that exists already', attachedMigration(), OF_AN_ATTACHED_POOL],
  ])('find only what is answered for, in a pool %s', (_, plan, answered) => {
    const outdir = mkdtempSync(join(tmpdir(), 'cdk-nag-'));
    try {
      expect(findings(outdir, plan).sort()).toEqual([...answered].sort());
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });
});
