/** Wrong inputs, each started as the console would: all end in Fail, show what is accepted, and leave nothing behind. */

import { concurrently } from '../concurrently.ts';
import { endWords } from '../end-words.ts';
import { at, changesBy, NOTHING_CHANGED } from './check.ts';
import type { Play } from './play.ts';
import { ACCEPTED, WRONG_INPUTS, type WrongInput } from './wrong-inputs.ts';

/** Executions under way at the same time. */
const CONCURRENT = 4;

/** A Lambda's refusal reaches the execution as JSON. Developer Guide "Lambda service exceptions", 2026-11. */
const plainCause = (cause: string): string =>
  cause.startsWith('{') ? String(at(JSON.parse(cause), 'errorMessage')) : cause;

const refuse = async (
  { stage, checks }: Play,
  { machine, with: what, input, says = ACCEPTED[machine] }: WrongInput,
): Promise<void> => {
  const { operator } = stage;
  const start = { sweep: operator.sweep, cutover: operator.cutover, 'post-migration': operator.reconcile };
  const ended = await start[machine](input);
  const { cause = '', error } = ended ?? {};
  const shown = plainCause(cause).includes(says) ? 'says what to change' : `says ${cause}`;
  const name = `${machine} with ${what}`;
  checks.see(
    name,
    `${ended?.status} with ${error}, ${shown}`,
    'FAILED with InvalidInput, says what to change',
  );
};

export const refuseInputs = async (play: Play): Promise<void> => {
  const { stage, checks } = play;
  const progress = stage.progress('Inputs that no machine takes', WRONG_INPUTS.length);
  const one = async (wrong: WrongInput): Promise<void> => {
    await refuse(play, wrong);
    progress.step();
  };
  const changes = await changesBy(stage, () => concurrently(WRONG_INPUTS, CONCURRENT, one, stage.stopping));
  progress.end();
  checks.see('wrong inputs', changes, NOTHING_CHANGED);
};

const REFUSAL = 'FAILED with NotSrpOnly';

/** "A sweep that ended in the state `Failed` would end there again"; "possible for 14 days". */
export const redriveRefused = async (
  { stage, checks }: Play,
  executionArn: string,
  days: 'at once' | 'after 15 days',
): Promise<void> => {
  const name = `redrive of a refused import, ${days}`;
  if (days === 'at once') {
    checks.see(name, endWords(await stage.operator.redrive(executionArn)), REFUSAL);
    return;
  }
  const refused = await stage.operator.redrive(executionArn).then(endWords, (error: Error) => error.name);
  checks.see(name, refused, 'ExecutionNotRedrivable');
};
