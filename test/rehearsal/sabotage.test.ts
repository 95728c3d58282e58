// Assemblies in which one thing was broken by hand: the rehearsal notices each and names the cause.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '#rehearsal/deploy/synthesize.ts';
import { runRehearsal } from './scenarios/run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'sabotage-'));
const assembly = join(directory, 'cdk.out');
beforeAll(() => synthesize({ config: 'example', outdir: assembly }), 60_000);
afterAll(() => rmSync(directory, { recursive: true }));

/** Each case builds both accounts and signs twelve users in. */
const CASE_MS = 90_000;

type Resource = { Type: string; Properties: Record<string, unknown> };
type Template = { Resources: Record<string, Resource> };

const editTemplate = (
  copy: string,
  stack: string,
  edit: (text: string, template: Template) => string | Template,
): void => {
  const file = join(copy, `${stack}.template.json`);
  const before = readFileSync(file, 'utf8');
  const edited = edit(before, JSON.parse(before) as Template);
  const after = typeof edited === 'string' ? edited : JSON.stringify(edited);
  // An edit that changes nothing would make the case pass or fail for no reason.
  if (JSON.stringify(JSON.parse(after)) === JSON.stringify(JSON.parse(before)))
    throw new Error('nothing was edited');
  writeFileSync(file, after);
};

const withoutType = (template: Template, type: string): Template => ({
  ...template,
  Resources: Object.fromEntries(Object.entries(template.Resources).filter(([, { Type }]) => Type !== type)),
});

const rehearseCopy = async (name: string, stack: string, edit: Parameters<typeof editTemplate>[2]) => {
  const copy = join(directory, name);
  cpSync(assembly, copy, { recursive: true });
  editTemplate(copy, stack, edit);
  const report = join(directory, `${name}.json`);
  const ended = await runRehearsal(['--assembly', copy, '--users', '12', '--no-console', '--report', report]);
  return { ...ended, report: JSON.parse(readFileSync(report, 'utf8')) };
};

describe('a sabotaged assembly', () => {
  it.each<[string, string, Parameters<typeof editTemplate>[2], RegExp[]]>([
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
      const { code, lastLine, report } = await rehearseCopy(name.replaceAll(' ', '-'), stack, edit);
      expect(lastLine).toMatch(/^Failed: /);
      for (const cause of causes) expect(lastLine).toMatch(cause);
      expect(code).toBe(1);
      expect(report.signIns.migrated).toBe(0);
    },
    CASE_MS,
  );

  it(
    'is the only thing that makes the run fail',
    async () => {
      const ended = await runRehearsal(['--assembly', assembly, '--users', '12', '--no-console']);
      expect(ended.lastLine).toBe('Passed.');
      expect(ended.code).toBe(0);
    },
    CASE_MS,
  );
});
