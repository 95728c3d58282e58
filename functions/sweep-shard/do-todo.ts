/** Does what a page left to do for single users, one after the other and paced, as long as there is time. */
import type { Straggler } from '#core/stragglers.ts';
import { addUp, type Counts } from '#core/sweep-counts.ts';
import type { SweepExecution } from '#core/sweep-input.ts';
import type { Todo } from '#core/sweep-look.ts';
import { WRITES_PER_RECONCILIATION } from '#core/sweep-plan.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { importStraggler } from './import-straggler.ts';
import type { Pace } from './pace.ts';
import type { SweepShardPorts } from './ports.ts';
import { removeShell } from './remove-shell.ts';

export type Doing = {
  readonly ports: SweepShardPorts;
  readonly execution: SweepExecution;
  readonly settings: TriggerSettings;
  readonly updates: Pace;
  /** Milliseconds since the epoch: nothing is begun after it. */
  readonly until: number;
  readonly signal: AbortSignal;
};

export type Done = {
  readonly counts: Counts;
  readonly listed: readonly Straggler[];
  /** What there was no time for. */
  readonly left: readonly Todo[];
};

type One = Pick<Done, 'counts'> & { readonly listed?: Straggler };

const start = async ({ ports, updates, signal }: Doing, sourceSub: string): Promise<One> => {
  await updates.next(signal, WRITES_PER_RECONCILIATION);
  await ports.workflow.startReconciliation({ sourceSub }, signal);
  return { counts: {} };
};

const doOne = async (doing: Doing, todo: Todo): Promise<One> => {
  const { ports, execution, settings, updates, signal } = doing;
  switch (todo.kind) {
    case 'start':
      return start(doing, todo.sub);
    case 'import':
      return importStraggler(ports, todo.sub, execution, settings, updates, signal);
    case 'shell': {
      const { counts, place } = await removeShell(ports, todo, execution, settings, updates, signal);
      if (place === 'started') await start(doing, todo.sub);
      return { counts };
    }
  }
};

/** At least one, so that every invocation gets somewhere. */
export const doTodo = async (doing: Doing, todo: readonly Todo[]): Promise<Done> => {
  const counts: Counts[] = [];
  const listed: Straggler[] = [];
  let done = 0;
  for (const entry of todo) {
    if (done > 0 && doing.ports.clock.now() >= doing.until) break;
    const one = await doOne(doing, entry);
    counts.push(one.counts);
    if (one.listed !== undefined) listed.push(one.listed);
    done += 1;
  }
  return { counts: addUp(...counts), listed, left: todo.slice(done) };
};
