/** Keys and what their policies let a service do. */
import type { PolicyDocument } from '#rehearsal/cloud/iam.ts';
import { Kms } from '#rehearsal/services/kms/kms.ts';
import { checkUseByLogs } from '#rehearsal/services/kms/use-by-logs.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const GROUP = 'arn:aws:logs:us-east-1:222222222222:log-group:/aws/lambda/x-migrate-user';

const OWNER = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::222222222222:root' },
  Action: 'kms:*',
  Resource: '*',
};
const LOGS = {
  Effect: 'Allow',
  Principal: { Service: 'logs.us-east-1.amazonaws.com' },
  Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
  Resource: '*',
  Condition: {
    ArnLike: {
      'kms:EncryptionContext:aws:logs:arn': ['arn:aws:logs:us-east-1:222222222222:log-group:/aws/lambda/x-*'],
    },
  },
};
const document = (...statements: readonly object[]) =>
  ({ Version: '2012-10-17', Statement: statements }) as unknown as PolicyDocument;

let kms: Kms;
beforeEach(() => {
  kms = new Kms();
});

const keyWith = (...statements: readonly object[]) =>
  kms.createKey(SCOPE, document(...statements), 'key').arn;

describe("a log group's key", () => {
  it('is one whose policy lets CloudWatch Logs use it for that group', () => {
    const arn = keyWith(OWNER, LOGS);
    expect(() => checkUseByLogs(kms, SCOPE, arn, GROUP)).not.toThrow();
  });

  it.each<[string, () => string, string]>([
    ['is not there', () => 'arn:aws:kms:us-east-1:222222222222:key/none', GROUP],
    ['says nothing of the service', () => keyWith(OWNER), GROUP],
    ['means another group', () => keyWith(OWNER, LOGS), GROUP.replace('/x-', '/y-')],
    [
      "means another region's service",
      () => keyWith(OWNER, { ...LOGS, Principal: { Service: 'logs.eu-west-1.amazonaws.com' } }),
      GROUP,
    ],
    ['lets it encrypt only', () => keyWith(OWNER, { ...LOGS, Action: 'kms:Encrypt' }), GROUP],
    ['refuses it', () => keyWith(OWNER, LOGS, { ...LOGS, Effect: 'Deny' }), GROUP],
    ['is named by its id', () => kms.createKey(SCOPE, document(OWNER, LOGS), 'key').keyId, GROUP],
  ])("is refused in AWS's words where it %s", (_, key, group) => {
    const arn = key();
    const refused = () => checkUseByLogs(kms, SCOPE, arn, group);
    expect(refused).toThrow(expect.objectContaining({ code: 'AccessDeniedException' }));
    expect(refused).toThrow(
      `The specified KMS key does not exist or is not allowed to be used with Arn '${group}'`,
    );
  });

  it('is refused once its policy is changed or it is deleted', () => {
    const arn = keyWith(OWNER, LOGS);
    kms.putKeyPolicy(arn, document(OWNER));
    expect(() => checkUseByLogs(kms, SCOPE, arn, GROUP)).toThrow(
      /names the action|does not apply|no statement/,
    );
    kms.scheduleDeletion(arn);
    expect(() => checkUseByLogs(kms, SCOPE, arn, GROUP)).toThrow(/there is no key/);
  });
});

describe('a key', () => {
  it('has an id that follows from where it stands', () => {
    const [one, again] = [keyWith(OWNER), new Kms().createKey(SCOPE, document(OWNER), 'key').arn];
    expect(one).toBe(again);
    expect(one).toMatch(/:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('is refused where nothing lets its own account manage it', () => {
    expect(() => keyWith(LOGS)).toThrow(
      expect.objectContaining({ code: 'MalformedPolicyDocumentException' }),
    );
  });

  it('has aliases, but none of those that are for AWS alone', () => {
    const arn = keyWith(OWNER);
    kms.putAlias(SCOPE, 'alias/x-logs', arn);
    expect(kms.find(SCOPE, 'alias/x-logs')?.arn).toBe(arn);
    kms.removeAlias(SCOPE, 'alias/x-logs');
    expect(kms.find(SCOPE, 'alias/x-logs')).toBeUndefined();
    expect(() => kms.putAlias(SCOPE, 'alias/aws/logs', arn)).toThrow(
      expect.objectContaining({ code: 'InvalidAliasNameException' }),
    );
  });
});
