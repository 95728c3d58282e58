/**
 * The one deadline of an invocation. Cognito gives a trigger 5 s, start of the Lambda included, and may call again
 * while it runs; whoever stops before that is called once.
 */

// Cognito's limit is 5 s, not configurable (Developer Guide "Customizing user pool workflows with Lambda triggers");
// half a second is left for Lambda's own start and the way back.
export const TRIGGER_BUDGET_MS = 4_500;

/** An invocation that starts this soon after init ended is the one that waited for it; later ones found it done. */
const INIT_IN_THE_WAY_MS = 250;

/** Left of the function's own timeout, so that the attempt is logged before Lambda kills the process. */
export const LAMBDA_MARGIN_MS = 200;

export type InvocationStart = {
  /** Milliseconds on the same clock as `initEndedAt`. */
  readonly startedAt: number;
  readonly initEndedAt: number;
  /** How long the process took to be ready. */
  readonly initMs: number;
  /** `AWS_LAMBDA_INITIALIZATION_TYPE`: only an on-demand init happens while Cognito waits. */
  readonly initializationType: string | undefined;
  /** What is left of the function's timeout, where Lambda says so. */
  readonly remainingMs: number | undefined;
};

/** Whether Cognito has been waiting since before the process was ready. */
export const waitedForInit = ({
  initializationType,
  startedAt,
  initEndedAt,
}: Pick<InvocationStart, 'initializationType' | 'startedAt' | 'initEndedAt'>): boolean =>
  initializationType === 'on-demand' && startedAt - initEndedAt <= INIT_IN_THE_WAY_MS;

/** Milliseconds this invocation may take: never negative. Keeps no state, so invocations at the same time agree. */
export const migrationBudget = (start: InvocationStart): number => {
  const budget = TRIGGER_BUDGET_MS - (waitedForInit(start) ? start.initMs : 0);
  const lambdas = start.remainingMs === undefined ? budget : start.remainingMs - LAMBDA_MARGIN_MS;
  return Math.max(0, Math.min(budget, lambdas));
};

/** Thrown in place of an answer that did not come in time. */
export class DeadlineReached extends Error {
  override readonly name = 'DeadlineReached';
  constructor() {
    super('The time for this invocation is over.');
  }
}

export type Deadline = {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** Ends the timer; the signal no longer aborts. */
  readonly end: () => void;
};

/** Starts the clock. Whoever starts it ends it. */
export const startDeadline = (budgetMs: number): Deadline => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DeadlineReached()), budgetMs);
  return { signal: controller.signal, end: () => clearTimeout(timer) };
};

/**
 * The work, or nothing once the signal aborts: also for work that cannot be aborted, or that others wait for too.
 * @throws {DeadlineReached}
 */
export const until = async <Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> => {
  let stop = () => {};
  const over = new Promise<never>((_, reject) => {
    stop = () => reject(new DeadlineReached());
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  // The loser of the race may still fail later; nobody waits for it then.
  work.catch(() => {});
  try {
    return await Promise.race([over, work]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

/** Runs side work for at most so long, and never past the invocation's own end. @throws {DeadlineReached} */
export const atMost = async <Result>(
  milliseconds: number,
  invocation: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const own = startDeadline(milliseconds);
  const signal = AbortSignal.any([own.signal, invocation]);
  try {
    return await until(signal, work(signal));
  } finally {
    own.end();
  }
};

/** What went wrong with side work, by the name of its error: an identifier, nothing that somebody typed. */
export const problemName = (error: unknown): string =>
  error instanceof Error && /^[A-Za-z]\w{0,63}$/.test(error.name) ? error.name : 'Unknown';
