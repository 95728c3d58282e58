/** docs/runbook.md from "Assess the cutover" to "Retire account A": every input, in an order in which each can be seen to do its part. */
import { changedBy } from '../changed-by.ts';
import { endWords } from '../end-words.ts';
import type { EndedExecution, Stage } from '../scenario.ts';
import { at, NOTHING_CHANGED } from './check.ts';
import type { Play } from './play.ts';
import {
  ASSESS_RETIREMENT,
  CUTOVER,
  DRY_RUN,
  FORCED,
  ONE_CLIENT,
  RESUME,
  ROLLBACK,
} from './runbook-inputs.ts';

type Started = {
  readonly ended: EndedExecution | undefined;
  /** Beside audit events. */
  readonly changed: readonly string[];
  readonly events: readonly string[];
};

const start = async ({ stage }: Play, input: unknown): Promise<Started> => {
  const { operator } = stage;
  let ended: EndedExecution | undefined;
  const changed = await changedBy(stage, async () => {
    ended = await operator.cutover(input);
  });
  const events = ended ? await operator.view.audit(ended.executionArn) : [];
  return {
    ended,
    changed: changed.filter((key) => !key.startsWith('audit/')),
    events: events.map((event) => event['detail-type']),
  };
};

const flowsOf = ({ appClients }: Stage): unknown =>
  appClients.look().map(({ clientId, flows }) => [clientId, flows.toSorted()]);

const stateOf = async ({ stage }: Play, name: string): Promise<unknown> =>
  (await stage.operator.view.itemOf('cutover#state'))?.[name] ?? 'nothing on record';

const isOpen = ({ appClients }: Stage): boolean =>
  appClients.look().some(({ flows }) => flows.includes('ALLOW_USER_PASSWORD_AUTH'));

/** Runs that say something and leave everything as it is. */
const withoutEffect = async (
  play: Play,
  name: string,
  input: unknown,
  expected: { readonly state: string; readonly events: readonly string[] },
): Promise<EndedExecution | undefined> => {
  const { ended, changed, events } = await start(play, input);
  const { see } = play.checks;
  see(`${name}: the execution`, endWords(ended), `SUCCEEDED in ${expected.state}`);
  see(`${name}: the events`, events, expected.events);
  see(name, changed.join(', ') || NOTHING_CHANGED, NOTHING_CHANGED);
  return ended;
};

const beforeIt = async (play: Play): Promise<void> => {
  const { stage, checks } = play;
  const clientIds = stage.appClients.look().map(({ clientId }) => clientId);
  const assessed = await withoutEffect(play, 'a dry run', DRY_RUN, {
    state: 'Answered',
    events: ['CutoverAssessed'],
  });
  const gates = at(assessed?.output, 'gates');
  checks.see('a dry run: gates', Array.isArray(gates) && gates.length, 5);
  const deferred = { state: 'Deferred', events: ['CutoverDeferred'] };
  await withoutEffect(play, 'a cutover whose gates are not met', CUTOVER, deferred);
  await withoutEffect(play, 'a cutover of one app client', { ...ONE_CLIENT, clientIds }, deferred);
};

const cutOver = async (play: Play): Promise<void> => {
  const { stage, checks } = play;
  const { ended, events } = await start(play, FORCED);
  checks.see('a cutover past the gates: the execution', endWords(ended), 'SUCCEEDED in CutOver');
  checks.see('a cutover past the gates: the events', events, ['CutoverCompleted']);
  checks.see('a cutover past the gates: passwords', isOpen(stage) ? 'let in' : 'refused', 'refused');
  checks.see('a cutover past the gates: the record', await stateOf(play, 'desiredPhase'), 'srp-only');
  // The deployed configuration still says migrating: every run tells of it.
  await withoutEffect(play, 'a cutover, once it is done', CUTOVER, {
    state: 'Answered',
    events: ['PhaseMismatch'],
  });
  const answered = await withoutEffect(play, 'whether account A may go', ASSESS_RETIREMENT, {
    state: 'Answered',
    events: ['PhaseMismatch'],
  });
  checks.see('whether account A may go: not yet', at(answered?.output, 'retirement', 'ready'), false);
};

const rollBack = async (play: Play, before: unknown): Promise<void> => {
  const { stage, checks } = play;
  const input = { ...ROLLBACK, reason: 'Rehearsed.' };
  const { ended, events } = await start(play, input);
  checks.see('a rollback: the execution', endWords(ended), 'SUCCEEDED in RolledBack');
  checks.see('a rollback: the events', events.includes('CutoverRolledBack'), true);
  checks.see('a rollback: the flows', flowsOf(stage), before);
  checks.see('a rollback: the hold', await stateOf(play, 'hold'), true);
  await withoutEffect(play, 'a rollback, a second time', input, { state: 'Answered', events: [] });
  await withoutEffect(play, 'a cutover after a rollback', CUTOVER, {
    state: 'Deferred',
    events: ['CutoverDeferred'],
  });
};

const resume = async (play: Play): Promise<void> => {
  const { checks } = play;
  const { ended, changed, events } = await start(play, RESUME);
  checks.see('a resumed cutover: the execution', endWords(ended), 'SUCCEEDED in Deferred');
  checks.see('a resumed cutover: the events', events, ['CutoverDeferred']);
  checks.see('a resumed cutover: what changes', changed, ['ledger/cutover#state']);
  checks.see('a resumed cutover: the hold', await stateOf(play, 'hold'), false);
};

export const cutOverAndBack = async (play: Play): Promise<void> => {
  if (play.stage.gates === undefined) return;
  const before = flowsOf(play.stage);
  await beforeIt(play);
  await cutOver(play);
  await rollBack(play, before);
  await resume(play);
};
