// Assemblies in which one thing was broken by hand: the rehearsal notices each and names the cause.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '#rehearsal/deploy/synthesize.ts';
import { type Edit, editedCopy, withoutAction, withoutType } from './edit-template.ts';
import { runRehearsal, runToPass } from './scenarios/run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'sabotage-'));
const assembly = join(directory, 'cdk.out');
beforeAll(() => synthesize({ config: 'example', outdir: assembly }), 60_000);
afterAll(() => rmSync(directory, { recursive: true }));

/** Each case builds both accounts and signs five users in. */
const CASE_MS = 240_000;

const rehearse = async (name: string, directoryOfAssembly: string) => {
  const report = join(directory, `${name}.json`);
  const flags = ['--assembly', directoryOfAssembly, '--users', '5', '--no-console', '--report', report];
  const ended = await (name === 'untouched' ? runToPass : runRehearsal)(flags);
  return { ...ended, report: JSON.parse(readFileSync(report, 'utf8')) };
};

const rehearseCopy = (title: string, stack: string, edit: Edit) => {
  const name = title.replaceAll(/\W+/g, '-');
  return rehearse(name, editedCopy(assembly, join(directory, name), stack, edit));
};

/** The same users with the assembly as it was synthesized. */
let untouched: Awaited<ReturnType<typeof rehearse>>;
beforeAll(async () => {
  untouched = await rehearse('untouched', assembly);
}, CASE_MS);

it('is the only thing that makes the run fail', () => {
  expect(untouched.lastLine).toBe('Passed.');
  expect(untouched.code).toBe(0);
});

describe('a sabotaged assembly', () => {
  it.each<[string, string, Edit, RegExp[]]>([
    [
      'an IAM action taken from the source role',
      'SourceStack',
      (text) => text.replace(/"cognito-idp:AdminGetUser",\s*/, ''),
      [
        /requests were denied: .*cognito-idp:AdminGetUser by arn:aws:sts::111111111111:assumed-role\/cognito-migration-source\/migrate-user/,
      ],
    ],
    [
      'a wrong external id',
      'SourceStack',
      (text) => text.replace(/("sts:ExternalId": ")[^"]+/, '$1somebody-elses'),
      [
        /denied: .*sts:AssumeRole by .*cognito-migration-migrate-user.* on arn:aws:iam::111111111111:role\/cognito-migration-source/,
        /sts:ExternalId/,
      ],
    ],
    [
      'a trust condition for another role',
      'SourceStack',
      (text) => text.replace('role/cognito-migration-migrate-user', 'role/another-role'),
      [/denied: .*sts:AssumeRole by .*cognito-migration-migrate-user/, /aws:PrincipalArn/],
    ],
    [
      'the password flow taken from the source client',
      'SourceStack',
      (text) => text.replace('ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'),
      [
        /sign-ins failed: the client got \w+/,
        /the source's app client does not allow the password flow: ALLOW_ADMIN_USER_PASSWORD_AUTH is not among/,
        /cognito-idp:AdminInitiateAuth was answered InvalidParameterException/,
      ],
    ],
    [
      'the password flow taken from the app client',
      'TargetStack',
      (text) => text.replace(/"ALLOW_USER_PASSWORD_AUTH",\s*/, ''),
      [/sign-ins failed: the client got InvalidParameterException: .*USER_PASSWORD_AUTH/],
    ],
    [
      'the Lambda permission removed',
      'TargetStack',
      (_, template) => withoutType(template, 'AWS::Lambda::Permission'),
      [/denied: .*lambda:InvokeFunction by cognito-idp\.amazonaws\.com/],
    ],
  ])(
    'is noticed and named: %s',
    async (name, stack, edit, causes) => {
      const { code, lastLine, report } = await rehearseCopy(name, stack, edit);
      expect(lastLine).toMatch(/^Failed: /);
      for (const cause of causes) expect(lastLine).toMatch(cause);
      expect(code).toBe(1);
      expect(report.signIns.migrated).toBe(0);
    },
    CASE_MS,
  );

  /** Whom the machine cannot reconcile, it cannot lock out either. */
  it.each<[string, string, RegExp[]]>([
    [
      'post-migration',
      'dynamodb:UpdateItem',
      [
        /dynamodb:UpdateItem by .*role\/cognito-migration-post-migration\/… on .*table\/cognito-migration-ledger/,
      ],
    ],
    [
      'post-migration',
      'lambda:InvokeFunction',
      [
        /lambda:InvokeFunction by .*role\/cognito-migration-post-migration\/… on .*function:cognito-migration-reconcile-user/,
        /no identity-based policy allows the lambda:InvokeFunction action/,
      ],
    ],
    [
      'post-migration',
      'events:PutEvents',
      [
        /events:PutEvents by .*role\/cognito-migration-post-migration\/… on .*event-bus\/cognito-migration-audit/,
      ],
    ],
    [
      'reconcile-user',
      'cognito-idp:AdminGetUser',
      [/cognito-idp:AdminGetUser by .*role\/cognito-migration-reconcile-user\/.* on .*userpool\/us-east-1_/],
    ],
    [
      'reconcile-user',
      'sts:AssumeRole',
      [
        /sts:AssumeRole by .*role\/cognito-migration-reconcile-user\/.* on .*:111111111111:role\/cognito-migration-source/,
      ],
    ],
    [
      'migrate-user',
      'states:StartExecution',
      [
        /states:StartExecution by .*role\/cognito-migration-migrate-user\/.* on .*stateMachine:cognito-migration-post-migration/,
      ],
    ],
  ])(
    'is noticed and named, and every sign-in succeeds: %s without %s',
    async (role, action, causes) => {
      const { code, lastLine, report } = await rehearseCopy(
        `${role} ${action}`,
        'TargetStack',
        (_, template) => withoutAction(template, `cognito-migration-${role}`, action),
      );
      expect(lastLine).toMatch(/^Failed: \d+ requests were denied: /);
      for (const cause of causes) expect(lastLine).toMatch(cause);
      expect(code).toBe(1);
      const { migrated, resetRequired } = untouched.report.signIns;
      expect(report.signIns).toEqual(untouched.report.signIns);
      const admitted = migrated + resetRequired;
      // What the trigger could not start, the sweep at the end finds; the denial is named all the same.
      const lost = role === 'migrate-user' ? 0 : admitted;
      expect(report.lost).toBe(lost);
      expect(report.reconciled).toBe(admitted - lost);
      if (lost > 0) expect(lastLine).toContain(`${lost} users lost`);
    },
    CASE_MS,
  );
});
