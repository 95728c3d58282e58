/** Faults that leave users failed and abandoned and a sweep unfinished, until the scenario lifts them. */
import type { Fault, Intercept } from '../../cloud/gateway.ts';
import type { Person } from '../scenario.ts';

type Request = Parameters<Intercept>[0];

export type FaultName = 'target throttled' | 'target without the user' | 'no page of one shard';

const answered = (code: string, status: number): Fault => ({
  kind: 'error',
  code,
  message: 'Injected by the scenario.',
  status,
});

const THROTTLED = answered('TooManyRequestsException', 400);
const UNKNOWN = answered('UserNotFoundException', 400);
const BROKEN = answered('InternalErrorException', 500);

/** The shard in the middle of the source. */
export const BROKEN_SHARD = 'a';

export type Faults = {
  /** The read of the target by which a reconciliation begins: throttled for some, without the user for others. */
  readonly whileReconciling: (failing: readonly Person[], missing: readonly Person[]) => Intercept;
  /** Every page of one shard of the source. */
  readonly whileSweeping: (sourcePoolId: string) => Intercept;
  /** How many requests met each. */
  readonly met: () => Readonly<Record<FaultName, number>>;
};

/** By the Lambda's own role, which it has in the target account alone. */
const READS_TARGET = /:assumed-role\/[^/]+-reconcile-user\//;

const isReadOf = ({ principal, operation, input }: Request, people: readonly Person[]): boolean =>
  principal.kind === 'role' &&
  READS_TARGET.test(principal.arn) &&
  operation === 'AdminGetUser' &&
  people.some(({ user }) => user.Username === (input as { readonly Username?: string }).Username);

/** `source/a` for a page of the shard whose `sub`s begin so. */
export const shardAskedFor = ({ operation, input }: Request, sourcePoolId: string): string | undefined => {
  if (operation !== 'ListUsers') return undefined;
  const { Filter = '', UserPoolId } = input as { readonly Filter?: string; readonly UserPoolId?: string };
  const [, prefix] = /^sub \^= "(\w+)"$/.exec(Filter) ?? [];
  return prefix && `${UserPoolId === sourcePoolId ? 'source' : 'target'}/${prefix}`;
};

export const createFaults = (): Faults => {
  const met = { 'target throttled': 0, 'target without the user': 0, 'no page of one shard': 0 };
  const meet = (name: FaultName, fault: Fault): Fault => {
    met[name] += 1;
    return fault;
  };
  return {
    whileReconciling: (failing, missing) => (request) => {
      if (isReadOf(request, failing)) return meet('target throttled', THROTTLED);
      return isReadOf(request, missing) ? meet('target without the user', UNKNOWN) : undefined;
    },
    whileSweeping: (sourcePoolId) => (request) =>
      shardAskedFor(request, sourcePoolId) === `source/${BROKEN_SHARD}`
        ? meet('no page of one shard', BROKEN)
        : undefined,
    met: () => ({ ...met }),
  };
};
