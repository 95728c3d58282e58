/**
 * The alarms scenario: one fault after the other, each on a clock that is put ahead until the alarms of the one before are
 * over, and after each what docs/runbook.md says that it sets off, and nothing else.
 */
import { ALARM_IDS, type AlarmId, alarmName } from '#core/alarms.ts';
import type { ObservedAlarm } from '../../services/cloudwatch/alarms/alarms.ts';
import { peopleOf } from '../people.ts';
import { type Checks, createChecks } from '../reruns/check.ts';
import { RETRY_FAILED } from '../reruns/runbook-inputs.ts';
import type { ScenarioResult, SettledScenario, Stage } from '../scenario.ts';
import { sweep } from '../sweep.ts';
import { alarmUsers, castOf } from './cast.ts';
import { OPERATION_FAULTS, START } from './operation-faults.ts';
import { comeIn, type Play, type PlayFault } from './play.ts';
import { FAULT_IDS, type FaultId, ROWS } from './rows.ts';
import { SIGN_IN_FAULTS } from './sign-in-faults.ts';
import { REPLAY, WITHDRAWN_LOGS, WORK_FAULTS } from './work-faults.ts';

const FAULTS: Readonly<Record<FaultId, PlayFault>> = {
  ...SIGN_IN_FAULTS,
  ...WORK_FAULTS,
  ...OPERATION_FAULTS,
};

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** An alarm looks at five minutes, and at two more periods for data that is late. */
const UNTIL_SEEN_MS = 6 * MINUTE_MS;
const UNTIL_OVER_MS = 30 * MINUTE_MS;

/** Of alarms that look at days. */
const UNTIL_DAYS_ARE_OVER_MS = 7 * DAY_MS;

/**
 * Just after the beginning of a minute: nothing of a fault is divided between two of the periods that an alarm looks at.
 * The clocks of Lambdas may be some milliseconds behind.
 */
const untilNextMinute = ({ now, advance }: Stage): void =>
  advance(MINUTE_MS + CLOCKS_APART_MS - (Date.parse(now()) % MINUTE_MS));

const CLOCKS_APART_MS = 1000;

/** By the ids of the runbook; what is no alarm of the migration has its own name. */
const idOf = ({ names }: Stage, { alarm }: ObservedAlarm): AlarmId | string => {
  const prefix = names.alarms.replace(/-alarms$/, '');
  return ALARM_IDS.find((id) => alarmName(prefix, id) === alarm) ?? alarm;
};

const list = (ids: Iterable<string>): string => [...new Set(ids)].toSorted().join(', ') || 'none';

const stillOn = (stage: Stage, changes: readonly ObservedAlarm[]): string => {
  const last = new Map(changes.map((change) => [idOf(stage, change), change.to]));
  return list([...last].filter(([, state]) => state === 'ALARM').map(([id]) => id));
};

/** Every alarm is told to its topic, which takes it. */
const untold = (stage: Stage, began: readonly ObservedAlarm[]): string =>
  list(
    began
      .filter(({ notified }) => notified.length === 0 || notified.some(({ delivered }) => !delivered))
      .map((change) => idOf(stage, change)),
  );

const playFault = async (play: Play, checks: Checks, fault: FaultId): Promise<void> => {
  const { stage } = play;
  untilNextMinute(stage);
  const before = stage.alarms().length;
  const mend = await FAULTS[fault](play);
  stage.inject(undefined);
  stage.advance(UNTIL_SEEN_MS);
  await mend?.();
  await stage.settle();
  stage.advance(fault === 'phase-not-deployed' ? UNTIL_DAYS_ARE_OVER_MS : UNTIL_OVER_MS);
  const changes = stage.alarms();
  const began = changes.slice(before).filter(({ to }) => to === 'ALARM');
  checks.see(`${fault}: alarms`, list(began.map((change) => idOf(stage, change))), list(ROWS[fault]));
  checks.see(`${fault}: alarms that nobody was told of`, untold(stage, began), 'none');
  checks.see(`${fault}: alarms that are not over afterwards`, stillOn(stage, changes), 'none');
};

/** Of users who were given up, and of the one event that EventBridge could not write at first. */
const checkReplay = async ({ stage }: Play, checks: Checks): Promise<void> => {
  const types = (await stage.operator.view.audit(REPLAY)).map((event) => event['detail-type']);
  const wanted = ['UserAbandoned', 'UserReconciliationFailed', 'UserRejected'];
  checks.see(
    'audit-replayed: events in the log once more',
    list(wanted.filter((type) => types.includes(type))),
    list(wanted),
  );
};

/** docs/runbook.md "After an outage"; those who were let down come once more. */
const putRight = async (play: Play): Promise<true | undefined> => {
  const { stage } = play;
  const { people, targetOf } = stage;
  await comeIn(
    play,
    people.filter((person) => targetOf(person) === undefined),
  );
  await stage.operator.sweep(RETRY_FAILED);
  await stage.settle();
  return sweep(stage);
};

const run = async (
  stage: Stage,
  source: { readonly accountId: string; readonly userPoolId: string },
): Promise<ScenarioResult> => {
  const checks = createChecks();
  const play: Play = {
    stage,
    cast: castOf(stage.people),
    sourceAccountId: source.accountId,
    sourcePoolId: source.userPoolId,
    startedAt: Date.parse(stage.now()),
    attempts: [],
    untold: [],
    met: new Map(FAULT_IDS.map((fault) => [fault, 0])),
    strangers: 0,
  };
  const progress = stage.progress('Faults', FAULT_IDS.length);
  for (const fault of FAULT_IDS) {
    if (stage.stopping.aborted) break;
    await playFault(play, checks, fault);
    if (fault === 'audit-replayed') await checkReplay(play, checks);
    progress.step();
  }
  progress.end();
  const swept = await putRight(play);
  return {
    attempts: play.attempts,
    srp: [],
    checks: checks.all(),
    faults: Object.fromEntries(play.met),
    untold: play.untold,
    disturbed: true,
    withdrawn: [START, ...WITHDRAWN_LOGS],
    ...(swept && { swept }),
  };
};

export const alarms: SettledScenario = {
  name: 'alarms',
  description:
    "every fault of the runbook's table of alarms happens, one after the other, and sets off the alarms that stand there, and no other",
  settings: (seed) => {
    const input = alarmUsers(seed);
    return [
      {
        name: 'alarms',
        says: '',
        input,
        people: peopleOf(input, seed),
        run: (stage) => run(stage, input.address),
      },
    ];
  },
};
