/** A board on which every value that can come from outside tries to become markup. */
import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import { createBoard } from '#rehearsal/console/board.ts';
import { cutoverView, poolView } from '#rehearsal/console/view.ts';
import { computeReport } from '#rehearsal/report/report.ts';
import { migrated, observation, request, sourceUser } from '../report/build-observation.ts';

export const HOSTILE = '<img src=x onerror="alert(\'1\')">&';

export const silent = { step: () => {}, end: () => {} };

export const hostileBoard = () => {
  const board = createBoard();
  const recorder = createRecorder();
  recorder.record('client', {
    time: '2026-01-01T00:00:00.000Z',
    operation: 'InitiateAuth',
    sub: HOSTILE,
    status: 'error',
    errorType: HOSTILE,
    message: HOSTILE,
    durationMs: 1,
  });
  recorder.record('requests', request({ decision: 'denied', reason: HOSTILE, resource: HOSTILE }));
  const address = { accountId: '111111111111', region: 'eu-west-1', userPoolId: HOSTILE };
  recorder.record('executions', {
    arn: HOSTILE,
    name: HOSTILE,
    machine: HOSTILE,
    status: HOSTILE,
    error: HOSTILE,
    startDate: '2026-01-01T00:00:00.000Z',
  });
  board.attach(recorder, {
    pools: () => [poolView('Source', address, [{ UserStatus: HOSTILE, Enabled: false }])],
    ledger: () => ({ [HOSTILE]: 1 }),
    cutover: () =>
      cutoverView(
        [{ id: 'cutover#state', desiredPhase: HOSTILE }],
        [{ ClientName: HOSTILE, ExplicitAuthFlows: [HOSTILE] }],
      ),
  });
  board.watch(HOSTILE, 3, silent).step();
  const users = [sourceUser('a', { UserStatus: HOSTILE, UserMFASettingList: [HOSTILE] })];
  board.show('failed', HOSTILE, computeReport(observation(users, { attempts: [migrated('a')] })));
  return board;
};
