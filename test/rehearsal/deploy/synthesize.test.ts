/** The CDK app in a process of its own: what it is given and how its refusals read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeployError } from '#rehearsal/deploy/errors.ts';
import { synthEnvironment, synthesize } from '#rehearsal/deploy/synthesize.ts';

const directory = mkdtempSync(join(tmpdir(), 'synthesize-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the environment of the app', () => {
  const own = {
    PATH: '/bin',
    AWS_PROFILE: 'prod',
    AWS_ACCESS_KEY_ID: 'AKIA',
    CDK_DEFAULT_ACCOUNT: '1',
    aws_region: 'x',
  };

  it('holds no AWS variable and no default account', () => {
    const names = Object.keys(synthEnvironment(own, '/out', {}));
    expect(names.filter((name) => /aws|default/i.test(name))).toEqual([]);
    expect(names).toContain('PATH');
  });

  it('names output and context as the CDK CLI does', () => {
    expect(synthEnvironment(own, '/out', { config: 'example' })).toMatchObject({
      CDK_OUTDIR: '/out',
      CDK_CONTEXT_JSON: '{"config":"example"}',
    });
  });
});

describe('a failed synthesis', () => {
  it('is one clear error without a stack trace', async () => {
    const config = join(directory, 'wrong.json');
    writeFileSync(config, '{ "surprise": 1 }');
    const failure = synthesize({ config, outdir: join(directory, 'out') });
    await expect(failure).rejects.toBeInstanceOf(DeployError);
    await expect(failure).rejects.toThrow(
      /^The app could not be synthesized with config .*wrong\.json: .*surprise/s,
    );
    await expect(failure).rejects.toThrow(/^(?!.*\n\s+at )(?!.*Node\.js v)/s);
  });

  it('names the config that does not exist', async () => {
    await expect(synthesize({ config: 'no-such-config', outdir: join(directory, 'out') })).rejects.toThrow(
      /no-such-config/,
    );
  });
});
