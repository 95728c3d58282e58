/** How an execution ended, in words. */
import type { EndedExecution } from './scenario.ts';

/** `SUCCEEDED in Reconciled`, `FAILED with NotSrpOnly`. */
export const endWords = (ended: EndedExecution | undefined): string =>
  ended === undefined
    ? 'no such machine'
    : [
        ended.status,
        ...(ended.endedIn ? [`in ${ended.endedIn}`] : []),
        ...(ended.error ? [`with ${ended.error}`] : []),
      ].join(' ');
