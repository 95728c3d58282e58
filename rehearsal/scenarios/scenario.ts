/** What a scenario gets and what it gives back. It drives clients; it judges nothing. */
import type { MigrationNames } from '#core/names.ts';
import type { CutoverGates } from '#core/trigger-settings.ts';
import type { AppClient } from '../client/app-client.ts';
import type { RecoveryClient } from '../client/recovery-client.ts';
import type { SrpClient } from '../client/srp-client.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Intercept } from '../cloud/gateway.ts';
import type { RehearsalInput } from '../input/load-input.ts';
import type { SeededUser } from '../input/records.ts';
import type { ConfigChanges } from '../input/source-config.ts';
import type { Attempt, ClientLook, Observation, Policies } from '../report/observation.ts';
import type { ObservedAlarm } from '../services/cloudwatch/alarms/alarms.ts';
import type { Scheduler } from '../services/scheduler/scheduler.ts';
import type { OperatorView } from './operator-view.ts';
import type { Held } from './world.ts';

/** One source user with what they type. */
export type Person = {
  readonly user: SeededUser;
  readonly sub: string;
  readonly login: string;
  readonly password: string;
  /** Fits the policy and is nobody's. */
  readonly wrongPassword: string;
  /** What they choose when they set a new one. */
  readonly newPassword: string;
};

/** A pair of accounts: a source pool with its users, and the configuration that the target is deployed with. */
export type Setting = {
  readonly name: string;
  /** For people who read the terminal; empty where there is only one. */
  readonly says: string;
  readonly input: RehearsalInput;
  /** Those who sit in front of clients; users of the source or not. */
  readonly people: readonly Person[];
  /** Changes of the example configuration. @default - the configuration that belongs to the input */
  readonly changes?: ConfigChanges;
  /** Makes what is there before anything is deployed. */
  readonly prepare?: (cloud: Cloud) => Promise<void>;
  readonly run: (stage: Stage) => Promise<ScenarioResult>;
};

export type Progress = { readonly step: () => void; readonly end: () => void };

/** An execution as `DescribeExecution` shows it at its end, an Express one as its log does, or as far as it is where the user wants to stop. */
export type EndedExecution = {
  readonly executionArn: string;
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
  /** Of a Standard execution: what it was started with. */
  readonly input?: unknown;
  /** Of an execution that succeeded. */
  readonly output?: unknown;
  /** Of an Express execution: the state that its log tells of last. */
  readonly endedIn?: string;
};

/** What an operator of the target account does by hand. */
export type Operator = {
  readonly deleteTargetUser: (person: Person) => Promise<void>;
  readonly clearLedgerRecord: (person: Person) => Promise<void>;
  /** Somebody else gets an account with the person's e-mail address, verified. */
  readonly takeEmail: (person: Person) => Promise<void>;
  /** Starts the machine that follows a sign-in and waits for its end. */
  readonly reconcile: (input: unknown) => Promise<EndedExecution>;
  /** Starts the machine of the sweep and waits for its end. Undefined where the assembly has no such machine. */
  readonly sweep: (input: unknown) => Promise<EndedExecution | undefined>;
  /** Starts the machine of the cutover and waits for its end. Undefined where the assembly has no such machine. */
  readonly cutover: (input: unknown) => Promise<EndedExecution | undefined>;
  /** Waits for the end of an execution of that machine that somebody else has started. */
  readonly endedCutover: (executionArn: string) => Promise<EndedExecution>;
  /** Redrives an execution that failed and waits for its new end. @throws what AWS refuses it with */
  readonly redrive: (executionArn: string) => Promise<EndedExecution>;
  /** Waits for the end of a Standard execution that somebody else has started. */
  readonly ended: (executionArn: string) => Promise<EndedExecution>;
  /** What the runbook lets an operator look at. */
  readonly view: OperatorView;
  /** Takes an action away from a role of the target account, by mistake; the answer gives it back. */
  readonly withdraw: (roleName: string, action: string) => () => void;
  /** Takes all triggers off the target pool, by mistake; the answer puts them back. */
  readonly detachTriggers: () => Promise<() => Promise<void>>;
  /** Replays what the audit bus got in that time, to all its rules. Milliseconds since the epoch. */
  readonly replayAudit: (name: string, from: number, until: number) => Promise<void>;
};

/** What a platform may do to work by itself. */
type Platform = Pick<Cloud, 'repeatTriggers'> & {
  readonly repeatExecutions: Cloud['states']['duplicate'];
  readonly strike: Cloud['lambda']['strike'];
  /** Leaves a Lambda of the target account no concurrency; the answer gives it back. */
  readonly throttle: (functionName: string) => () => void;
  /** Takes a CloudWatch Logs resource policy of the target account away; the answer gives it back. */
  readonly withdrawLogPolicy: (name: string) => () => void;
};

/** The target's app clients, and what happens to them outside of a migration. */
export type AppClients = {
  readonly look: () => readonly ClientLook[];
  /** Gives each of them a setting that no SDK knows, as a later version of Cognito may. */
  readonly addSetting: (name: string, value: unknown) => void;
  /** Deploys the assembly once more with a change in every app client, so that CloudFormation sends all that the template says of it. */
  readonly deployAgain: () => Promise<void>;
};

export type Stage = {
  readonly people: readonly Person[];
  readonly policies: Policies;
  readonly passwordClient: AppClient;
  readonly srpClient: SrpClient;
  readonly recoveryClient: RecoveryClient;
  readonly operator: Operator;
  /** Who decides which requests meet a fault; undefined takes all faults away. */
  readonly inject: (intercept: Intercept | undefined) => void;
  readonly platform: Platform;
  readonly appClients: AppClients;
  /** Judges every alarm up to now; all changes of state so far, oldest first. */
  readonly alarms: () => readonly ObservedAlarm[];
  /** What the cutover waits for; undefined where the assembly has none. */
  readonly gates?: CutoverGates;
  /** The target's user who came from that source user. */
  readonly targetOf: (person: Person) => Attempt['target'];
  /** Resolves when nothing that the sign-ins have started runs any more. */
  readonly settle: () => Promise<void>;
  /** ISO 8601, by the clock of the local cloud. */
  readonly now: () => string;
  /** Lets time pass at once, for everybody in the cloud; best while nothing runs. Milliseconds. */
  readonly advance: (milliseconds: number) => void;
  /** Fires the schedules that the templates have; by itself none ever fires. */
  readonly scheduler: Pick<Scheduler, 'runDue' | 'fire' | 'nextDue'>;
  /** What the stacks call things. */
  readonly names: MigrationNames;
  readonly targetPoolId: string;
  /** What both accounts hold now, to see that something changed nothing. */
  readonly held: () => Promise<Held>;
  readonly progress: (phase: string, total: number) => Progress;
  /** Set when the user wants to stop: no further sign-in is begun. */
  readonly stopping: AbortSignal;
};

export type ScenarioResult = Pick<
  Observation,
  | 'attempts'
  | 'srp'
  | 'migrations'
  | 'cases'
  | 'checks'
  | 'faults'
  | 'swept'
  | 'cutover'
  | 'disturbed'
  | 'untold'
  | 'withdrawn'
>;

type Described = {
  readonly name: string;
  /** One line for `--list`. */
  readonly description: string;
};

/** Plays with whatever pool and users the flags name. */
export type PlainScenario = Described & {
  readonly run: (stage: Stage) => Promise<ScenarioResult>;
  readonly settings?: undefined;
};

/** Brings its own settings, the first one with the example configuration as it is. */
export type SettledScenario = Described & { readonly settings: (seed: number) => readonly Setting[] };

export type Scenario = PlainScenario | SettledScenario;
