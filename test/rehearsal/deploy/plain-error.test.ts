/** What a user sees of a process that failed. */
import { plainError } from '#rehearsal/deploy/plain-error.ts';

const UNCAUGHT = `[WARNING] something is deprecated
/project/cdk/app.ts:12
    throw new Error('x');
          ^

ConfigError: Config example is wrong:
- source.region: "mars" is not a region
    at readConfig (/project/core/config.ts:10:11)
    at file:///project/cdk/app.ts:3:1 {
  code: 'ConfigError'
}

Node.js v24.21.0
`;

describe('the text of a failed process', () => {
  it('is the error alone, without source, trace and version', () => {
    expect(plainError(UNCAUGHT)).toBe('Config example is wrong:\n- source.region: "mars" is not a region');
  });

  it('is what the process said when it ended on purpose', () => {
    expect(plainError('Config example is wrong.\n- one\n')).toBe('Config example is wrong.\n- one');
  });

  it('is empty when nothing was said', () => {
    expect(plainError('\nNode.js v24.21.0\n')).toBe('');
  });
});
