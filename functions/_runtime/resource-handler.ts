/**
 * What surrounds the work of a custom resource's Lambda: a deadline, a trace, log lines, and an answer to CloudFormation
 * whatever happened, since a deployment waits for one.
 */
import type { Logger } from '@aws-lambda-powertools/logger';
import { MigrationError } from '#core/errors.ts';
import type { PutAnswer } from './answer-url.ts';
import { startDeadline, until } from './deadline.ts';
import { namedError } from './named-handler.ts';
import {
  failureAnswer,
  type ResourceDone,
  type ResourceRequest,
  readResourceRequest,
  responseUrlOf,
  successAnswer,
} from './resource-request.ts';
import { annotateCurrent, traceInvocation } from './tracing.ts';

export type ResourceWork = (request: ResourceRequest, signal: AbortSignal) => Promise<ResourceDone>;

type Surroundings = {
  readonly name: string;
  readonly logger: Logger;
  /** Milliseconds for the work; what is left of the Lambda's timeout is for the answer. */
  readonly limitMs: number;
  /** Throws where nobody can be answered. */
  readonly answerAt: (url: string) => PutAnswer;
};

/** A Lambda that cannot start says so to whoever deploys. */
export const wireResource = (wire: () => ResourceWork): ResourceWork => {
  try {
    return wire();
  } catch (error) {
    return async () => {
      throw error;
    };
  }
};

const tooLate = (name: string): MigrationError =>
  new MigrationError('TargetUnavailable', `${name} had no time left; see its log, and deploy again.`);

/** Work that does not heed its signal is left behind: the deployment is told all the same. */
const doInTime = async (
  work: ResourceWork,
  request: ResourceRequest,
  { name, limitMs }: Surroundings,
): Promise<ResourceDone> => {
  const deadline = startDeadline(limitMs);
  try {
    return await until(deadline.signal, work(request, deadline.signal));
  } catch (error) {
    throw deadline.signal.aborted && !(error instanceof MigrationError) ? tooLate(name) : error;
  } finally {
    deadline.end();
  }
};

const perform = async (event: unknown, work: ResourceWork, surroundings: Surroundings): Promise<object> => {
  const { name, logger } = surroundings;
  try {
    const request = readResourceRequest(event);
    const done = await doInTime(work, request, surroundings);
    logger.info(`${name} done`, { request: request.type, ...done });
    return successAnswer(event, done);
  } catch (error) {
    const { name: reason, message } = namedError(error, name);
    annotateCurrent('reason', reason);
    logger.error(`${name} failed`, { reason, problem: message });
    return failureAnswer(event, message);
  }
};

/**
 * The handler. Does nothing where nobody can be answered. Rejects where the answer was not taken: then Lambda calls again,
 * twice, as for every asynchronous invocation, and finds its work done.
 */
export const createResourceHandler =
  (work: ResourceWork, surroundings: Surroundings) =>
  async (event: unknown): Promise<void> => {
    const { name, logger, answerAt } = surroundings;
    try {
      const putAnswer = answerAt(responseUrlOf(event));
      await putAnswer(await traceInvocation(`## ${name}`, () => perform(event, work, surroundings)));
    } catch (error) {
      const { name: reason, message } = namedError(error, name);
      logger.error(`${name} could not answer`, { reason, problem: message });
      throw namedError(error, name);
    }
  };
