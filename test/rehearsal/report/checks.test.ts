// What an operator looked at, as reasons to fail, on the terminal and in the report.
import { type Check, checkDifferences } from '#rehearsal/report/checks.ts';
import { computeReport } from '#rehearsal/report/report.ts';
import { reportText } from '#rehearsal/report/table.ts';
import { reasonsToFail } from '#rehearsal/report/verdict.ts';
import { request } from './build-observation.ts';
import { clean } from './clean-run.ts';

const check = (name: string, seen: string, expected = 'SUCCEEDED'): Check => ({ name, seen, expected });

describe('checks', () => {
  it('that are as they should be are no reason to fail', () => {
    expect(checkDifferences([])).toEqual([]);
    expect(checkDifferences([check('a sweep', 'SUCCEEDED')])).toEqual([]);
  });

  it('that are not are told by name, with what was seen', () => {
    const checks = [check('a sweep', 'SUCCEEDED'), check('its redrive', 'FAILED')];
    expect(checkDifferences(checks)).toEqual([
      '1 of 2 checks differ from the runbook: "its redrive": FAILED instead of SUCCEEDED',
    ]);
  });

  it('are not all told where there are many', () => {
    const checks = Array.from({ length: 11 }, (_, index) => check(`number ${index}`, 'FAILED'));
    const [reason = ''] = checkDifferences(checks);
    expect(reason).toContain('11 of 11');
    expect(reason).toContain('and 3 more');
    expect(reason).not.toContain('number 8');
  });

  it('fail the run, and are in report and table', () => {
    const observation = {
      ...clean,
      checks: [check('a sweep', 'FAILED'), check('a long one', 'x'.repeat(200))],
    };
    const report = computeReport(observation);
    expect(report.checks).toEqual(observation.checks);
    expect(reasonsToFail(report, observation).join()).toContain('"a sweep": FAILED instead of SUCCEEDED');
    const text = reportText(report, observation);
    expect(text).toMatch(/a sweep .* FAILED .* NO/);
    expect(text).not.toContain('x'.repeat(100));
    expect(computeReport(clean).checks).toBeNull();
  });
});

it('a permission that the scenario took away may be denied, and no other', () => {
  const denied = (action: string) => request({ decision: 'denied', action, reason: 'x' });
  const reasons = (...actions: string[]) => {
    const observation = { ...clean, withdrawn: ['states:StartExecution'], requests: actions.map(denied) };
    return reasonsToFail(computeReport(observation), observation).join();
  };
  expect(reasons('states:StartExecution')).toBe('');
  expect(reasons('states:StartExecution', 'sqs:SendMessage')).toContain(
    '1 request was denied: sqs:SendMessage',
  );
});
