/** Faults that nobody meets at a sign-in: of the sweep, its schedule, the pool's trigger and the cutover. */
import { createFaults } from '../reruns/faults.ts';
import { DRY_RUN, FORCED, RESUME, ROLLBACK, SWEEP } from '../reruns/runbook-inputs.ts';
import { answered, count, meet, type Play, type PlayFault } from './play.ts';
import type { FaultId } from './rows.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const failSweep: PlayFault = async (play) => {
  const { stage, sourcePoolId } = play;
  const whileSweeping = createFaults().whileSweeping(sourcePoolId);
  meet(play, 'sweep-child-fails', (request) => whileSweeping(request));
  await stage.operator.sweep(SWEEP);
  await stage.settle();
  return undefined;
};

export const START = 'states:StartExecution';

const refuseSchedule: PlayFault = async (play) => {
  const { stage } = play;
  const giveBack = stage.operator.withdraw(stage.names.sweepSchedule, START);
  count(play, 'schedule-refused');
  await stage.scheduler.fire(stage.names.sweep);
  return async () => {
    giveBack();
    await stage.operator.view.undelivered();
  };
};

/** The pool is looked at by a run of the cutover's machine, and once more when the trigger is back. */
const missTrigger: PlayFault = async (play) => {
  const { operator } = play.stage;
  const putBack = await operator.detachTriggers();
  count(play, 'trigger-missing');
  await operator.cutover(DRY_RUN);
  return async () => {
    await putBack();
    await operator.cutover(DRY_RUN);
  };
};

/** For users who have not come, so that nobody is locked out. */
const rollBack = ({ stage }: Play) => stage.operator.cutover({ ...ROLLBACK, reason: 'Rehearsed.' });

const refuseClient: PlayFault = async (play) => {
  meet(play, 'client-refuses', ({ operation }) =>
    operation === 'UpdateUserPoolClient' ? answered('InvalidParameterException') : undefined,
  );
  await play.stage.operator.cutover({ ...FORCED, ...RESUME });
  return () => rollBack(play);
};

/** Runs as their schedules have them, on the two days that follow a cutover. */
const leavePhase: PlayFault = async (play) => {
  const { stage } = play;
  await stage.operator.cutover({ ...FORCED, ...RESUME });
  count(play, 'phase-not-deployed');
  for (const _ of ['the first day', 'the second day']) {
    stage.advance(DAY_MS);
    await stage.scheduler.runDue();
    await stage.settle();
  }
  return () => rollBack(play);
};

export const OPERATION_FAULTS = {
  'sweep-child-fails': failSweep,
  'schedule-refused': refuseSchedule,
  'trigger-missing': missTrigger,
  'client-refuses': refuseClient,
  'phase-not-deployed': leavePhase,
} as const satisfies Partial<Record<FaultId, PlayFault>>;
