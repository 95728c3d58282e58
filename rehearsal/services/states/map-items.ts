/** The items of a Distributed Map: picked and shaped by the engine, as those of an inline one would be. */

import type { AslObject } from './asl/asl.ts';
import { withOwnContext } from './asl/engine-definition.ts';
import { runEngine } from './engine.ts';
import { DATA_LIMIT_BYTES, TaskError } from './tasks/run-task.ts';

/**
 * The input of each child, in order. `input` is what the state has after `InputPath`.
 * @throws {TaskError} `States.Runtime` where there is no list, or a path leads nowhere; `States.DataLimitExceeded`.
 */
export const readMapItems = async (
  { ItemsPath, ItemSelector }: AslObject,
  input: unknown,
  context: AslObject,
): Promise<readonly unknown[]> => {
  const pick = {
    Type: 'Map',
    ...(ItemsPath !== undefined && { ItemsPath }),
    ...(ItemSelector !== undefined && { ItemSelector }),
    ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } },
    End: true,
  };
  const outcome = await runEngine({
    definition: { StartAt: 'Pick', States: { Pick: withOwnContext(pick) as AslObject } },
    input,
    context,
    tasks: {},
    onEvent: () => undefined,
    signal: new AbortController().signal,
  });
  if (outcome.status === 'FAILED') throw new TaskError(outcome, false);
  const items = outcome.status === 'SUCCEEDED' && Array.isArray(outcome.output) ? outcome.output : [];
  for (const item of items) checkSize(item);
  return items;
};

const checkSize = (item: unknown): void => {
  if (Buffer.byteLength(JSON.stringify(item)) <= DATA_LIMIT_BYTES) return;
  const cause = `The input of a child execution is above ${DATA_LIMIT_BYTES} bytes.`;
  throw new TaskError({ error: 'States.DataLimitExceeded', cause }, false);
};
