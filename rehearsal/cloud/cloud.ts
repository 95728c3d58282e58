/** Wires one local cloud: all accounts and regions, behind one gateway. What is in it is made by a deployment. */
import type { StackStates } from '../deploy/stack-state.ts';
import { CloudWatch } from '../services/cloudwatch/cloudwatch.ts';
import { CognitoIdp, type InvokeTrigger } from '../services/cognito-idp/cognito-idp.ts';
import { DynamoDb } from '../services/dynamodb/dynamodb.ts';
import { Events } from '../services/events/events.ts';
import { Kms } from '../services/kms/kms.ts';
import { Lambda } from '../services/lambda/lambda.ts';
import { Logs } from '../services/logs/logs.ts';
import { Oam } from '../services/oam/oam.ts';
import { S3 } from '../services/s3/s3.ts';
import { Scheduler } from '../services/scheduler/scheduler.ts';
import { SecretsManager } from '../services/secretsmanager/secretsmanager.ts';
import { Sns } from '../services/sns/sns.ts';
import { Sqs } from '../services/sqs/sqs.ts';
import { States } from '../services/states/states.ts';
import { createSts } from '../services/sts/sts.ts';
import { guardUserPools } from '../services/wafv2/guard-user-pools.ts';
import { Wafv2 } from '../services/wafv2/wafv2.ts';
import { XRay } from '../services/xray/xray.ts';
import { Canaries } from './canaries.ts';
import { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
import { Iam } from './iam.ts';
import { createMovableClock, type MovableClock } from './movable-clock.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import type { Credentials, Service } from './service.ts';
import { Work } from './work.ts';

export type CloudOptions = Pick<GatewayOptions, 'port' | 'sourceLatency' | 'page'> & {
  /** What made-up ids and codes follow from: the same seed makes the same ones. */
  readonly seed: number;
  /** Whether PreSignUp runs for a migrating user; AWS's documentation leaves it open. @default false */
  readonly preSignUpAfterMigration?: boolean;
  /** Factor for the waits of Retry and Wait in state machines, so that a rehearsal need not last as long as they do. @default 1 */
  readonly retryTimeScale?: number;
};

/** By the event that Cognito sends. */
type RepeatTrigger = (event: unknown) => boolean;

export type Cloud = {
  /** Where every AWS client of a rehearsal goes: `AWS_ENDPOINT_URL`. */
  readonly url: string;
  readonly iam: Iam;
  readonly cloudwatch: CloudWatch;
  readonly cognito: CognitoIdp;
  readonly kms: Kms;
  readonly lambda: Lambda;
  readonly logs: Logs;
  readonly states: States;
  readonly dynamodb: DynamoDb;
  readonly events: Events;
  readonly oam: Oam;
  readonly s3: S3;
  readonly scheduler: Scheduler;
  readonly secretsManager: SecretsManager;
  readonly sns: Sns;
  readonly sqs: Sqs;
  readonly waf: Wafv2;
  readonly gateway: Gateway;
  readonly recorder: Recorder;
  /** The secrets in all requests and answers so far. */
  readonly canaries: Canaries;
  /** What custom resources answered CloudFormation, as they sent it. */
  readonly customResourceAnswers: string[];
  readonly clock: MovableClock;
  /** The stacks deployed so far; kept by `deployAssembly`. */
  readonly stacks: StackStates;
  /** Sets who decides which calls of a trigger are made twice at once, as Cognito may; undefined: none. */
  repeatTriggers(decide: RepeatTrigger | undefined): void;
  /** Keys of a user who may do everything in one account. */
  operator(accountId: string): Credentials;
  /** Resolves when no execution and no Lambda invocation is running any more, and none has started another. */
  idle(): Promise<void>;
  /** Ends every connection, execution and process of the cloud. */
  close(): Promise<void>;
};

/** Starts an empty cloud on 127.0.0.1. @throws when the port is taken; nothing is left running then. */
export const createCloud = async (options: CloudOptions): Promise<Cloud> => {
  const { seed, preSignUpAfterMigration = false, retryTimeScale = 1, ...gatewayOptions } = options;
  const clock = createMovableClock();
  const recorder = createRecorder();
  const canaries = new Canaries();
  const iam = new Iam(clock);
  const logs = new Logs({ recorder, clock });
  const xray = new XRay({ recorder, clock });
  const work = new Work();
  const platform = { iam, recorder, clock, logs, xray, endpoint: () => gateway.url };
  const lambda = new Lambda(platform);
  const states = new States({ ...platform, work, retryTimeScale });
  const dynamodb = new DynamoDb();
  const events = new Events({ recorder, clock, logs });
  const s3 = new S3({ clock });
  const sqs = new Sqs({ recorder, clock });
  const scheduler = new Scheduler({ iam, recorder, clock, work, endpoint: () => gateway.url });
  const kms = new Kms();
  const oam = new Oam();
  const sns = new Sns({ kms });
  const waf = new Wafv2({ recorder, clock });
  const cloudwatch = new CloudWatch({
    recorder,
    clock,
    publish: ({ alarmArn, ...alarm }) =>
      sns.publishAsService({ service: 'cloudwatch.amazonaws.com', sourceArn: alarmArn, ...alarm }),
  });
  const secretsManager = new SecretsManager({ clock });
  let repeats: RepeatTrigger | undefined;
  const invokeTrigger = triggersOf(lambda, work, (event) => repeats?.(event) === true);
  const cognito = new CognitoIdp({ recorder, clock, seed, preSignUpAfterMigration, invokeTrigger });
  const services = [
    cloudwatch.service,
    guardUserPools(cognito, waf),
    dynamodb.service,
    events.service,
    counted(lambda.service, work),
    logs.service,
    s3.service,
    secretsManager.service,
    sqs.service,
    states.service,
    createSts({ iam }),
  ];
  const gateway = await startGateway({
    ...gatewayOptions,
    iam,
    recorder,
    clock,
    services,
    hear: (service, message) => canaries.hear(service, message),
  }).catch(async (error) => {
    await lambda.close();
    throw error;
  });
  return {
    url: gateway.url,
    iam,
    cloudwatch,
    cognito,
    kms,
    lambda,
    logs,
    states,
    dynamodb,
    events,
    oam,
    s3,
    scheduler,
    secretsManager,
    sns,
    sqs,
    waf,
    gateway,
    recorder,
    canaries,
    customResourceAnswers: [],
    clock,
    stacks: new Map(),
    repeatTriggers: (decide) => {
      repeats = decide;
    },
    operator: (accountId) => iam.createOperator(accountId),
    idle: () => keepingAlive(() => work.idle()),
    close: () =>
      keepingAlive(async () => {
        await Promise.all([states.close(), gateway.close(), lambda.close()]);
        await dynamodb.close();
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

/**
 * Cognito invokes a trigger under its own name; the function's resource policy has to allow it. Of a call that is made
 * twice, as seen in amplify-cli#5425, the first answer counts.
 */
const triggersOf =
  (lambda: Lambda, work: Work, repeats: RepeatTrigger): InvokeTrigger =>
  (request) => {
    const call = () =>
      work.track(
        lambda.invoke({ ...request, invoker: { kind: 'service', service: 'cognito-idp.amazonaws.com' } }),
      );
    if (!repeats(request.payload)) return call();
    return Promise.race([call(), call()]);
  };

/** The service, with each of its operations counted as work until it has ended, also when its caller has given up. */
const counted = (service: Service, work: Work): Service => ({
  ...service,
  operations: Object.fromEntries(
    Object.entries(service.operations).map(([name, operation]) => [
      name,
      {
        ...operation,
        handle: async (input, context) => work.track(Promise.resolve(operation.handle(input, context))),
      },
    ]),
  ),
});
