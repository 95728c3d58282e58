import fc from 'fast-check';
import { configJsonSchema, parseConfig } from '#core/config.ts';
import { ConfigError } from '#core/config-error.ts';
import { configInput, problemsOf } from './config-builder.ts';

const messageOf = (input: unknown): string => {
  try {
    parseConfig(input);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'no problem';
};

describe('a configuration', () => {
  it('needs only the accounts, the pools and a client; everything else has a safe default', () => {
    const config = parseConfig(configInput());

    expect(config).toMatchObject({
      name: 'cognito-migration',
      phase: 'migrating',
      tags: {},
      mapping: { rename: {}, drop: [], constant: {} },
      policies: {
        mfa: { unportable: 'reset-required', unportableOnReset: 'reject' },
        passwordPolicy: 'accept',
        resetRequired: 'reset-required',
        letterCaseLookup: false,
        signUpWhenSourceUnreachable: 'refuse',
      },
      groups: { mode: 'from-token', map: {}, create: true, privileged: [] },
      trigger: { memorySize: 1024 },
      logs: { retentionDays: 90 },
      ledger: { deletionProtection: true },
      audit: { retentionDays: 400, archiveDays: 400 },
      reconcile: { sourceOfTruth: 'target' },
      sweep: { enabled: true, schedule: 'rate(1 day)', listUsersShare: 0.5, updateShare: 0.5 },
    });
    expect(config.sweep.expectedUsers).toBeUndefined();
    expect(config.target.userPool.overrides.deletionProtection).toBe(true);
    expect(config.target.selfSignUp).toEqual({ enabled: false });
    expect(config.trigger.provisionedConcurrency).toBeUndefined();
  });

  it('may move users within one account and within one region', () => {
    expect(messageOf(configInput({ target: { accountId: '111111111111', region: 'eu-west-1' } }))).toBe(
      'no problem',
    );
  });

  it('reports every problem at once, each with its path, what was found and what to change', () => {
    const lines = messageOf(
      configInput({
        source: { accountId: '123', region: 'Ireland', userPoolId: undefined },
        appClients: [],
        phase: 'later',
        sweeps: {},
        trigger: { memorySize: 64, provisionedConcurrency: { min: 5, max: '2' } },
        groups: { privileged: ['admins'] },
      }),
    ).split('\n');

    expect(lines[0]).toBe('the configuration has 9 problems:');
    expect(lines.slice(1).map((line) => line.replace(/(\. [A-Za-z].*|: [$a-zA-Z, ]+)$/, ''))).toEqual([
      '  source.accountId: found "123"; must be the 12 digits of an AWS account, in quotes',
      '  source.region: found "Ireland"; must be a region name such as "eu-west-1"',
      '  source.userPoolId: is missing',
      '  appClients: found a list; must have at least 1 entry',
      '  phase: found "later"; must be one of "migrating", "srp-only"',
      '  trigger.memorySize: found 64; must be at least 128',
      '  trigger.provisionedConcurrency.max: found "2"; must be a number',
      '  sweeps: is not a key that is known here; remove it or use one of',
      '  groups.privileged[0]: found "admins"; must be one of the target groups in groups.map; it confirms one of them and adds none',
    ]);
  });

  it.each([
    ['', { sweeps: {} }, 'sweeps'],
    ['the sweep', { sweep: { pace: 1 } }, 'sweep.pace'],
    ['reconcile', { reconcile: { truth: 'source' } }, 'reconcile.truth'],
    ['the source', { source: { clientSecret: 's3cr3t' } }, 'source.clientSecret'],
    ['the target pool', { target: { userPool: { id: 'us-east-1_AbC' } } }, 'target.userPool.id'],
    ['an app client', { appClients: [{ name: 'web', flows: [] }] }, 'appClients[0].flows'],
    ['a policy', { policies: { mfa: { totp: 'migrate' } } }, 'policies.mfa.totp'],
    [
      'the trigger',
      { trigger: { provisionedConcurrency: { min: 1, max: 2, step: 1 } } },
      'trigger.provisionedConcurrency.step',
    ],
  ])('refuses a key it does not know in %s', (_, patch, path) => {
    expect(problemsOf(() => parseConfig(configInput(patch)))).toEqual([
      expect.stringContaining(`${path}: is not a key that is known here`),
    ]);
  });

  it.each(['rate(1 day)', 'rate(1 hour)', 'rate(12 hours)', 'rate(7 days)', 'cron(30 3 ? * MON-FRI *)'])(
    'sweeps by the schedule %s',
    (schedule) => {
      expect(parseConfig(configInput({ sweep: { schedule } })).sweep.schedule).toBe(schedule);
    },
  );

  it.each([
    'daily',
    'rate(1 days)',
    'rate(2 day)',
    'rate(5 minutes)',
    'rate(0 days)',
    'cron(0 3 * * *)',
    'at(2026-11-23T00:00:00)',
  ])('refuses the schedule %s, and says how one is written', (schedule) => {
    expect(problemsOf(() => parseConfig(configInput({ sweep: { schedule } })))).toEqual([
      expect.stringMatching(/^sweep\.schedule: must be such as "rate\(1 day\)"/),
    ]);
  });

  it.each([
    [{ listUsersShare: 0 }, 'sweep.listUsersShare: must be at least 0.01'],
    [{ updateShare: 1.5 }, 'sweep.updateShare: must be at most 1'],
    [{ expectedUsers: 40_000_001 }, 'sweep.expectedUsers: must be at most 40000000'],
    [{ expectedUsers: 1.5 }, 'sweep.expectedUsers: must be a whole number'],
  ])('refuses a sweep of %j', (sweep, problem) => {
    expect(problemsOf(() => parseConfig(configInput({ sweep })))).toEqual([expect.stringContaining(problem)]);
  });

  it.each([null, undefined, [], 'x', 7])('refuses %j as a whole', (input) => {
    expect(messageOf(input)).toContain('(the whole document)');
  });

  it('repeats a wrong policy, though its name speaks of passwords', () => {
    expect(messageOf(configInput({ policies: { passwordPolicy: 'strict' } }))).toContain(
      'policies.passwordPolicy: found "strict"; must be one of "accept", "reset-required"',
    );
  });

  it('never repeats what may be a secret, an address or an attribute value', () => {
    const message = messageOf(
      configInput({
        source: {
          appClient: { clientId: 'abc', clientSecretArn: 'pasted-s3cr3t' },
          clientSecret: 'other-s3cr3t',
        },
        mapping: { constant: { email: 'ann@example.com', sub: 'value-of-a-user' } },
        target: { userPool: { overrides: { email: { sesIdentityArn: 'x', replyTo: '@' } } } },
      }),
    );

    expect(message).toContain(
      'source.appClient.clientSecretArn: must be the ARN of a Secrets Manager secret',
    );
    expect(message).toContain('mapping.constant.email');
    expect(message).not.toMatch(/s3cr3t|ann@|value-of-a-user|"@"/);
  });

  it('answers any JSON value with a configuration or a ConfigError, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('source', 'target', 'appClients', 'mapping', 'groups', 'trigger', 'logs', 'tags', ''),
        (value, key) => {
          const input = key === '' ? value : { ...configInput(), [key]: value };
          expect(() => {
            try {
              parseConfig(input);
            } catch (error) {
              if (!(error instanceof ConfigError) || error.problems.length === 0) throw error;
            }
          }).not.toThrow();
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the schema for editors', () => {
  type Node = { description?: string; properties?: Record<string, Node>; items?: Node; required?: string[] };
  const schema: Node = configJsonSchema();

  const nodes = (path: string, node: Node): [string, Node][] => [
    [path, node],
    ...Object.entries(node.properties ?? {}).flatMap(([key, child]) => nodes(`${path}.${key}`, child)),
    ...(node.items?.properties === undefined
      ? []
      : nodes(`${path}[]`, { ...node.items, description: 'an entry' })),
  ];

  it('explains every key in a sentence', () => {
    const silent = nodes('', schema).filter(([, node]) => !node.description);
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  it('asks only for what has no default', () => {
    expect(schema.required).toEqual(['source', 'target', 'appClients']);
  });
});
