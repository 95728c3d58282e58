import { ALARM_IDS, alarmName } from '#core/alarms.ts';
import { parseConfig } from '#core/config.ts';
import { configInput, problemsOf } from './config-builder.ts';

const KEY = 'arn:aws:kms:us-east-1:222222222222:key/11111111-2222-4333-8444-555555555555';
const problems = (patch: object) => problemsOf(() => parseConfig(configInput(patch)));
const subscriber = (protocol: string, endpoint: string) => ({
  alarms: { subscribers: [{ protocol, endpoint }] },
});

describe('what is seen of a migration', () => {
  it('is on by default: alarms without subscribers, masked logs', () => {
    const { alarms, logs, waf } = parseConfig(configInput());
    expect(alarms).toEqual({
      enabled: true,
      subscribers: [],
      failureShare: 0.01,
      minimumAttempts: 20,
      latencyP99Ms: 4000,
      minimumLatencySamples: 100,
      rejectionsPerFiveMinutes: 100,
      rejectionShare: 0.9,
      sourceAuthFailures: 1,
      runbookUrl: 'docs/runbook.md',
    });
    expect(logs).toEqual({ retentionDays: 90, dataProtection: true, encryption: 'aws' });
    expect(waf).toEqual({ requestsPerFiveMinutes: 300, uncounted: [] });
  });

  it.each<[string, object]>([
    ['an e-mail address', subscriber('email', 'oncall@example.com')],
    ['a URL', subscriber('https', 'https://alerts.example.com/x?key=1')],
    ['a queue', subscriber('sqs', 'arn:aws:sqs:us-east-1:222222222222:alerts')],
    ['a Lambda', subscriber('lambda', 'arn:aws:lambda:us-east-1:222222222222:function:alerts:live')],
    ['a key of its own', { logs: { encryption: 'kms' } }],
    ['an existing key', { logs: { encryption: 'kms', kmsKeyArn: KEY } }],
    ['a copy of the runbook', { alarms: { runbookUrl: 'https://wiki.example.com/runbook' } }],
    ['servers that are not counted', { waf: { uncounted: ['203.0.113.7/32', '2001:db8::/32'] } }],
  ])('may have %s', (_, patch) => expect(problems(patch)).toEqual([]));

  it.each<[string, object, string]>([
    ['email', subscriber('email', 'nobody'), 'alarms.subscribers[0].endpoint: must be an e-mail address'],
    [
      'https',
      subscriber('https', 'http://plain.example.com'),
      'alarms.subscribers[0].endpoint: must be a URL that begins with "https://"',
    ],
    ['sqs', subscriber('sqs', 'alerts'), 'alarms.subscribers[0].endpoint: must be the ARN of a queue'],
    [
      'lambda',
      subscriber('lambda', 'arn:aws:sqs:us-east-1:222222222222:alerts'),
      'alarms.subscribers[0].endpoint: must be the ARN of a Lambda',
    ],
    [
      'a key without encryption',
      { logs: { kmsKeyArn: KEY } },
      'logs.kmsKeyArn: needs logs.encryption "kms"; set it, or remove the key',
    ],
    [
      'a key elsewhere',
      { logs: { encryption: 'kms', kmsKeyArn: KEY.replace('us-east-1', 'eu-west-1') } },
      "logs.kmsKeyArn: must be a key in the target's region, us-east-1, where the logs are",
    ],
  ])('refuses %s by what it must be', (_, patch, problem) => expect(problems(patch)).toEqual([problem]));

  it.each<[string, object]>([
    [
      'an alarm that could never go off, since the handler gives up before',
      { alarms: { latencyP99Ms: 5000 } },
    ],
    ['a rate that WAF does not take', { waf: { requestsPerFiveMinutes: 9 } }],
    ['a single address', { waf: { uncounted: ['203.0.113.7'] } }],
    ['the whole world', { waf: { uncounted: ['0.0.0.0/0'] } }],
    ['an alias for a key', { logs: { encryption: 'kms', kmsKeyArn: KEY.replace('key/', 'alias/') } }],
    ['a protocol that SNS no longer has', subscriber('http', 'http://example.com')],
    ['a link with a chapter of its own', { alarms: { runbookUrl: 'https://wiki/#runbook' } }],
  ])('refuses %s', (_, patch) => expect(problems(patch)).toHaveLength(1));

  it('never repeats whom to tell', () => {
    const text = () => parseConfig(configInput(subscriber('sqs', 'person@example.com')));
    expect(text).toThrow(/endpoint/);
    expect(text).not.toThrow(/person@example/);
  });
});

it('names alarms by their ids, in words', () => {
  const names = ALARM_IDS.map((id) => alarmName('shop', id));
  expect(new Set(names).size).toBe(ALARM_IDS.length);
  expect(alarmName('shop', 'SourceAuthFailed')).toBe('shop-source-auth-failed');
});
