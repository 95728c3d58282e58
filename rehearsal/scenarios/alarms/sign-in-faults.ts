/** Faults that users meet: in account A, on the way to it, in the trigger itself; and users who are the fault. */
import type { Fault } from '../../cloud/gateway.ts';
import { personFinder } from '../lost-work/requests.ts';
import { GUARDS } from './cast.ts';
import { answered, comeIn, count, meet, type Play, type PlayFault, tryStrangers } from './play.ts';
import type { FaultId } from './rows.ts';

const THROTTLED = answered('TooManyRequestsException');
const BROKEN = answered('InternalErrorException', 500);
const DENIED = answered('AccessDeniedException');

/** Everything that migrate-user asks account A meets it; the whole crowd tries to come in. */
const wholeSource =
  (fault: FaultId, does: Fault, asksAlso?: string): PlayFault =>
  async (play) => {
    meet(play, fault, ({ accountId, operation }, worker) =>
      worker === 'migrate-user' && (accountId === play.sourceAccountId || operation === asksAlso)
        ? does
        : undefined,
    );
    await comeIn(play, play.cast.crowd);
    return undefined;
  };

/** Just above the threshold: the trigger gives up half a second later. Milliseconds. */
const LATE_MS = GUARDS.latencyP99Ms + 5;

/** Two of a hundred: the 99th of them is late. They mistype, so that nothing but the check of the password is slow. */
const slowSource: PlayFault = async (play) => {
  const { cast } = play;
  await tryStrangers(play, GUARDS.minimumLatencySamples - cast.slow.length - 1);
  await comeIn(play, [cast.early]);
  meet(play, 'source-slow', ({ operation }) =>
    operation === 'AdminInitiateAuth' ? { kind: 'delay', milliseconds: LATE_MS } : undefined,
  );
  for (const person of cast.slow) await comeIn(play, [person], 'wrong');
  return undefined;
};

/** Two others are rejected as ever: three attempts say nothing about a share. */
const oneFailure: PlayFault = async (play) => {
  await tryStrangers(play, 2);
  meet(play, 'one-failure', ({ operation }) => (operation === 'AdminInitiateAuth' ? THROTTLED : undefined));
  await comeIn(play, play.cast.crowd.slice(0, 1));
  return undefined;
};

const crash: PlayFault = async (play) => {
  const { stage, cast } = play;
  const find = personFinder([cast.killed]);
  meet(play, 'trigger-crashes', ({ operation, accountId, input }, worker) => {
    const isTheirs = worker === 'migrate-user' && accountId === play.sourceAccountId && find(input);
    if (!isTheirs || operation !== 'AdminGetUser') return undefined;
    const struck = stage.platform.strike(
      ({ functionName, payload }) => functionName === stage.names.migrateUser && find(payload) !== undefined,
    );
    // Without any answer: it shall not end by itself before it is killed.
    return struck > 0 ? { kind: 'hang' } : undefined;
  });
  await comeIn(play, [cast.killed]);
  return undefined;
};

const throttle: PlayFault = async (play) => {
  const { stage, cast } = play;
  const giveBack = stage.platform.throttle(stage.names.migrateUser);
  count(play, 'trigger-throttled');
  await comeIn(play, [cast.throttled]);
  return giveBack;
};

const stuff: PlayFault = async (play: Play) => {
  count(play, 'credential-stuffing');
  await tryStrangers(play, GUARDS.rejectionsPerFiveMinutes);
  return undefined;
};

export const SIGN_IN_FAULTS = {
  'source-throttled': wholeSource('source-throttled', THROTTLED),
  'source-errors': wholeSource('source-errors', BROKEN),
  'source-hangs': wholeSource('source-hangs', { kind: 'hang' }),
  'source-slow': slowSource,
  'one-failure': oneFailure,
  'role-refused': wholeSource('role-refused', DENIED, 'AssumeRole'),
  'trigger-crashes': crash,
  'trigger-throttled': throttle,
  'credential-stuffing': stuff,
} as const satisfies Partial<Record<FaultId, PlayFault>>;
