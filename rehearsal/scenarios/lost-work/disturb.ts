/** Lets the requests about single people meet what their points say, and counts what was met. */
import type { Fault, Intercept } from '../../cloud/gateway.ts';
import type { Person, Stage } from '../scenario.ts';
import type { Dealt } from './deal.ts';
import { FAULT_KINDS, type FaultKind, type Meeting, type Mishap, type Worker } from './points.ts';
import { type FindPerson, personFinder, type Request, workerOf } from './requests.ts';

/** How often each kind was met; all of them stand there from the beginning. */
export type Counter = {
  readonly count: (kind: FaultKind, times?: number) => void;
  readonly met: () => Readonly<Record<string, number>>;
};

export const createCounter = (): Counter => {
  const counts = new Map<FaultKind, number>(FAULT_KINDS.map((kind) => [kind, 0]));
  return {
    count: (kind, times = 1) => void counts.set(kind, (counts.get(kind) ?? 0) + times),
    met: () => Object.fromEntries(counts),
  };
};

/** The operation runs, and nobody hears of it. */
const UNHEARD: Fault = { kind: 'drop-answer' };

type Strike = Stage['platform']['strike'];

/**
 * What the gateway does for a mishap. A Lambda is killed by the payload of its invocation.
 * @returns undefined where nobody was there to be killed
 */
export const faultOf = (
  mishap: Mishap,
  worker: Worker,
  strike: Strike,
  isTheirs: (payload: unknown) => boolean,
): Fault | undefined => {
  if (mishap !== 'killed') return mishap;
  const struck = strike(
    ({ functionName, payload }) => functionName.endsWith(`-${worker}`) && isTheirs(payload),
  );
  return struck > 0 ? UNHEARD : undefined;
};

/** What has happened to one person so far. */
type Met = { readonly operations: Set<string>; readonly times: Map<Meeting, number> };

const fits = (meeting: Meeting, request: Request, worker: Worker, sourceAccountId: string): boolean =>
  meeting.operation === request.operation &&
  meeting.by.includes(worker) &&
  (meeting.at === undefined || (meeting.at === 'source') === (request.accountId === sourceAccountId));

export type Disturbance = {
  readonly intercept: Intercept;
  /** Source `sub` of everybody whose admission the bus did not take. */
  readonly untold: () => readonly string[];
};

type Options = {
  readonly dealt: Dealt;
  readonly sourceAccountId: string;
  readonly counter: Counter;
  readonly platform: Stage['platform'];
};

/** Sets who runs twice, too. */
const repeatWork = ({ dealt, counter, platform }: Options, find: FindPerson): void => {
  const decide = (kind: FaultKind) => (input: unknown) => {
    const person = find(input);
    if (!person || dealt.get(person)?.kind !== kind) return false;
    counter.count(kind);
    return true;
  };
  const repeats = decide('execution runs twice');
  platform.repeatExecutions(({ input }) => repeats(input));
  platform.repeatTriggers(decide('trigger runs twice'));
};

const mayMeet = (meeting: Meeting, { operations, times }: Met): boolean =>
  (meeting.after === undefined || operations.has(meeting.after)) &&
  (times.get(meeting) ?? 0) < (meeting.times ?? Number.POSITIVE_INFINITY);

/** The bus got nothing that it kept. */
const isUntold = (request: Request, worker: Worker, fault: Fault): boolean =>
  worker === 'migrate-user' && request.operation === 'PutEvents' && fault.kind !== 'drop-answer';

/** From here on until the intercept is taken away. */
export const disturb = (options: Options): Disturbance => {
  const { dealt, sourceAccountId, counter, platform } = options;
  const find = personFinder([...dealt.keys()]);
  repeatWork(options, find);
  const met = new Map<Person, Met>();
  const untold = new Set<string>();
  const intercept: Intercept = (request) => {
    const worker = workerOf(request);
    const person = worker && find(request.input);
    const point = person && dealt.get(person);
    if (!point) return undefined;
    const had: Met = met.get(person) ?? { operations: new Set(), times: new Map() };
    met.set(person, had);
    const meeting = point.meetings.find(
      (one) => fits(one, request, worker, sourceAccountId) && mayMeet(one, had),
    );
    const fault =
      meeting && faultOf(meeting.does, worker, platform.strike, (payload) => find(payload) === person);
    if (!meeting || !fault) return undefined;
    had.operations.add(request.operation);
    had.times.set(meeting, (had.times.get(meeting) ?? 0) + 1);
    counter.count(point.kind);
    if (isUntold(request, worker, fault)) untold.add(person.sub);
    return fault;
  };
  return { intercept, untold: () => [...untold] };
};
