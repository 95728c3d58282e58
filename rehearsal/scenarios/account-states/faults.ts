/** What the source does instead of answering, put in place for single users at the gateway and counted. */
import type { Fault, Intercept } from '../../cloud/gateway.ts';
import type { FaultName } from './case.ts';

const answered = (code: string, status = 400): Fault => ({
  kind: 'error',
  code,
  message: 'Injected by the scenario.',
  status,
});

const THROTTLED = answered('TooManyRequestsException');
const BROKEN = answered('InternalErrorException', 500);
const REFUSED = answered('AccessDeniedException');
const EXPIRED = answered('ExpiredTokenException');
const HANG: Fault = { kind: 'hang' };
const RESET: Fault = { kind: 'reset' };

/** By the operation that meets the fault. */
type Faults = {
  readonly AdminInitiateAuth?: Fault;
  readonly AdminGetUser?: Fault;
  /** So many requests meet it. @default all */
  readonly times?: number;
};

const FAULTS: Readonly<Record<FaultName, Faults>> = {
  'password check throttled': { AdminInitiateAuth: THROTTLED },
  'password check answered 500': { AdminInitiateAuth: BROKEN },
  'password check loses the connection': { AdminInitiateAuth: RESET },
  'password check hangs': { AdminInitiateAuth: HANG },
  'password check refused to the role': { AdminInitiateAuth: REFUSED },
  'password check says that the credentials have expired, once': { AdminInitiateAuth: EXPIRED, times: 1 },
  'read throttled': { AdminGetUser: THROTTLED },
  'read answered 500': { AdminGetUser: BROKEN },
  'read loses the connection': { AdminGetUser: RESET },
  'read hangs': { AdminGetUser: HANG },
  'read refused to the role': { AdminGetUser: REFUSED },
  'both answers take a second': {
    AdminInitiateAuth: { kind: 'delay', milliseconds: 1_000 },
    AdminGetUser: { kind: 'delay', milliseconds: 1_000 },
  },
};

/** Rows with these wait until the trigger gives up. */
export const isSlow = (fault: FaultName | undefined): boolean => fault !== undefined && /hangs/.test(fault);

type Request = Parameters<Intercept>[0];

/** Only the trigger meets faults: whoever reconciles the user afterwards does not. */
const isTriggers = ({ principal }: Request): boolean =>
  principal.kind === 'role' && principal.arn.endsWith('/migrate-user');

const loginOf = ({ input }: Request): string => {
  const { AuthParameters, Username } = input as {
    readonly AuthParameters?: { readonly USERNAME?: string };
    readonly Username?: string;
  };
  return AuthParameters?.USERNAME ?? Username ?? '';
};

export type FaultSwitch = {
  readonly intercept: Intercept;
  /** From here on, requests about that login meet the fault; undefined takes it away. */
  readonly set: (login: string, fault: FaultName | undefined) => void;
  /** How many requests met each. */
  readonly met: () => Readonly<Record<string, number>>;
};

export const createFaultSwitch = (): FaultSwitch => {
  const inPlace = new Map<string, { readonly name: FaultName; met: number }>();
  const met: Record<string, number> = {};
  const intercept: Intercept = (request) => {
    const set = isTriggers(request) ? inPlace.get(loginOf(request)) : undefined;
    if (!set) return undefined;
    const { times = Number.POSITIVE_INFINITY, ...faults } = FAULTS[set.name];
    const fault = Object.entries(faults).find(([operation]) => operation === request.operation)?.[1];
    if (!fault || set.met >= times) return undefined;
    set.met += 1;
    met[set.name] = (met[set.name] ?? 0) + 1;
    return fault;
  };
  return {
    intercept,
    set: (login, name) => void (name ? inPlace.set(login, { name, met: 0 }) : inPlace.delete(login)),
    met: () => ({ ...met }),
  };
};
