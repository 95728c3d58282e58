/** Wires one local cloud: all accounts and regions, behind one gateway. What is in it is made by a deployment. */
import type { StackStates } from '../deploy/stack-state.ts';
import { CognitoIdp, type InvokeTrigger } from '../services/cognito-idp/cognito-idp.ts';
import { Lambda } from '../services/lambda/lambda.ts';
import { Logs } from '../services/logs/logs.ts';
import { createSts } from '../services/sts/sts.ts';
import { XRay } from '../services/xray/xray.ts';
import { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
import { Iam } from './iam.ts';
import { createMovableClock, type MovableClock } from './movable-clock.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import type { Credentials } from './service.ts';

export type CloudOptions = Pick<GatewayOptions, 'port' | 'sourceLatency' | 'page'> & {
  /** What made-up ids and codes follow from: the same seed makes the same ones. */
  readonly seed: number;
  /** Whether PreSignUp runs for a migrating user; AWS's documentation leaves it open. @default false */
  readonly preSignUpAfterMigration?: boolean;
};

export type Cloud = {
  /** Where every AWS client of a rehearsal goes: `AWS_ENDPOINT_URL`. */
  readonly url: string;
  readonly iam: Iam;
  readonly cognito: CognitoIdp;
  readonly lambda: Lambda;
  readonly logs: Logs;
  readonly gateway: Gateway;
  readonly recorder: Recorder;
  readonly clock: MovableClock;
  /** The stacks deployed so far; kept by `deployAssembly`. */
  readonly stacks: StackStates;
  /** Keys of a user who may do everything in one account. */
  operator(accountId: string): Credentials;
  /** Ends every connection and every process of the cloud. */
  close(): Promise<void>;
};

/** Starts an empty cloud on 127.0.0.1. @throws when the port is taken; nothing is left running then. */
export const createCloud = async (options: CloudOptions): Promise<Cloud> => {
  const { seed, preSignUpAfterMigration = false, ...gatewayOptions } = options;
  const clock = createMovableClock();
  const recorder = createRecorder();
  const iam = new Iam();
  const logs = new Logs({ recorder, clock });
  const xray = new XRay({ recorder, clock });
  const lambda = new Lambda({ iam, recorder, clock, logs, xray, endpoint: () => gateway.url });
  const cognito = new CognitoIdp({ clock, seed, preSignUpAfterMigration, invokeTrigger: triggersOf(lambda) });
  const services = [cognito.service, lambda.service, logs.service, createSts({ iam })];
  const gateway = await startGateway({ ...gatewayOptions, iam, recorder, clock, services }).catch(
    async (error) => {
      await lambda.close();
      throw error;
    },
  );
  return {
    url: gateway.url,
    iam,
    cognito,
    lambda,
    logs,
    gateway,
    recorder,
    clock,
    stacks: new Map(),
    operator: (accountId) => iam.createOperator(accountId),
    close: () =>
      keepingAlive(async () => {
        await Promise.all([gateway.close(), lambda.close()]);
        xray.close();
      }),
  };
};

/** The Lambdas' processes do not keep this one running, so that it cannot hang on them; to see their end, it must run. */
const keepingAlive = async (work: () => Promise<void>): Promise<void> => {
  const alive = setInterval(() => undefined, 60_000);
  try {
    await work();
  } finally {
    clearInterval(alive);
  }
};

/** Cognito invokes a trigger under its own name; the function's resource policy has to allow it. */
const triggersOf =
  (lambda: Lambda): InvokeTrigger =>
  (request) =>
    lambda.invoke({ ...request, invoker: { kind: 'service', service: 'cognito-idp.amazonaws.com' } });
