/** What the engine tells of an execution, as Step Functions' history and trace tell it. */

import type { AslObject } from './asl/asl.ts';
import type { EngineEvent } from './engine.ts';
import type { Execution } from './execution.ts';
import { inputDetails, outputDetails } from './history.ts';
import { resourceOf } from './task-runner.ts';

/** Retries show as another `TaskScheduled`. What a Map Run does, `MapRunner` tells. */
export const followEvent = (
  event: EngineEvent,
  states: ReadonlyMap<string, AslObject>,
  { history, trace }: Pick<Execution, 'history' | 'trace'>,
): void => {
  if ('parentState' in event && 'index' in event) {
    history.add(event.type, { name: event.parentState.name, index: event.index });
    return;
  }
  if (!('state' in event)) return;
  const { name, input, output } = event.state;
  const state = states.get(name) ?? {};
  // A Distributed Map is a Task to the engine.
  const isTask = state.Type === 'Task';
  if (event.type === 'StateEntered') {
    if (isTask) trace.enterTask(name);
    history.add(`${state.Type}StateEntered`, { name, ...inputDetails(input) });
  }
  if (event.type === 'StateFailed' && isTask && event.Error === 'States.Timeout')
    history.add('TaskTimedOut', { ...resourceOf(state), error: 'States.Timeout' });
  if (isTask && (event.type === 'StateCaught' || event.type === 'StateExited'))
    trace.exitTask(name, event.type === 'StateCaught');
  if (event.type === 'StateExited')
    history.add(`${state.Type}StateExited`, { name, ...outputDetails(output) });
};
