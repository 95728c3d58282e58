/** The history of one execution: its events in the order in which they happened, in the two forms AWS shows them in. */

/** Details as both forms have them; texts are JSON. */
export type EventDetails = Readonly<Record<string, unknown>>;

export type HistoryEvent = {
  /** From 1. */
  readonly id: number;
  readonly previousId: number;
  readonly type: string;
  /** Milliseconds since the epoch, by the cloud's clock. */
  readonly timestamp: number;
  /** How often the execution had been redriven by then. */
  readonly redriveCount: number;
  readonly details: EventDetails;
};

export class History {
  readonly events: HistoryEvent[] = [];
  redriveCount = 0;
  readonly #now: () => number;
  readonly #listener: (event: HistoryEvent) => void;

  /** `listener` hears of each event at once. */
  constructor(now: () => number, listener: (event: HistoryEvent) => void) {
    this.#now = now;
    this.#listener = listener;
  }

  add(type: string, details: EventDetails = {}): void {
    const previousId = this.events.length;
    const { redriveCount } = this;
    const event = { id: previousId + 1, previousId, type, timestamp: this.#now(), redriveCount, details };
    this.events.push(event);
    this.#listener(event);
  }
}

const NOT_TRUNCATED = { truncated: false };

/** `input` and its companion, from a value. */
export const inputDetails = (input: unknown): EventDetails => ({
  input: JSON.stringify(input),
  inputDetails: NOT_TRUNCATED,
});

export const outputDetails = (output: unknown): EventDetails => ({
  output: JSON.stringify(output),
  outputDetails: NOT_TRUNCATED,
});

/** Details that hold what was processed; left out where execution data is not wanted. */
const DATA = ['cause', 'error', 'input', 'inputDetails', 'output', 'outputDetails', 'parameters'];

const withoutData = (details: EventDetails): EventDetails =>
  Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.includes(name)));

/** As Step Functions writes it to a log group. Developer Guide "Log levels", examples, 2026-11. */
export const logLine = (
  { id, previousId, type, timestamp, redriveCount, details }: HistoryEvent,
  executionArn: string,
  includeData: boolean,
): string =>
  JSON.stringify({
    id: String(id),
    type,
    details: includeData ? details : withoutData(details),
    previous_event_id: String(previousId),
    event_timestamp: String(timestamp),
    execution_arn: executionArn,
    redrive_count: String(redriveCount),
  });

/** As GetExecutionHistory answers: the details under a name made of the type. */
export const apiEvent = (
  { id, previousId, type, timestamp, details }: HistoryEvent,
  includeData: boolean,
): Readonly<Record<string, unknown>> => {
  const shown = includeData ? details : withoutData(details);
  const member = detailsMember(type);
  return {
    id,
    previousEventId: previousId,
    type,
    timestamp: timestamp / 1000,
    ...(Object.keys(shown).length > 0 && { [member]: shown }),
  };
};

/** `TaskStateEntered` has `stateEnteredEventDetails`; `TaskFailed` has `taskFailedEventDetails`. */
const detailsMember = (type: string): string => {
  const name = type.replace(/^\w+State(?=Entered|Exited)/, 'State');
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails`;
};
