// What a run leaves behind, and what it refuses to overwrite.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRecorder, STREAM_NAMES } from '#rehearsal/cloud/recorder.ts';
import { checkOutputPaths, writeArtifacts, writePrivateJson } from '#rehearsal/report/write-files.ts';
import { executionOf, request, sourceUser } from './build-observation.ts';

const directory = mkdtempSync(join(tmpdir(), 'write-files-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('writeArtifacts', () => {
  it('writes every stream, one object a line, executions once, and both pools as list-users does', () => {
    const recorder = createRecorder();
    recorder.record('requests', request());
    recorder.record('requests', request({ action: 'sts:AssumeRole' }));
    for (const status of ['RUNNING', 'SUCCEEDED'])
      recorder.record('executions', executionOf('a', { status }));
    const out = join(directory, 'new', 'artifacts');
    writeArtifacts(out, recorder, { source: [sourceUser('a')], target: [] });
    const expected = [
      ...STREAM_NAMES.map((name) => `${name}.ndjson`),
      'source-pool.json',
      'target-pool.json',
    ];
    expect(readdirSync(out).toSorted()).toEqual(expected.toSorted());
    const lines = readFileSync(join(out, 'requests.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).action)).toEqual([
      'cognito-idp:AdminInitiateAuth',
      'sts:AssumeRole',
    ]);
    const executions = readFileSync(join(out, 'executions.ndjson'), 'utf8').trimEnd().split('\n');
    expect(executions.map((line) => JSON.parse(line).status)).toEqual(['SUCCEEDED']);
    expect(JSON.parse(readFileSync(join(out, 'source-pool.json'), 'utf8')).Users).toEqual([sourceUser('a')]);
  });

  it('writes objects of S3 below their buckets, and none outside, whatever its key', () => {
    const out = join(directory, 'with-objects');
    const files = { 's3/lists/sweeps/1/a.csv': 'sub,state\n', 's3/lists/../../../../escaped.csv': 'x' };
    writeArtifacts(out, createRecorder(), { source: [], target: [] }, files);
    expect(readFileSync(join(out, 's3', 'lists', 'sweeps', '1', 'a.csv'), 'utf8')).toBe('sub,state\n');
    expect(readFileSync(join(out, 's3', 'lists', 'escaped.csv'), 'utf8')).toBe('x');
  });
});

describe('writePrivateJson', () => {
  it('replaces the file at once, readable for its owner only', () => {
    const file = join(directory, 'endpoints.json');
    writeFileSync(file, 'old');
    writePrivateJson(file, { url: 'x' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ url: 'x' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory).filter((name) => name.includes('partial'))).toEqual([]);
  });
});

describe('checkOutputPaths', () => {
  it('refuses a directory for a file and a file for a directory', () => {
    const file = join(directory, 'a-file');
    writeFileSync(file, '');
    expect(() => checkOutputPaths({ report: directory })).toThrow(/--report .*: is a directory/);
    expect(() => checkOutputPaths({ endpoints: directory })).toThrow(/--endpoints .*: is a directory/);
    expect(() => checkOutputPaths({ artifacts: file })).toThrow(/--artifacts .*: is a file/);
    expect(() => checkOutputPaths({ report: file, artifacts: directory })).not.toThrow();
  });
});
