/** What a configuration and a ledger say of the phase, and which two lines put it right; and the command itself. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { CUTOVER_STATE_KEY, type CutoverState, NEVER_CUT_OVER } from '#core/cutover-state.ts';
import type { MigrationPhase } from '#core/trigger-settings.ts';
import { advisePhase } from '#tools/check-phase/phase-advice.ts';
import { type Bench, createBench, SCOPE, TABLE } from './tool-bench.ts';

const AT = '2026-11-20T10:00:00.000Z';

const recorded = (change: Partial<CutoverState>): CutoverState => ({
  ...NEVER_CUT_OVER,
  changedAt: AT,
  executionId: 'execution',
  ...change,
});
const CUT_OVER = recorded({ desiredPhase: 'srp-only', clients: ['web'] });
const ROLLED_BACK = recorded({ hold: true, reason: 'a reason' });

const advise = (configured: MigrationPhase, state: CutoverState | undefined, config = 'prod') =>
  advisePhase({ config, configured, ledger: 'table ledger', state });

describe('the phases', () => {
  it.each<[string, MigrationPhase, CutoverState | undefined, RegExp]>([
    [
      'before the first deployment',
      'migrating',
      undefined,
      /There is no table ledger.*as a first deployment/,
    ],
    ['before any cutover', 'migrating', NEVER_CUT_OVER, /agree: configuration and ledger say migrating\.$/],
    ['after a cutover', 'srp-only', CUT_OVER, /say srp-only since 2026-11-20T10:00:00.000Z\.$/],
    ['after a rollback', 'migrating', ROLLED_BACK, /say migrating.*\nA rollback holds.*"resume":true/],
    [
      'after some clients',
      'migrating',
      recorded({ clients: ['web'] }),
      /\nCut over before the others: web\./,
    ],
  ])('agree %s', (_, configured, state, says) => {
    const advice = advise(configured, state);
    expect(advice.agree).toBe(true);
    expect(advice.says).toMatch(says);
    expect(advice.says).not.toContain('cdk deploy');
  });

  it.each<[string, MigrationPhase, CutoverState | undefined, MigrationPhase, RegExp]>([
    ['a cutover is not deployed', 'migrating', CUT_OVER, 'srp-only', /may give the password flows back/],
    ['a rollback is not deployed', 'srp-only', ROLLED_BACK, 'migrating', /may take the password flows away/],
    ['the cutover is yet to come', 'srp-only', NEVER_CUT_OVER, 'migrating', /no cutover is on record/],
    ['nothing is deployed', 'srp-only', undefined, 'migrating', /nobody would migrate by password/],
  ])('disagree where %s, with the two lines that help', (_, configured, state, wanted, says) => {
    const advice = advise(configured, state);
    expect(advice.agree).toBe(false);
    expect(advice.says).toMatch(says);
    expect(advice.says.split('\n').slice(-2)).toEqual([
      `  1. In cdk/config/prod.json set "phase": "${wanted}".`,
      '  2. npx cdk deploy TargetStack --exclusively -c config=prod',
    ]);
    const { agree } = advise(wanted, state);
    expect(agree).toBe(true);
  });

  it('name the file as the operator did', () => {
    expect(advise('migrating', CUT_OVER, '../prod.json').says).toContain('In ../prod.json set "phase"');
  });
});

describe('npm run check-phase', () => {
  let bench: Bench;
  let directory: string;
  beforeAll(async () => {
    bench = await createBench('check-phase.ts');
    directory = mkdtempSync(join(tmpdir(), 'check-phase-'));
  });
  afterAll(async () => {
    rmSync(directory, { recursive: true });
    await bench.close();
  });

  /** The example with other keys. */
  const configWith = (change: Record<string, unknown>): string => {
    const example = JSON.parse(readFileSync('cdk/config/example.json', 'utf8'));
    const like = resolve('cdk/config', example.target.userPool.like);
    const target = { ...example.target, userPool: { like } };
    const file = join(directory, 'other.json');
    writeFileSync(file, JSON.stringify({ ...example, target, ...change }));
    return file;
  };

  const putState = (change: Record<string, AttributeValue> = {}) =>
    bench.put({
      id: { S: CUTOVER_STATE_KEY },
      version: { N: '1' },
      desiredPhase: { S: 'srp-only' },
      clients: { SS: ['web'] },
      hold: { BOOL: false },
      forced: { BOOL: false },
      changedAt: { S: AT },
      executionId: { S: 'execution' },
      ...change,
    });

  const only = (operation: string) =>
    bench.cloud.recorder.entries('requests').filter(({ action }) => action === operation);

  it('agrees where neither knows of a cutover, by one read of one record', async () => {
    const { code, said, complained } = await bench.run(['--config', 'example']);
    expect({ code, complained }).toEqual({ code: 0, complained: '' });
    expect(said).toBe('The phases agree: configuration and ledger say migrating.\n');
    expect(only('dynamodb:GetItem').map(({ resource }) => resource)).toEqual([
      `arn:aws:dynamodb:us-east-1:222222222222:table/${TABLE}`,
    ]);
  });

  it('ends with 1 and two lines after a cutover that is not deployed, and with 0 once it is', async () => {
    await putState();
    const { code, said, complained } = await bench.run(['--config', 'example']);
    expect({ code, said }).toEqual({ code: 1, said: '' });
    expect(complained).toContain('example says migrating, and the ledger says srp-only');
    expect(complained).toContain('1. In cdk/config/example.json set "phase": "srp-only".');
    const deployed = await bench.run(['--config', configWith({ phase: 'srp-only' })]);
    expect(deployed).toMatchObject({ code: 0, said: expect.stringContaining('say srp-only since') });
  });

  it('ends with 2 where the record cannot be read', async () => {
    await putState({ version: { N: '7' } });
    const { code, complained } = await bench.run(['--config', 'example']);
    expect(code).toBe(2);
    expect(complained).toMatch(/cutover#state.*version/);
    await putState();
  });

  it('takes another name for a migration that is not deployed yet', async () => {
    const { code, said } = await bench.run(['--config', configWith({ name: 'second' })]);
    expect(code).toBe(0);
    expect(said).toContain('There is no table second-ledger in 222222222222, us-east-1');
  });

  it('looks at the table and the region that it is told', async () => {
    const named = await bench.run(['--config', configWith({ name: 'second' }), '--table', TABLE]);
    expect(named.code).toBe(1);
    const elsewhere = await bench.run(['--config', 'example', '--region', 'eu-west-1']);
    expect(elsewhere.said).toContain(`${TABLE} in ${SCOPE.accountId}, eu-west-1`);
  });

  it('refuses credentials of another account, whose table would answer for another migration', async () => {
    const { code, complained } = await bench.run(
      ['--config', 'example'],
      bench.credentialsOf('111111111111'),
    );
    expect(code).toBe(2);
    expect(complained).toBe(
      'These credentials are of account 111111111111, and the target is in 222222222222; look at AWS_PROFILE.\n',
    );
  });

  it.each<[string, string[], RegExp]>([
    ['no configuration', [], /--config is missing/],
    ['an unknown flag', ['--stack', 'x'], /Unknown flag --stack/],
    ['a flag twice', ['--config', 'example', '--config', 'example'], /--config is given twice/],
    ['a flag without its value', ['--config', '--table', TABLE], /--config needs a value/],
    ['a stray word', ['--config', 'example', 'more'], /"more" belongs to no flag/],
    ['a wrong table', ['--config', 'example', '--table', 'a b'], /--table a b is no name of a table/],
    ['a wrong region', ['--config', 'example', '--region', 'Ohio'], /--region Ohio is no region/],
  ])('refuses %s, shows how it is used and ends with 2', async (_, argv, message) => {
    const { code, complained } = await bench.run(argv);
    expect(code).toBe(2);
    expect(complained).toMatch(message);
    expect(complained).toMatch(/npm run check-phase -- --config NAME/);
  });

  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['a configuration that is not there', ['nowhere'], {}, /"nowhere" must name an existing JSON file/],
    [
      'credentials nobody knows',
      ['example'],
      { AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAAA' },
      /AWS does not know these credentials/,
    ],
    [
      'an endpoint in the clear',
      ['example'],
      { AWS_ENDPOINT_URL: 'http://ledger.example.com' },
      /neither https nor http on 127\.0\.0\.1/,
    ],
  ])('says what to change for %s, and ends with 2', async (_, [config = ''], env, message) => {
    const { code, complained } = await bench.run(['--config', config], env);
    expect(complained).toMatch(message);
    expect(complained).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });

  it('says which permission is missing', async () => {
    bench.cloud.gateway.intercept(({ operation }) =>
      operation === 'GetItem'
        ? { kind: 'error', code: 'AccessDeniedException', message: 'no', status: 400 }
        : undefined,
    );
    const { code, complained } = await bench.run(['--config', 'example']);
    bench.cloud.gateway.intercept(undefined);
    expect(code).toBe(2);
    expect(complained).toContain('you need dynamodb:GetItem on it');
  });
});
