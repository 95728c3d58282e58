/** A board on which every value that can come from outside tries to become markup. */
import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import { createBoard } from '#rehearsal/console/board.ts';
import { dashboardView } from '#rehearsal/console/dashboard-views.ts';
import { cutoverView, poolView } from '#rehearsal/console/view.ts';
import { computeReport } from '#rehearsal/report/report.ts';
import { recordMetric } from '#rehearsal/services/cloudwatch/metric.ts';
import { MetricStore } from '#rehearsal/services/cloudwatch/metric-store.ts';
import { migrated, observation, request, sourceUser } from '../report/build-observation.ts';

export const HOSTILE = '<img src=x onerror="alert(\'1\')">&';

export const silent = { step: () => {}, end: () => {} };

/** Every kind of widget, and every text in it. */
const hostileDashboard = () => {
  const home = { accountId: '222222222222', region: 'us-east-1' };
  const metrics = [
    [HOSTILE, HOSTILE, HOSTILE, HOSTILE, { label: HOSTILE }],
    [HOSTILE, 'without a value', { label: HOSTILE }],
  ];
  const annotations = { horizontal: [{ value: 1, label: HOSTILE }] };
  const widgets = [
    { type: 'metric', properties: { title: HOSTILE, metrics, annotations } },
    { type: 'metric', properties: { title: HOSTILE, metrics, stacked: true } },
    { type: 'metric', properties: { title: HOSTILE, metrics, view: 'singleValue' } },
    { type: 'metric', properties: { title: HOSTILE, metrics, [HOSTILE]: 1 } },
    { type: 'text', properties: { markdown: `# ${HOSTILE}\n${HOSTILE} \`${HOSTILE}\` *${HOSTILE}*` } },
    { type: 'alarm', properties: { title: HOSTILE, alarms: [HOSTILE] } },
    { type: HOSTILE, properties: {} },
  ];
  const recorder = createRecorder();
  const id = { namespace: HOSTILE, name: HOSTILE, dimensions: { [HOSTILE]: HOSTILE } };
  const clock = { now: () => 0 };
  recordMetric({ recorder, clock }, home, { ...id, unit: 'Count', values: [2], timestamp: 0 });
  const alarms = { statuses: () => [] };
  const body = JSON.stringify({ widgets });
  return dashboardView({ name: HOSTILE, body }, { store: new MetricStore(recorder), alarms }, home);
};

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
    traces: () => [
      {
        sub: HOSTILE,
        traceId: HOSTILE,
        parts: 1,
        milliseconds: 1,
        accounts: [HOSTILE],
        missing: [HOSTILE],
      },
    ],
    dashboards: () => [hostileDashboard()],
  });
  board.watch(HOSTILE, 3, silent).step();
  const users = [sourceUser('a', { UserStatus: HOSTILE, UserMFASettingList: [HOSTILE] })];
  board.show('failed', HOSTILE, computeReport(observation(users, { attempts: [migrated('a')] })));
  return board;
};
