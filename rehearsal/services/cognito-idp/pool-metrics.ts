/**
 * What Cognito reports about sign-ins, refreshes and sign-ups (`AWS/Cognito`): 1 for a success, 0 for a refusal, so that
 * the average is the share of successes. Developer Guide "User pool metrics in CloudWatch", 2026-11. A challenge is neither
 * yet (inferred); a migrated user is no sign-up.
 */
import { NotModelled, type Operation, type Scope } from '../../cloud/service.ts';
import { reportMetrics } from '../cloudwatch/metric.ts';
import type { Needs } from './needs.ts';
import type { Pool } from './pool.ts';

type Input = Readonly<Record<string, unknown>>;
type MetricName = 'SignInSuccesses' | 'TokenRefreshSuccesses' | 'SignUpSuccesses';
type MetricNeeds = Pick<Needs, 'pools' | 'metrics'>;

/** A refresh has a metric of its own, also when it comes through InitiateAuth. */
const signInOrRefresh = ({ AuthFlow: flow }: Input): MetricName =>
  flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN' ? 'TokenRefreshSuccesses' : 'SignInSuccesses';

const METRIC_OF: Readonly<Record<string, (input: Input) => MetricName>> = {
  InitiateAuth: signInOrRefresh,
  AdminInitiateAuth: signInOrRefresh,
  RespondToAuthChallenge: () => 'SignInSuccesses',
  AdminRespondToAuthChallenge: () => 'SignInSuccesses',
  GetTokensFromRefreshToken: () => 'TokenRefreshSuccesses',
  SignUp: () => 'SignUpSuccesses',
  AdminCreateUser: () => 'SignUpSuccesses',
};

/** The operations, those that CloudWatch hears of counted. */
export const withMetrics = (
  operations: Readonly<Record<string, Operation>>,
  needs: MetricNeeds,
): Readonly<Record<string, Operation>> =>
  Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => {
      const metricOf = METRIC_OF[name];
      return [name, metricOf ? counted(operation, metricOf, needs) : operation];
    }),
  );

const counted = (
  operation: Operation,
  metricOf: (input: Input) => MetricName,
  needs: MetricNeeds,
): Operation => ({
  ...operation,
  handle: async (body: unknown, context) => {
    const input = (body ?? {}) as Input;
    const report = (value: 0 | 1) => reportOutcome(needs, metricOf(input), value, input, context);
    try {
      const answer = (await operation.handle(body, context)) as Input;
      if (answer.ChallengeName === undefined) report(1);
      return answer;
    } catch (error) {
      if (!(error instanceof NotModelled)) report(0);
      throw error;
    }
  },
});

/** Reported in the pool's own account; where there is no such pool, nowhere. */
const reportOutcome = (
  { pools, metrics }: MetricNeeds,
  name: MetricName,
  value: 0 | 1,
  input: Input,
  { accountId, region }: Scope,
): void => {
  const { UserPoolId: poolId, ClientId: clientId } = input;
  const pool = typeof poolId === 'string' ? pools.find(poolId) : pools.ofClient(clientId);
  if (pool?.scope.accountId !== accountId || pool.scope.region !== region) return;
  const dimensions = { UserPool: pool.id, UserPoolClient: clientName(pool, clientId) };
  reportMetrics(metrics, pool.scope, { namespace: 'AWS/Cognito', dimensions, values: [[name, value]] });
};

/** An administrator's users have no client; a client that is not the pool's goes by a fixed name. Same page. */
const clientName = (pool: Pool, clientId: unknown): string => {
  if (clientId === undefined) return 'Admin';
  return typeof clientId === 'string' && pool.clients.has(clientId) ? clientId : 'Invalid';
};
