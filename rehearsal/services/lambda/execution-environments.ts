/** The execution environments of one published function: started when needed or ahead of time, and used again while warm. */

import { performance } from 'node:perf_hooks';
import { assumedRoleArn } from '../../cloud/arn.ts';
import { ServiceError } from '../../cloud/service.ts';
import type { Daemon } from '../xray/xray.ts';
import { executionEnvironment } from './execution-environment.ts';
import { functionLog, newLogStream } from './function-log.ts';
import {
  executionPermission,
  type LambdaDeps,
  type Permission,
  PUT_SEGMENTS,
  type PublishedFunction,
} from './platform.ts';
import { type PhaseOutcome, Sandbox } from './sandbox.ts';

/** Lambda stops an init after this time. Developer Guide "Init phase", 2026-11. */
const INIT_LIMIT_MS = 10_000;

/** A sandbox whose keys end sooner than this is not used again. */
const KEY_MARGIN_MS = 5 * 60_000;

const SERVICE = 'lambda.amazonaws.com';

/** A started sandbox and what belongs to it. */
export type Environment = {
  readonly sandbox: Sandbox;
  readonly log: (line: string) => void;
  readonly permission: Permission;
  /** How its init ended; an invocation waits for this. */
  readonly initialized: Promise<{ readonly outcome: PhaseOutcome; readonly milliseconds: number }>;
  /** Alias that keeps it provisioned. */
  readonly alias: string | undefined;
  readonly expiresAt: number;
  /** Invocations it was given, the running one included. */
  uses: number;
  busy: boolean;
  /** What the running invocation was given; undefined while none runs. */
  payload: unknown;
};

/** Whether a running invocation is to lose its process. */
export type Strike = (invocation: { readonly functionName: string; readonly payload: unknown }) => boolean;

export class ExecutionEnvironments {
  readonly #deps: LambdaDeps;
  readonly #published: PublishedFunction;
  readonly #programFile: () => string;
  readonly #environments = new Set<Environment>();
  /** By alias: how many are wanted, and how many are on their way. */
  readonly #provisioned = new Map<string, number>();
  readonly #starting = new Map<string, Set<Promise<void>>>();
  #daemon: Promise<Daemon> | undefined;
  #retired = false;
  #closed = false;

  constructor(deps: LambdaDeps, published: PublishedFunction, programFile: () => string) {
    this.#deps = deps;
    this.#published = published;
    this.#programFile = programFile;
  }

  /** Keeps `count` sandboxes initialised for the alias; 0 ends that. */
  provision(alias: string, count: number): void {
    this.#provisioned.set(alias, count);
    const kept = [...this.#environments].filter((environment) => environment.alias === alias);
    for (const environment of kept.slice(count)) void this.#stopIfIdle(environment);
    const starting = this.#starting.get(alias)?.size ?? 0;
    for (let missing = count - kept.length - starting; missing > 0; missing -= 1) {
      this.#startProvisioned(alias);
    }
  }

  /** A sandbox for one invocation: the alias's own first, then a warm one, then a new one. @throws {ServiceError} when the role cannot be assumed. */
  async acquire(alias: string | undefined): Promise<Environment> {
    const own = alias === undefined ? undefined : await this.#takeProvisioned(alias);
    const environment = own ?? this.#takeIdle(undefined) ?? (await this.#start(undefined, true));
    environment.uses += 1;
    return environment;
  }

  /** Gives a sandbox back, or clears it away when it has ended, its keys are about to end, or the function was replaced. */
  release(environment: Environment): void {
    environment.busy = false;
    environment.payload = undefined;
    const reusable = !environment.sandbox.gone && !this.#retired && this.#isFresh(environment);
    if (!reusable) void this.#discard(environment);
  }

  /** Kills the processes of those running invocations. @returns how many */
  strike(hits: Strike): number {
    const { functionName } = this.#published.config;
    const struck = [...this.#environments].filter(
      ({ payload, sandbox }) => payload !== undefined && !sandbox.gone && hits({ functionName, payload }),
    );
    for (const { sandbox } of struck) void sandbox.kill();
    return struck.length;
  }

  /** Ends idle sandboxes now and busy ones when they come back. */
  retire(): void {
    this.#retired = true;
    this.#provisioned.clear();
    for (const environment of [...this.#environments]) void this.#stopIfIdle(environment);
  }

  /** Kills everything and waits for it. */
  async close(): Promise<void> {
    this.#retired = true;
    this.#provisioned.clear();
    this.#closed = true;
    await Promise.all([...this.#starting.values()].flatMap((starting) => [...starting]));
    await Promise.all([...this.#environments].map(({ sandbox }) => sandbox.kill()));
    this.#environments.clear();
    (await this.#daemon)?.close();
  }

  #takeIdle(alias: string | undefined): Environment | undefined {
    const idle = [...this.#environments].find(
      (candidate) =>
        !candidate.busy && candidate.alias === alias && !candidate.sandbox.gone && this.#isFresh(candidate),
    );
    if (idle) idle.busy = true;
    return idle;
  }

  #isFresh({ expiresAt }: Environment): boolean {
    return expiresAt - this.#deps.clock.now() > KEY_MARGIN_MS;
  }

  async #discard(environment: Environment): Promise<void> {
    this.#environments.delete(environment);
    await environment.sandbox.kill();
    const { alias } = environment;
    if (alias !== undefined && !this.#retired) this.provision(alias, this.#provisioned.get(alias) ?? 0);
  }

  async #stopIfIdle(environment: Environment): Promise<void> {
    if (environment.busy) return;
    this.#environments.delete(environment);
    await environment.sandbox.kill();
  }

  /** Waits for those that are being started: that is quicker than a start of its own. */
  async #takeProvisioned(alias: string): Promise<Environment | undefined> {
    const idle = this.#takeIdle(alias);
    const starting = this.#starting.get(alias);
    if (idle || !starting?.size) return idle;
    await Promise.all(starting);
    return this.#takeIdle(alias);
  }

  /** A start that fails here fails again, and is reported, in the invocation that finds nothing provisioned. */
  #startProvisioned(alias: string): void {
    const starting = this.#starting.get(alias) ?? new Set();
    this.#starting.set(alias, starting);
    const start: Promise<void> = this.#start(alias, false).then(
      () => void starting.delete(start),
      () => void starting.delete(start),
    );
    starting.add(start);
  }

  async #start(alias: string | undefined, busy: boolean): Promise<Environment> {
    const { config, functionArn, scope, version } = this.#published;
    const { iam, clock, endpoint } = this.#deps;
    const actingFor = { arn: functionArn, accountId: scope.accountId };
    const credentials = iam.assumeAsService(config.roleArn, SERVICE, config.functionName, actingFor);
    const sessionArn = assumedRoleArn(config.roleArn, config.functionName);
    const permission = executionPermission(this.#deps, this.#published, sessionArn);
    const logStream = newLogStream(clock.now(), version);
    const daemonAddress = (await this.#openDaemon(permission)).address;
    if (this.#closed) throw new ServiceError('ServiceException', 'The local cloud is closing.', 500);
    const environment = executionEnvironment({
      published: this.#published,
      credentials,
      logStream,
      endpoint: endpoint(),
      daemonAddress,
      initialization: alias === undefined ? 'on-demand' : 'provisioned-concurrency',
    });
    const log = functionLog(this.#deps, this.#published, logStream, permission);
    const program = {
      programFile: this.#programFile(),
      taskRoot: this.#published.taskRoot,
      environment,
      clockAhead: clock.ahead?.() ?? 0,
    };
    const sandbox = new Sandbox(program, log);
    const expiresAt = credentials.expiration ?? Number.POSITIVE_INFINITY;
    const started = {
      sandbox,
      log,
      permission,
      initialized: initialize(sandbox),
      alias,
      expiresAt,
      uses: 0,
      busy,
      payload: undefined,
    };
    this.#environments.add(started);
    return started;
  }

  /** One daemon for the function: its address tells whose segments they are. */
  #openDaemon({ principal, allows }: Permission): Promise<Daemon> {
    const { scope } = this.#published;
    this.#daemon ??= this.#deps.xray.openDaemon({ ...scope, principal, allows: () => allows(PUT_SEGMENTS) });
    return this.#daemon;
  }
}

const initialize = async (sandbox: Sandbox) => {
  const started = performance.now();
  const outcome = await sandbox.initialize(INIT_LIMIT_MS);
  return { outcome, milliseconds: performance.now() - started };
};
