// `--serve`, as users run it: what stands in the endpoints file, who may read it, and how it ends.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftOvers, startRehearsal } from './scenarios/run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'serve-'));
/** Where the run keeps its temporary files, so that left-overs show. */
const temporary = mkdtempSync(join(tmpdir(), 'serve-temporary-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
  rmSync(temporary, { recursive: true });
});

const RUN_MS = 120_000;

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

describe('--serve', () => {
  const endpointsFile = join(directory, 'endpoints.json');

  it(
    'deploys, writes the endpoints for its owner only, answers, and stops when asked to',
    async () => {
      const flags = ['--serve', '--endpoints', endpointsFile, '--users', '12', '--password', 'Abcdefgh1!x'];
      const { child, ended, stdout } = startRehearsal(flags, temporary);
      try {
        while (!stdout().includes('Serving until') && child.exitCode === null)
          await new Promise((next) => setTimeout(next, 50));
        const endpoints = json(endpointsFile);
        expect(statSync(endpointsFile).mode & 0o777).toBe(0o600);
        expect(endpoints).toEqual({
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
          source: {
            accountId: '111111111111',
            region: 'eu-west-1',
            userPoolId: 'eu-west-1_SamplePl1',
            clientId: expect.any(String),
            operator: { accessKeyId: expect.any(String), secretAccessKey: expect.any(String) },
          },
          target: {
            accountId: '222222222222',
            region: 'us-east-1',
            userPoolId: expect.stringMatching(/^us-east-1_/),
            clientId: expect.any(String),
            operator: { accessKeyId: expect.any(String), secretAccessKey: expect.any(String) },
            postMigrationArn:
              'arn:aws:states:us-east-1:222222222222:stateMachine:cognito-migration-post-migration',
            cutoverArn: 'arn:aws:states:us-east-1:222222222222:stateMachine:cognito-migration-cutover',
            sweepArn: 'arn:aws:states:us-east-1:222222222222:stateMachine:cognito-migration-sweep',
            ledgerTable: 'cognito-migration-ledger',
          },
          users: expect.any(Array),
        });
        const user = endpoints.users.find(
          (one: { status: string; enabled: boolean; mfa: string[] }) =>
            one.status === 'CONFIRMED' && one.enabled && one.mfa.length === 0,
        );
        const answer = await fetch(endpoints.url, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-amz-json-1.1',
            'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
          },
          body: JSON.stringify({
            ClientId: endpoints.target.clientId,
            AuthFlow: 'USER_PASSWORD_AUTH',
            AuthParameters: { USERNAME: user.login, PASSWORD: 'Abcdefgh1!x' },
          }),
        });
        expect(Object.keys((await answer.json()) as object)).toContain('AuthenticationResult');
        expect(await (await fetch(endpoints.url)).text()).toContain('Rehearsal');
      } finally {
        child.kill('SIGTERM');
      }
      expect((await ended).code).toBe(0);
      expect(leftOvers(temporary)).toEqual([]);
    },
    RUN_MS,
  );
});
