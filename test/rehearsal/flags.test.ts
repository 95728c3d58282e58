// The command line: every flag, every refusal.
import { parseFlags } from '#rehearsal/flags.ts';

const messageOf = (argv: readonly string[]): string => {
  try {
    parseFlags(argv);
  } catch (error) {
    return error instanceof Error && error.name === 'InputError'
      ? error.message
      : `not an InputError: ${error}`;
  }
  return 'accepted';
};

describe('parseFlags', () => {
  it('runs the default scenario with seed 1 and the console when nothing is asked for', () => {
    expect(parseFlags([])).toEqual({
      scenario: 'default',
      list: false,
      serve: false,
      seed: 1,
      console: true,
    });
  });

  it('reads every flag of a scenario run', () => {
    const argv =
      '--users 12 --scenario default --assembly a --seed 7 --password=--Pw1! --source-latency 0 --report r --artifacts d --no-console --port 0';
    expect(parseFlags(argv.split(' '))).toEqual({
      users: 12,
      scenario: 'default',
      list: false,
      serve: false,
      assembly: 'a',
      seed: 7,
      password: '--Pw1!',
      sourceLatency: 0,
      report: 'r',
      artifacts: 'd',
      console: false,
      port: 0,
    });
  });

  it('reads an own export to be served', () => {
    const flags = parseFlags(['--source-pool', 'p', '--source-users', 'u', '--serve', '--endpoints', 'e']);
    expect(flags).toMatchObject({ sourcePool: 'p', sourceUsers: 'u', serve: true, endpoints: 'e' });
  });

  it.each([
    [['--user', '3'], 'Unknown flag --user.'],
    [['-x'], 'Unknown flag -x.'],
    [['stray'], 'Argument 1 belongs to no flag'],
    [['--users'], '--users needs a value'],
    [['--users', '--serve'], '--users needs a value'],
    [['--users', '0'], '--users 0 is not a whole number from 1 to 20000'],
    [['--users', '1e3'], '--users 1e3 is not a whole number'],
    [['--users', '-5'], '--users -5 is not a whole number'],
    [['--users', '99999'], '--users 99999 is not'],
    [['--seed', 'abc'], '--seed abc is not a whole number'],
    [['--seed', '1', '--seed', '2'], '--seed is given twice'],
    [['--port', '70000'], '--port 70000 is not a whole number from 0 to 65535'],
    [['--source-latency', '1.5'], '--source-latency 1.5 is not'],
    [['--report='], '--report needs a value'],
    [['--serve=yes'], '--serve takes no value'],
    [['--no-console=1'], '--no-console takes no value'],
    [['--users', '3', '--source-pool', 'p', '--source-users', 'u'], 'give one or the other'],
    [['--source-pool', 'p'], '--source-pool and --source-users belong together'],
    [['--source-users', 'u'], '--source-pool and --source-users belong together'],
    [['--serve', '--scenario', 'default'], '--serve runs no scenario'],
    [['--endpoints', 'e'], 'add --serve'],
    [['--list', '--seed', '2'], '--list goes with no other flag'],
  ])('refuses %j', (argv, message) => {
    expect(messageOf(argv)).toContain(message);
  });

  it('never repeats a part of a password in a refusal', () => {
    expect(messageOf(['--password', 'correct', 'horse9!'])).not.toMatch(/correct|horse/);
  });
});
