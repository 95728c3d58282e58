/**
 * What surrounds the work of a Lambda that a state machine calls: a deadline, a trace, a log line, and errors under names
 * that the machine matches.
 */
import type { Logger } from '@aws-lambda-powertools/logger';
import { MigrationError } from '#core/errors.ts';
import { startDeadline } from './deadline.ts';
import { annotateCurrent, traceInvocation } from './tracing.ts';

/** The work of one invocation. */
export type Work<Answer> = (payload: unknown, signal: AbortSignal) => Promise<Answer>;

/** Errors of ours keep their names and messages; a message of anybody else's may quote anything. */
export const namedError = (error: unknown, lambda: string): Error => {
  if (error instanceof MigrationError) return error;
  return Object.assign(new Error(`Something unexpected happened; see the log of ${lambda}.`), {
    name: 'Unexpected',
  });
};

/** A Lambda that cannot start says so in every execution: an error of the init phase would have no name to match. */
export const wireOrRefuse = <Answer>(wire: () => Work<Answer>): Work<Answer> => {
  try {
    return wire();
  } catch (error) {
    return async () => {
      throw error;
    };
  }
};

type Surroundings = {
  /** The Lambda's name in the trace and in messages. */
  readonly name: string;
  readonly logger: Logger;
  /** Milliseconds; below the Lambda's timeout and that of the states which call it. */
  readonly limitMs: number;
};

/** The message only where it is ours, the name and the call sites of anything else. */
const describe = (error: unknown): Readonly<Record<string, unknown>> => {
  if (error instanceof MigrationError) return { reason: error.code, problem: error.message };
  const stack = error instanceof Error ? (error.stack ?? '').replace(error.message, '') : '';
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return { reason: 'Unexpected', frames };
};

/** The handler: logs every answer, which holds ids and numbers only. */
export const createNamedHandler =
  <Answer extends object>(work: Work<Answer>, { name, logger, limitMs }: Surroundings) =>
  async (payload: unknown): Promise<Answer> => {
    const deadline = startDeadline(limitMs);
    try {
      return await traceInvocation(`## ${name}`, async () => {
        const answer = await work(payload, deadline.signal);
        logger.info(`${name} done`, { answer });
        return answer;
      });
    } catch (error) {
      const description = describe(error);
      annotateCurrent('reason', String(description.reason));
      logger.error(`${name} failed`, description);
      throw namedError(error, name);
    } finally {
      deadline.end();
    }
  };
