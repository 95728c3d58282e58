/** Faults behind a sign-in: the user is let in, and what should follow meets them. */
import type { Fault } from '../../cloud/gateway.ts';
import type { Worker } from '../lost-work/points.ts';
import { personFinder } from '../lost-work/requests.ts';
import type { Person } from '../scenario.ts';
import { answered, comeIn, count, meet, type Play, type PlayFault, tryStrangers } from './play.ts';
import type { FaultId } from './rows.ts';

type Meeting = { readonly by: readonly Worker[]; readonly operation: string; readonly does: Fault };

const BUS_DOWN = answered('InternalException', 500);

/** One person comes in, and every such request in account B meets it. */
const behind =
  (fault: FaultId, who: (play: Play) => Person, { by, operation, does }: Meeting): PlayFault =>
  async (play) => {
    meet(play, fault, (request, worker) =>
      worker !== undefined &&
      by.includes(worker) &&
      request.operation === operation &&
      request.accountId !== play.sourceAccountId
        ? does
        : undefined,
    );
    await comeIn(play, [who(play)]);
    return undefined;
  };

/** The bus does not hear of the admission. */
const unheard =
  (inner: PlayFault, who: (play: Play) => Person): PlayFault =>
  (play) => {
    play.untold.push(who(play).sub);
    return inner(play);
  };

const killedOnce: PlayFault = async (play) => {
  const { stage, cast } = play;
  const find = personFinder([cast.retried]);
  let killed = false;
  meet(play, 'reconcile-killed-once', ({ operation }, worker) => {
    if (killed || worker !== 'reconcile-user' || operation !== 'AdminGetUser') return undefined;
    killed =
      stage.platform.strike(
        ({ functionName, payload }) =>
          functionName === stage.names.reconcileUser && find(payload) !== undefined,
      ) > 0;
    return killed ? { kind: 'hang' } : undefined;
  });
  await comeIn(play, [cast.retried]);
  return undefined;
};

/** What EventBridge may not write is in the archive alone, from where the next fault brings it. */
const closeLog: PlayFault = async (play) => {
  const { stage } = play;
  const giveBack = stage.platform.withdrawLogPolicy(stage.names.audit);
  count(play, 'audit-log-closed');
  await tryStrangers(play, 1);
  return giveBack;
};

/** What EventBridge does in the audit log group that the policy allows no more. */
export const WITHDRAWN_LOGS: readonly string[] = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** The name of the replay, in every event of it. */
export const REPLAY = 'rehearsed';

/** Everything since the beginning, users who were given up among it. */
const replay: PlayFault = async (play) => {
  const { stage, startedAt } = play;
  count(play, 'audit-replayed');
  await stage.operator.replayAudit(REPLAY, startedAt, Date.parse(stage.now()));
  return undefined;
};

const throttledRead = {
  by: ['reconcile-user'],
  operation: 'AdminGetUser',
  does: answered('TooManyRequestsException'),
} as const;
const ofTrigger = { by: ['migrate-user'], operation: 'PutEvents', does: BUS_DOWN } as const;

export const WORK_FAULTS = {
  'start-refused': behind('start-refused', ({ cast }) => cast.notStarted, {
    by: ['migrate-user'],
    operation: 'StartExecution',
    does: answered('AccessDeniedException'),
  }),
  'reconcile-killed-once': killedOnce,
  'target-throttled': behind('target-throttled', ({ cast }) => cast.targetThrottled, throttledRead),
  'ledger-down': behind('ledger-down', ({ cast }) => cast.ledgerDown, {
    by: ['post-migration'],
    operation: 'UpdateItem',
    does: answered('ProvisionedThroughputExceededException'),
  }),
  'user-not-created': behind('user-not-created', ({ cast }) => cast.notCreated, {
    ...throttledRead,
    does: answered('UserNotFoundException'),
  }),
  'audit-untold': unheard(
    behind('audit-untold', ({ cast }) => cast.untold, ofTrigger),
    ({ cast }) => cast.untold,
  ),
  'audit-bus-down': unheard(
    behind('audit-bus-down', ({ cast }) => cast.busDown, {
      ...ofTrigger,
      by: ['migrate-user', 'post-migration'],
    }),
    ({ cast }) => cast.busDown,
  ),
  'audit-log-closed': closeLog,
  'audit-replayed': replay,
} as const satisfies Partial<Record<FaultId, PlayFault>>;
