// What the console page says of the traces of the newest sign-ins.
import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import { createBoard } from '#rehearsal/console/board.ts';
import { renderBody } from '#rehearsal/console/page.ts';
import { recentTraces } from '#rehearsal/console/recent-traces.ts';
import { segmentsOf, tracedRun, traceIdOf } from '../report/build-traces.ts';

const SOURCE_ACCOUNT = '111111111111';

/** The users signed in in this order; of the last one nothing has reached X-Ray but the trigger's own segments. */
const recorded = (subs: readonly string[]) => {
  const recorder = createRecorder();
  for (const event of tracedRun(subs).stored.audit) recorder.record('audit', event);
  for (const sub of subs)
    for (const segment of segmentsOf(sub, (name, part) =>
      sub !== subs.at(-1) || name.startsWith('migrate-user') ? part : undefined,
    ))
      recorder.record('segments', segment);
  return recorder;
};

it('is which user, which trace, how far it came and how long it took, the newest first', () => {
  expect(recentTraces(recorded(['ada', 'ben']), SOURCE_ACCOUNT)).toEqual([
    {
      sub: 'ben',
      traceId: traceIdOf('ben'),
      parts: 6,
      milliseconds: 1000,
      accounts: ['222222222222'],
      missing: expect.arrayContaining(['StartExecution']),
    },
    {
      sub: 'ada',
      traceId: traceIdOf('ada'),
      parts: 24,
      milliseconds: 1000,
      accounts: ['111111111111', '222222222222'],
      missing: [],
    },
  ]);
});

it('is no longer than fits on a screen', () => {
  const many = Array.from({ length: 40 }, (_, index) => `user${String(index)}`);
  const rows = recentTraces(recorded(many), SOURCE_ACCOUNT);
  expect(rows.map(({ sub }) => sub)).toEqual(many.slice(-12).toReversed());
});

it('stands on the page, in words where links are missing', () => {
  const recorder = recorded(['ada', 'ben']);
  const board = createBoard();
  const traces = () => recentTraces(recorder, SOURCE_ACCOUNT);
  board.attach(recorder, { pools: () => [], ledger: () => ({}), traces });
  const body = renderBody(board.view());
  expect(body).toContain(traceIdOf('ada'));
  expect(body).toContain('<td>complete</td>');
  expect(body).toMatch(/missing so far: .*StartExecution/);
});
