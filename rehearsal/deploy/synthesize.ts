/** Runs the CDK app in a process of its own, without any AWS credentials, as a pipeline would. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeployError } from './errors.ts';
import { plainError } from './plain-error.ts';

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export type SynthesizeOptions = {
  /** Name of a file in `cdk/config/`, or the path of a JSON file, relative to the current directory. */
  readonly config: string;
  /** Where the assembly is written. */
  readonly outdir: string;
};

/** Writes the assembly of one configuration. @throws {DeployError} `SynthFailed` with what the app said. */
export const synthesize = async ({ config, outdir }: SynthesizeOptions): Promise<void> => {
  const context = { ...projectContext(), config: config.endsWith('.json') ? resolve(config) : config };
  const { exitCode, output } = await run(synthEnvironment(process.env, resolve(outdir), context));
  if (exitCode === 0 && existsSync(join(outdir, 'manifest.json'))) return;
  const said = plainError(output) || `it ended with code ${exitCode} and wrote no assembly`;
  throw new DeployError('SynthFailed', `The app could not be synthesized with config ${config}: ${said}`);
};

/**
 * The environment of the CDK app: no AWS variable, so that nothing of this machine's credentials or default account
 * gets into a template. Template validation (about 4 s) is left to `npm run synth`: it changes no template.
 */
export const synthEnvironment = (
  own: NodeJS.ProcessEnv,
  outdir: string,
  context: Readonly<Record<string, unknown>>,
): NodeJS.ProcessEnv => ({
  CDK_VALIDATION: 'false',
  JSII_DEPRECATED: 'quiet',
  ...Object.fromEntries(Object.entries(own).filter(([name]) => !/^(AWS_|CDK_DEFAULT_)/i.test(name))),
  CDK_OUTDIR: outdir,
  CDK_CONTEXT_JSON: JSON.stringify(context),
});

/** What the CDK CLI would pass: the context of cdk.json. */
const projectContext = (): Record<string, unknown> => {
  const file = join(PROJECT, 'cdk.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).context ?? {}) : {};
};

const run = (env: NodeJS.ProcessEnv): Promise<{ exitCode: number | null; output: string }> =>
  new Promise((done, failed) => {
    const app = spawn(process.execPath, ['cdk/app.ts'], {
      cwd: PROJECT,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const chunks: Buffer[] = [];
    app.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    app.on('error', failed);
    app.on('close', (exitCode) => done({ exitCode, output: Buffer.concat(chunks).toString() }));
  });
