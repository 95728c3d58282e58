// Assemblies in which the trace was broken by hand: the run fails and names the link that is missing.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '#rehearsal/deploy/synthesize.ts';
import { type Edit, editedCopy, type Template } from './edit-template.ts';
import { runRehearsal } from './scenarios/run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'sabotage-traces-'));
const assembly = join(directory, 'cdk.out');
beforeAll(() => synthesize({ config: 'example', outdir: assembly }), 120_000);
afterAll(() => rmSync(directory, { recursive: true }));

/** Each case builds both accounts and signs twelve users in. */
const CASE_MS = 240_000;

const rehearse = async (title: string, edit: Edit) => {
  const name = title.replaceAll(/\W+/g, '-');
  const copy = editedCopy(assembly, join(directory, name), 'TargetStack', edit);
  const report = join(directory, `${name}.json`);
  const ended = await runRehearsal(['--assembly', copy, '--users', '12', '--no-console', '--report', report]);
  return { ...ended, report: JSON.parse(readFileSync(report, 'utf8')) };
};

type Properties = Readonly<Record<string, unknown>>;

/** Changes properties of the resource with that literal name. */
const changing =
  (nameProperty: string, name: string, change: (properties: Properties) => Properties): Edit =>
  (_, template): Template => ({
    ...template,
    Resources: Object.fromEntries(
      Object.entries(template.Resources).map(([id, resource]) => {
        if (resource.Properties?.[nameProperty] !== name) return [id, resource];
        return [id, { ...resource, Properties: { ...resource.Properties, ...change(resource.Properties) } }];
      }),
    ),
  });

const passThrough = (name: string): Edit =>
  changing('FunctionName', `cognito-migration-${name}`, () => ({ TracingConfig: { Mode: 'PassThrough' } }));

const tracerOff = (name: string): Edit =>
  changing('FunctionName', `cognito-migration-${name}`, ({ Environment }) => {
    const { Variables } = Environment as { readonly Variables: Properties };
    return { Environment: { Variables: { ...Variables, POWERTOOLS_TRACE_ENABLED: 'false' } } };
  });

describe('a trace that was broken by hand', () => {
  it.each<[string, Edit, RegExp]>([
    [
      'the trigger in pass-through mode',
      passThrough('migrate-user'),
      /^Failed: (\d+) of \1 migrated sign-ins? without a complete trace: the segment of migrate-user is missing$/,
    ],
    [
      'reconcile-user in pass-through mode',
      passThrough('reconcile-user'),
      /^Failed: (\d+) of \1 migrated sign-ins? without a complete trace: the segment of reconcile-user below the execution is missing$/,
    ],
    [
      'the tracer of migrate-user switched off',
      tracerOff('migrate-user'),
      /^Failed: (\d+) of \1 migrated sign-ins? without a complete trace: .*the audit event UserMigrated with a trace id is missing/,
    ],
  ])(
    'makes the run fail, and nobody suffers: %s',
    async (title, edit, reason) => {
      const { code, lastLine, report } = await rehearse(title, edit);
      expect(lastLine).toMatch(reason);
      expect(code).toBe(1);
      expect(report.traces).toEqual({ complete: 0, accounts: [] });
      expect(report.signIns.failed).toBe(0);
      expect(report.lost).toBe(0);
    },
    CASE_MS,
  );

  // "If a trace ID is passed by an upstream service, Step Functions will then send traces", also where X-Ray is not
  // enabled for the machine: Developer Guide "Trace Step Functions request data in AWS X-Ray", 2026-11.
  it(
    'is none where only the machine does not trace by itself: its caller does',
    async () => {
      const edit = changing('StateMachineName', 'cognito-migration-post-migration', () => ({
        TracingConfiguration: { Enabled: false },
      }));
      const { lastLine, report } = await rehearse('the machine without tracing', edit);
      expect(lastLine).toBe('Passed.');
      expect(report.traces.complete).toBe(report.signIns.migrated);
      expect(report.traces.accounts).toEqual(['111111111111', '222222222222']);
    },
    CASE_MS,
  );
});
