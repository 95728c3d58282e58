/** The target directory with the real SDK, against a stub. */
import { createTargetDirectory } from '#functions/_aws/target-directory.ts';
import { settings } from '#test/core/trigger-builders.ts';
import type { StubAnswer } from './aws-stub.ts';
import { IN_TIME, openStub } from './opened.ts';
import { USER_BODY } from './stub-bodies.ts';

const POOL = 'us-east-1_TargetPl1';

const directoryOn = async (...answers: readonly StubAnswer[]) => {
  const { stub, transport, variables } = await openStub(
    (_, earlier) => answers[Math.min(earlier.length, answers.length - 1)] ?? 'hang',
  );
  const { target } = settings();
  return { stub, directory: createTargetDirectory({ userPoolId: POOL, target, transport, variables }) };
};

type Directory = Awaited<ReturnType<typeof directoryOn>>['directory'];

const CREATED = 1_700_000_000;

describe('a user of the target', () => {
  it.each([
    ['as Cognito created it', CREATED + 1, false],
    ['whom somebody has changed', CREATED + 60, true],
    ['of whom nobody can say', undefined, true],
  ])('%s', async (_, modified, touched) => {
    const body = { ...USER_BODY, UserCreateDate: CREATED, UserLastModifiedDate: modified };
    const { stub, directory } = await directoryOn({ body });
    expect(await directory.readUser('sub-1', IN_TIME)).toEqual({
      username: 'liam.porter',
      sub: 'sub-1',
      enabled: true,
      status: 'CONFIRMED',
      factors: [],
      attributes: { sub: 'sub-1', email: 'liam@example.com' },
      touched,
    });
    expect(stub.requests).toMatchObject([
      { action: 'AdminGetUser', region: 'us-east-1', input: { UserPoolId: POOL, Username: 'sub-1' } },
    ]);
  });

  it('may not be there', async () => {
    const { directory } = await directoryOn({ error: 'UserNotFoundException' });
    expect(await directory.readUser('sub-1', IN_TIME)).toBeUndefined();
  });
});

describe('groups', () => {
  it('of a user are listed to the last page', async () => {
    const { stub, directory } = await directoryOn(
      { body: { Groups: [{ GroupName: 'writers' }], NextToken: 'more' } },
      { body: { Groups: [{ GroupName: 'owners' }] } },
    );
    expect(await directory.listGroups('liam', IN_TIME)).toEqual(['writers', 'owners']);
    expect(stub.requests[1]?.input).toMatchObject({ NextToken: 'more' });
  });

  it('tell their IAM role', async () => {
    const { directory } = await directoryOn({ body: { Group: { GroupName: 'owners', RoleArn: 'arn' } } });
    expect(await directory.readGroup('owners', IN_TIME)).toEqual({ name: 'owners', roleArn: 'arn' });
  });

  it('may not be there', async () => {
    const { directory } = await directoryOn({ error: 'ResourceNotFoundException' });
    expect(await directory.readGroup('owners', IN_TIME)).toBeUndefined();
  });
});

describe('a repair', () => {
  it.each<[string, (directory: Directory) => Promise<void>, object]>([
    [
      'AdminUpdateUserAttributes',
      (directory) => directory.updateAttributes('liam', { name: 'Liam', nickname: 'Lee' }, IN_TIME),
      {
        UserAttributes: [
          { Name: 'name', Value: 'Liam' },
          { Name: 'nickname', Value: 'Lee' },
        ],
      },
    ],
    [
      'AdminAddUserToGroup',
      (directory) => directory.addToGroup('liam', 'writers', IN_TIME),
      { GroupName: 'writers' },
    ],
    [
      'AdminSetUserMFAPreference',
      (directory) => directory.preferFactors('liam', ['SMS_MFA'], IN_TIME),
      { SMSMfaSettings: { Enabled: true, PreferredMfa: true } },
    ],
    [
      'AdminSetUserMFAPreference',
      (directory) => directory.preferFactors('liam', ['EMAIL_OTP'], IN_TIME),
      { EmailMfaSettings: { Enabled: true, PreferredMfa: true } },
    ],
    [
      'AdminSetUserMFAPreference',
      (directory) => directory.preferFactors('liam', ['SMS_MFA', 'EMAIL_OTP'], IN_TIME),
      {
        SMSMfaSettings: { Enabled: true, PreferredMfa: true },
        EmailMfaSettings: { Enabled: true, PreferredMfa: false },
      },
    ],
    [
      'AdminDeleteUserAttributes',
      (directory) => directory.removeAttributes('liam', ['name'], IN_TIME),
      { UserAttributeNames: ['name'] },
    ],
    ['AdminDisableUser', (directory) => directory.disable('liam', IN_TIME), {}],
  ])('is one %s', async (action, repair, input) => {
    const { stub, directory } = await directoryOn({ body: {} });
    await repair(directory);
    expect(stub.requests).toMatchObject([
      { action, input: { UserPoolId: POOL, Username: 'liam', ...input } },
    ]);
  });
});

describe('a target that does not do it', () => {
  const write = (directory: Directory) => directory.updateAttributes('liam', { name: 'Liam' }, IN_TIME);

  it.each<[string, StubAnswer, string, string]>([
    ['refuses the role', { error: 'AccessDeniedException' }, 'TargetUnavailable', 'AccessDeniedException'],
    [
      'refuses the value',
      { error: 'InvalidParameterException', message: 'Liam is bad' },
      'TargetRefused',
      'InvalidParameterException',
    ],
    [
      'knows the alias from another',
      { error: 'AliasExistsException' },
      'TargetRefused',
      'AliasExistsException',
    ],
  ])('%s: ends by name, without values', async (_, answer, code, awsError) => {
    const { directory } = await directoryOn(answer);
    const failure = await write(directory).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect(String(failure)).toContain(awsError);
    expect(String(failure)).not.toMatch(/liam/i);
  });

  it.each<[string, StubAnswer]>([
    ['throttles', { error: 'TooManyRequestsException', status: 400 }],
    ['stumbles', { error: 'InternalErrorException', status: 500 }],
    ['is cut off', 'reset'],
  ])('%s: is asked again', async (_, answer) => {
    const { stub, directory } = await directoryOn(answer, { body: {} });
    await write(directory);
    expect(stub.requests).toHaveLength(2);
  });

  it('hangs: is left when the time is over', async () => {
    const { directory } = await directoryOn('hang');
    const end = new AbortController();
    const pending = directory.readUser('liam', end.signal);
    setImmediate(() => end.abort());
    await expect(pending).rejects.toMatchObject({ code: 'TargetUnavailable' });
  });
});
