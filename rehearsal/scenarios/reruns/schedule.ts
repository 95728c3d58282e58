/** docs/runbook.md "When it does not run by itself": the schedule of the templates, fired on a clock that is put ahead. */
import { endWords } from '../end-words.ts';
import { at, changesBy, NOTHING_CHANGED } from './check.ts';
import { comeIn, eventsOf, type Play, recordWords } from './play.ts';
import { SWEEP } from './runbook-inputs.ts';
import { checkSweep } from './sweeps.ts';

const HOUR_MS = 60 * 60 * 1000;
export const DAY_MS = 24 * HOUR_MS;

const START = 'states:StartExecution';

/** It is due, is fired once, and the sweep that it starts removes the shell of a day ago. */
export const scheduledSweep = async (play: Play): Promise<void> => {
  const { stage, cast, checks } = play;
  const { scheduler, names, operator } = stage;
  await stage.recoveryClient.askForCode(cast.shell);
  await stage.settle();
  checks.see('a shell: the target', stage.targetOf(cast.shell)?.status, 'RESET_REQUIRED');
  stage.advance(DAY_MS + HOUR_MS);
  const fired = await scheduler.runDue();
  checks.see(
    'the schedule, a day later',
    fired.map(({ name, status }) => `${name} ${status}`),
    [names.sweep, ...(stage.gates ? [names.cutover] : [])].map((name) => `${name} started`),
  );
  checks.see('the schedule, at once again', await scheduler.runDue(), []);
  const first = fired.find(({ name }) => name === names.sweep);
  const ended = first?.status === 'started' ? await operator.ended(first.executionArn) : undefined;
  await stage.settle();
  checks.see('a scheduled sweep: its input', ended?.input, SWEEP);
  await checkSweep(play, 'a scheduled sweep', ended, stage.people.length);
  const progress = await operator.view.itemOf('progress#latest');
  const age = Date.parse(stage.now()) - Date.parse(String(progress?.startedAt));
  checks.see('a scheduled sweep: the record is of this day', age < HOUR_MS, true);
  const events = await eventsOf(play, cast.shell.sub);
  checks.see('a shell of a day ago: the events', events, [
    'UserResetRequired',
    'UserReconciled',
    'ShellRemoved',
  ]);
  checks.see('a shell of a day ago: the target', stage.targetOf(cast.shell)?.status ?? 'nobody', 'nobody');
  await comeIn(play, cast.shell);
  checks.see(
    'a shell of a day ago: its owner, by password',
    await recordWords(play, cast.shell),
    'reconciled',
  );
};

/** The schedule's role may start nothing any more; what it could not deliver is in the queue, and runs once that is mended. */
export const undeliveredSweep = async ({ stage, checks }: Play): Promise<void> => {
  const { scheduler, names, operator } = stage;
  const giveBack = operator.withdraw(names.sweepSchedule, START);
  let fired: Awaited<ReturnType<typeof scheduler.fire>> | undefined;
  const changes = await changesBy(stage, async () => {
    fired = await scheduler.fire(names.sweep);
    await stage.settle();
  });
  checks.see('a schedule without the permission', fired?.status, 'dead-lettered');
  checks.see('a schedule without the permission: both accounts', changes, NOTHING_CHANGED);
  const kept = await operator.view.undelivered();
  checks.see(
    'the queue: inputs',
    kept.map(({ body }) => JSON.parse(body) as unknown),
    [SWEEP],
  );
  checks.see(
    'the queue: reasons',
    kept.map(({ attributes }) => attributes.ERROR_CODE),
    ['AccessDeniedException'],
  );
  const named = at(kept[0]?.attributes, 'ERROR_MESSAGE');
  checks.see('the queue: the reason names the action', String(named).includes(START), true);
  giveBack();
  const again = await scheduler.fire(names.sweep);
  const ended = again.status === 'started' ? await operator.ended(again.executionArn) : undefined;
  await stage.settle();
  checks.see('the schedule, once that is mended', endWords(ended), 'SUCCEEDED');
};

export const WITHDRAWN: readonly string[] = [START];
