/** Entry of the attach-triggers Lambda: chooses the real adapters during init and answers CloudFormation's requests. */
import { setTimeout as wait } from 'node:timers/promises';
import { createTransport } from '../_aws/endpoint.ts';
import { createUserPools } from '../_aws/user-pools.ts';
import { answerAt } from '../_runtime/answer-url.ts';
import { createLogger } from '../_runtime/attempt-telemetry.ts';
import { OF_LAMBDA, readNeeded } from '../_runtime/needed-variables.ts';
import { createResourceHandler, wireResource } from '../_runtime/resource-handler.ts';
import { readSettings } from '../_runtime/settings.ts';
import { type AttachTriggers, createAttachTriggers } from './attach-triggers.ts';

const logger = createLogger(process.env.POWERTOOLS_SERVICE_NAME ?? 'attach-triggers');

/** @throws {MigrationError} when settings or environment are wrong */
const wire = (variables: NodeJS.ProcessEnv): AttachTriggers => {
  const { taskRoot } = readNeeded(OF_LAMBDA, variables);
  const settings = readSettings(taskRoot);
  const { target } = settings;
  return createAttachTriggers(
    {
      pools: createUserPools({ target, transport: createTransport(), variables }),
      clock: { wait: (milliseconds, signal) => wait(milliseconds, undefined, { signal }) },
    },
    settings,
  );
};

/** The Lambda itself has 60 s; the rest is for the answer. */
const LIMIT_MS = 45_000;

/** Answers at `ResponseURL`, whatever happened: a deployment waits for it. */
export const handler = createResourceHandler(
  wireResource(() => wire(process.env)),
  { name: 'attach-triggers', logger, limitMs: LIMIT_MS, answerAt },
);
