// One trace from the trigger to the audit events, link by link: what is missing is named.
import fc from 'fast-check';
import type { Observation } from '#rehearsal/report/observation.ts';
import { computeReport } from '#rehearsal/report/report.ts';
import { traceTrees } from '#rehearsal/report/trace-tree.ts';
import { traceProblems } from '#rehearsal/report/traces.ts';
import { reasonsToFail } from '#rehearsal/report/verdict.ts';
import { attempt, migrated, REFUSED } from './build-observation.ts';
import { type Change, type Document, segmentsOf, tracedRun, traceIdOf } from './build-traces.ts';

const verdictOf = (observed: Observation): string =>
  reasonsToFail(computeReport(observed), observed).join('\n');

/** Two sign-ins; only the first one's trace is changed. */
const afterChange = (change: Change): Observation =>
  tracedRun(['ada', 'ben'], { segments: [...segmentsOf('ada', change), ...segmentsOf('ben')] });

const without =
  (...names: readonly string[]): Change =>
  (name, part) =>
    names.includes(name) ? undefined : part;

const changing =
  (wanted: string, change: Document): Change =>
  (name, part) =>
    name === wanted ? { ...part, ...change } : part;

describe('the traces of a run', () => {
  it('are complete, over both accounts, where every link is there', () => {
    const observed = tracedRun(['ada', 'ben']);
    expect(computeReport(observed).traces).toEqual({
      complete: 2,
      accounts: ['111111111111', '222222222222'],
    });
    expect(verdictOf(observed)).toBe('');
  });

  it.each<[string, Change, string]>([
    ['the service', without('migrate-user service'), 'the segment of migrate-user'],
    ['the function', without('migrate-user function'), 'the segment of migrate-user'],
    ['the invocation', without('migrate-user own'), "migrate-user's own subsegment"],
    ['the role', without('migrate-user role'), 'AssumeRole of a migrate-user that was started'],
    ['the password check', without('check'), 'AdminInitiateAuth in the source account'],
    ['the read of the source', without('read'), 'AdminGetUser in the source account'],
    ['the event of the attempt', without('told'), "migrate-user's PutEvents"],
    ['StartExecution', without('start'), 'StartExecution'],
    ['the execution', without('machine'), 'the segment of the execution below StartExecution'],
    [
      'reconcile-user',
      without('reconcile-user service'),
      'the segment of reconcile-user below the execution',
    ],
    [
      "reconcile-user's role",
      without('reconcile-user role'),
      'AssumeRole of a reconcile-user that was started',
    ],
    ["reconcile-user's invocation", without('reconcile-user own'), "reconcile-user's own subsegment"],
    [
      "reconcile-user's read of the source",
      without('source read'),
      "reconcile-user's AdminGetUser in the source account",
    ],
    [
      "reconcile-user's read of the target",
      without('target read'),
      "reconcile-user's AdminGetUser in the target account",
    ],
    ['the event of the execution', changing('machine', { subsegments: [] }), "the execution's PutEvents"],
    [
      'an execution of its own trace',
      changing('machine', { trace_id: traceIdOf('else') }),
      'the segment of the execution',
    ],
    [
      'an execution that hangs elsewhere',
      changing('machine', { parent: 'check' }),
      'the segment of the execution',
    ],
    [
      'a call without its account',
      changing('check', { annotations: { region: 'eu-west-1' } }),
      'AdminInitiateAuth',
    ],
    [
      'a call without its region',
      changing('read', { annotations: { account: '111111111111' } }),
      'AdminGetUser',
    ],
    [
      'a call that says another account',
      changing('read', { annotations: { account: '222222222222', region: 'us-east-1' } }),
      'AdminGetUser in the source account',
    ],
  ])('name the link that is missing: %s', (_, change, link) => {
    const observed = afterChange(change);
    expect(computeReport(observed).traces?.complete).toBe(1);
    const verdict = verdictOf(observed);
    expect(verdict).toContain('1 of 2 migrated sign-ins without a complete trace: ');
    expect(verdict).toContain(`${link}`);
    expect(verdict).toContain('is missing');
  });

  it('name the audit events that belong to them', () => {
    const { stored } = tracedRun(['ada']);
    const events = (type: string, change: Document): Observation =>
      tracedRun(['ada'], {
        stored: {
          ...stored,
          audit: stored.audit.map((event) =>
            event['detail-type'] === type
              ? { ...event, detail: { ...(event.detail as Document), ...change } }
              : event,
          ),
        },
      });
    expect(traceProblems(events('UserMigrated', { traceId: undefined }))).toEqual([
      expect.stringContaining('the audit event UserMigrated with a trace id is missing'),
    ]);
    const reconciled = /the audit event UserReconciled of the execution, with the trace id is missing/;
    for (const change of [{ executionId: 'another' }, { traceId: 'none' }, { sourceSub: 'else' }])
      expect(traceProblems(events('UserReconciled', change)).join()).toMatch(reconciled);
  });

  it('need no AssumeRole of functions that were running already', () => {
    const warm: Change = (name, part) =>
      name.endsWith('role')
        ? undefined
        : {
            ...part,
            ...(name.endsWith('function') && { subsegments: [{ id: `${name} time`, name: 'Invocation' }] }),
          };
    expect(traceProblems(afterChange(warm))).toEqual([]);
  });

  it('are looked for once for every sign-in that migrated, and for no other', () => {
    const observed = tracedRun(['ada']);
    const rejected = attempt('ben', {}, REFUSED);
    expect(traceProblems({ ...observed, attempts: [...observed.attempts, rejected] })).toEqual([]);
    expect(traceProblems({ ...observed, attempts: [...observed.attempts, migrated('ada')] })).toEqual([
      expect.stringContaining('1 of 2 migrated sign-ins'),
    ]);
  });

  it('count a sign-in once that the trigger was asked about again', () => {
    const observed = tracedRun(['ada']);
    const [told] = observed.stored.audit;
    const again = { ...told, detail: { ...(told?.detail as Document), traceId: traceIdOf('again') } };
    const stored = { ...observed.stored, audit: [again, ...observed.stored.audit] };
    expect(computeReport({ ...observed, stored }).traces?.complete).toBe(1);
    expect(traceProblems({ ...observed, stored })).toEqual([]);
  });

  it('are counted by the audit trail alone where the clients were not ours', () => {
    expect(computeReport(tracedRun(['ada', 'ben'], { attempts: [] })).traces?.complete).toBe(2);
  });

  it('may have holes where faults were injected', () => {
    const broken = afterChange(without('machine'));
    expect(traceProblems({ ...broken, faults: { reset: 1 } })).toEqual([]);
    expect(traceProblems({ ...broken, withdrawn: ['states:StartExecution'] })).toEqual([]);
    expect(computeReport({ ...broken, faults: { reset: 1 } }).traces?.complete).toBe(1);
  });

  it('are none of where nothing was sampled', () => {
    const observed = tracedRun(['ada'], { segments: [] });
    expect(computeReport(observed).traces).toEqual({ complete: 0, accounts: [] });
    expect(verdictOf(observed)).toMatch(/the segment of migrate-user is missing/);
  });
});

describe('a trace', () => {
  it('is the same in whatever order its parts arrive', () => {
    const inOrder = segmentsOf('ada');
    fc.assert(
      fc.property(fc.shuffledSubarray([...inOrder], { minLength: inOrder.length }), (shuffled) => {
        expect(computeReport(tracedRun(['ada'], { segments: shuffled })).traces?.complete).toBe(1);
      }),
    );
  });

  it('keeps a part whose parent never came as one of its roots', () => {
    const trace = traceTrees(segmentsOf('ada', without('start'))).get(traceIdOf('ada'));
    expect(trace?.roots.map(({ id }) => id)).toEqual(['migrate-user service', 'machine']);
  });

  it('is built from whatever was sent, however it looks', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.dictionary(fc.constantFrom('trace_id', 'id', 'parent_id', 'aws', 'subsegments'), fc.anything()),
        ),
        (segments) => {
          expect(() => traceTrees(segments)).not.toThrow();
        },
      ),
    );
  });
});
