/** Starts of the cutover's machine: by its schedule, as it would come by itself, and by an operator. */
import { endWords } from '../end-words.ts';
import type { EndedExecution, Stage } from '../scenario.ts';

export type Run = { readonly executionArn: string; readonly ended: string };

type Needs = Pick<Stage, 'operator' | 'scheduler' | 'names'>;

const runOf = (ended: EndedExecution | undefined): Run => ({
  executionArn: ended?.executionArn ?? '',
  ended: endWords(ended),
});

export const start = async ({ operator }: Needs, input: unknown): Promise<Run> =>
  runOf(await operator.cutover(input));

/** Types of the audit events of one run. */
export const eventsOf = async ({ operator }: Needs, { executionArn }: Run): Promise<readonly string[]> =>
  executionArn === '' ? [] : (await operator.view.audit(executionArn)).map((event) => event['detail-type']);

const fire = async (stage: Needs, name: string): Promise<Run> => {
  const fired = await stage.scheduler.fire(name);
  return fired.status === 'started'
    ? runOf(await stage.operator.endedCutover(fired.executionArn))
    : { executionArn: '', ended: `not delivered: ${fired.errorCode}` };
};

/**
 * One day's run. Where nothing is scheduled an operator starts it; and also where the schedule only assesses, as it does
 * while migrating unless the configuration says `automatic`.
 */
export const runOfTheDay = async (stage: Needs): Promise<readonly Run[]> => {
  const { scheduler, names } = stage;
  const scheduled = [names.cutover, names.cutoverRepair].find(
    (name) => scheduler.nextDue(name) !== undefined,
  );
  if (scheduled === undefined) return [await start(stage, { task: 'cutover' })];
  const run = await fire(stage, scheduled);
  const assessed = (await eventsOf(stage, run)).includes('CutoverAssessed');
  return assessed ? [run, await start(stage, { task: 'cutover' })] : [run];
};
