/**
 * Bundles the handler as it is deployed and runs it in a process of its own, with the environment Lambda gives it and
 * an X-Ray daemon that listens.
 */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { BUNDLE_OPTIONS } from '#cdk/constructs/bundle-options.ts';

// Invokes the handler with each event of a group at the same time, one group after the other. TEST_REMAINING_MS: what
// Lambda has left for the invocations of each group. TEST_WAIT_MS: between init and the first of them; without,
// they begin in the turn of the loop in which init ended. The trace is there from the first of them on, as in Lambda.
const RUNNER = `
const trace = process.env._X_AMZN_TRACE_ID;
delete process.env._X_AMZN_TRACE_ID;
const { handler } = require('./index.js');
const remaining = JSON.parse(process.env.TEST_REMAINING_MS ?? '[]');
const settle = (group) => (event) =>
  Promise.resolve(handler(event, { getRemainingTimeInMillis: () => remaining[group] ?? 5000 })).then(
    (value) => ({ value }),
    (error) => ({ errorType: error.name, errorMessage: error.message }),
  );
(async () => {
  const results = [];
  const wait = Number(process.env.TEST_WAIT_MS ?? 0);
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  process.env._X_AMZN_TRACE_ID = trace;
  for (const [index, group] of JSON.parse(process.env.TEST_EVENTS).entries())
    results.push(await Promise.all(group.map(settle(index))));
  // Left to end by itself: a segment may still be on its way.
  process.stdout.write('\\nRESULTS ' + JSON.stringify(results) + '\\n');
})();
`;

export type Result = {
  readonly value?: Record<string, unknown>;
  readonly errorType?: string;
  readonly errorMessage?: string;
};

export type Run = {
  readonly results: readonly (readonly Result[])[];
  /** Everything written to stdout and stderr, the results excepted. */
  readonly output: string;
  /** Segment documents that reached the X-Ray daemon. */
  readonly segments: readonly Record<string, unknown>[];
};

export type Bundle = {
  readonly metafile: Metafile;
  readonly directory: string;
  readonly run: (groups: readonly (readonly unknown[])[], variables: Record<string, string>) => Promise<Run>;
  readonly remove: () => void;
};

const startDaemon = async () => {
  const segments: Record<string, unknown>[] = [];
  const socket = createSocket('udp4');
  socket.on(
    'message',
    (datagram) => void segments.push(JSON.parse(datagram.toString('utf8').split('\n')[1] ?? '{}')),
  );
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const close = async () => {
    // What the process sent is in the socket's buffer by now; two turns of the loop read it.
    await turnOfTheLoop();
    await turnOfTheLoop();
    socket.close();
  };
  return { segments, address: `127.0.0.1:${socket.address().port}`, close };
};

const execute = promisify(execFile);

const run =
  (directory: string): Bundle['run'] =>
  async (groups, variables) => {
    const daemon = await startDaemon();
    const { stdout, stderr } = await execute(process.execPath, [join(directory, 'run.cjs')], {
      env: {
        LAMBDA_TASK_ROOT: directory,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_REGION: 'us-east-1',
        AWS_XRAY_DAEMON_ADDRESS: daemon.address,
        _X_AMZN_TRACE_ID: 'Root=1-65500000-abcdefabcdefabcdefabcdef;Parent=1234567812345678;Sampled=1',
        SOURCE_CLIENT_ID: 'client1',
        TEST_EVENTS: JSON.stringify(groups),
        ...variables,
      },
    });
    await daemon.close();
    const [output = '', results = '[]'] = stdout.split('\nRESULTS ');
    return { results: JSON.parse(results), output: output + stderr, segments: daemon.segments };
  };

/**
 * Bundles with the deployed options. `remove` after use.
 * @param settings written beside it; left out if absent
 * @param name folder in `functions/`
 */
export const bundleHandler = async (settings?: unknown, name = 'migrate-user'): Promise<Bundle> => {
  const directory = mkdtempSync(join(tmpdir(), `${name}-`));
  const { metafile } = await build({
    entryPoints: [join(__dirname, `../../../functions/${name}/handler.ts`)],
    outfile: join(directory, 'index.js'),
    ...BUNDLE_OPTIONS,
    metafile: true,
  });
  if (settings !== undefined) writeFileSync(join(directory, 'settings.json'), JSON.stringify(settings));
  writeFileSync(join(directory, 'run.cjs'), RUNNER);
  return { metafile, directory, run: run(directory), remove: () => rmSync(directory, { recursive: true }) };
};
