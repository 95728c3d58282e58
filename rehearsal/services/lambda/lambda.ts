/**
 * Lambda: functions from an assembly's bundles, each concurrent invocation in a process of its own, with the role,
 * the environment and the limits of its template. See lambda.md.
 */

import { isDeepStrictEqual } from 'node:util';
import { principalName, traceIdOf } from '../../cloud/observation.ts';
import { AccessDenied, type Principal, type Scope, type Service, ServiceError } from '../../cloud/service.ts';
import { ExecutionEnvironments, type Strike } from './execution-environments.ts';
import { readFunctionArn } from './function-arn.ts';
import { checkFunction, type FunctionInput } from './function-config.ts';
import { reportThrottle } from './function-metrics.ts';
import { FunctionRegistry, LATEST, type PublishedEntry, type Target } from './function-registry.ts';
import { type InvocationTrace, startTrace } from './function-segments.ts';
import { type InvokeResult, runInvocation } from './invocation.ts';
import { lambdaService } from './invoke-operation.ts';
import { type LambdaDeps, type PublishedFunction, recordRequest } from './platform.ts';
import { createCodeStore } from './program-file.ts';
import { evaluateInvoke, INVOKE_ACTION, type InvokePermission, permissionRules } from './resource-policy.ts';

export type { FunctionInput } from './function-config.ts';
export type { InvokeResult } from './invocation.ts';
export type { LambdaDeps } from './platform.ts';
export type { InvokePermission } from './resource-policy.ts';

export type InvokeRequest = {
  /** Of the function, a version or an alias. */
  readonly functionArn: string;
  readonly payload: unknown;
  readonly invoker: Principal;
  /** On whose behalf a service invokes: what the resource policy's conditions see. */
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
  /** `X-Amzn-Trace-Id` of the caller, if it has one. */
  readonly traceHeader?: string;
};

const SERVICE_PRINCIPAL = 'lambda.amazonaws.com';
const DENIAL = { code: 'AccessDeniedException', status: 403 } as const;

export class Lambda {
  readonly service: Service;
  readonly #deps: LambdaDeps;
  readonly #registry = new FunctionRegistry();
  readonly #code = createCodeStore();
  readonly #environments = new Set<ExecutionEnvironments>();

  constructor(deps: LambdaDeps) {
    this.#deps = deps;
    this.service = lambdaService(async (functionArn, payload, { traceHeader }) => {
      const target = this.#registry.resolve(functionArn);
      const trace = this.#startTrace(target, traceHeader);
      const result = await this.#run(target, functionArn, payload, trace);
      return { ...result, version: target.version.published.version };
    });
  }

  /**
   * Creates the function, or replaces its code and settings; versions, aliases and permissions stay.
   * @throws {ServiceError} `InvalidParameterValueException`, also where Lambda cannot assume the role. @throws {NotModelled}
   */
  putFunction(scope: Scope, config: FunctionInput): { readonly arn: string } {
    checkFunction(config);
    const arn = `arn:aws:lambda:${scope.region}:${scope.accountId}:function:${config.functionName}`;
    this.#checkRole(arn, scope, config);
    const taskRoot = this.#code.install(config.functionName, config.codeDirectory);
    const entry = this.#registry.open(arn, scope);
    entry.versions.get(LATEST)?.environments.retire();
    entry.versions.set(LATEST, this.#publish({ config, scope, functionArn: arn, version: LATEST, taskRoot }));
    return { arn };
  }

  /** With its versions, aliases and permissions; invocations that run are not cut short. */
  deleteFunction(functionArn: string): void {
    for (const { environments } of this.#registry.delete(functionArn)) environments.retire();
  }

  /** Freezes the function as it is now, under the next number. */
  putVersion(functionArn: string): { readonly arn: string; readonly version: string } {
    const { entry, version: latest } = this.#registry.resolve(readFunctionArn(functionArn).functionArn);
    const version = String(entry.versions.size);
    entry.versions.set(version, this.#publish({ ...latest.published, version }));
    return { arn: `${entry.functionArn}:${version}`, version };
  }

  /** Creates the alias or moves it. Provisioned sandboxes are started at once, and not waited for. */
  putAlias(
    functionArn: string,
    name: string,
    version: string,
    provisionedConcurrency = 0,
  ): { readonly arn: string } {
    const base = readFunctionArn(functionArn).functionArn;
    const { entry, version: wanted } = this.#registry.resolve(`${base}:${version}`);
    const before = entry.versions.get(entry.aliases.get(name) ?? '');
    if (before && before !== wanted) before.environments.provision(name, 0);
    entry.aliases.set(name, version);
    wanted.environments.provision(name, provisionedConcurrency);
    return { arn: `${base}:${name}` };
  }

  /** With its provisioned sandboxes and its permissions. */
  deleteAlias(aliasArn: string): void {
    const { functionArn, qualifier = '' } = readFunctionArn(aliasArn);
    const entry = this.#registry.find(functionArn);
    entry?.versions.get(entry.aliases.get(qualifier) ?? '')?.environments.provision(qualifier, 0);
    entry?.aliases.delete(qualifier);
    entry?.permissions.delete(aliasArn);
  }

  /** Lets a service invoke exactly this ARN: a function, or an alias of it. @throws {NotModelled} for accounts as principals. */
  addPermission(functionArn: string, permission: InvokePermission): void {
    const { entry } = this.#registry.resolve(functionArn);
    const rules = permissionRules(permission, functionArn);
    entry.permissions.set(functionArn, [...(entry.permissions.get(functionArn) ?? []), ...rules]);
  }

  /** Takes one permission back, as it was given. */
  removePermission(functionArn: string, permission: InvokePermission): void {
    const rules = permissionRules(permission, functionArn);
    const permissions = this.#registry.find(functionArn)?.permissions;
    const left = permissions
      ?.get(functionArn)
      ?.filter((rule) => !rules.some((one) => isDeepStrictEqual(one, rule)));
    if (left) permissions?.set(functionArn, left);
  }

  /**
   * Invokes synchronously, for services and in tests; functions and clients come through the gateway. Recorded as a request.
   * @throws {ServiceError} `AccessDeniedException`, `TooManyRequestsException`, `ResourceNotFoundException`.
   */
  async invoke(request: InvokeRequest): Promise<InvokeResult> {
    const { functionArn, payload, invoker } = request;
    const started = performance.now();
    const { scope } = readFunctionArn(functionArn);
    const observed = { principal: principalName(invoker), action: INVOKE_ACTION, resource: functionArn };
    let traceId = traceIdOf(request.traceHeader);
    const note = (outcome: {
      decision: 'allowed' | 'denied';
      status: number;
      errorType?: string;
      reason?: string;
    }) => {
      const durationMs = performance.now() - started;
      recordRequest(this.#deps, scope, { ...observed, ...outcome, ...(traceId && { traceId }), durationMs });
    };
    try {
      const target = this.#registry.resolve(functionArn);
      this.#authorize(target, request);
      const trace = this.#startTrace(target, request.traceHeader);
      traceId = trace.context.traceId;
      const result = await this.#run(target, functionArn, payload, trace);
      const errorType = result.functionError?.errorType;
      note({ decision: 'allowed', status: 200, ...(errorType && { errorType }) });
      return result;
    } catch (error) {
      note(outcomeOf(error));
      throw error;
    }
  }

  /** Lets running invocations die midway, as with a host that fails. @returns how many */
  strike(hits: Strike): number {
    return [...this.#environments].reduce((struck, environments) => struck + environments.strike(hits), 0);
  }

  /** How many invocations may run at once, as `PutFunctionConcurrency` sets it; undefined: as the template says. */
  reserveConcurrency(functionArn: string, concurrency: number | undefined): void {
    this.#registry.resolve(functionArn).entry.reserved = concurrency;
  }

  /** Kills every sandbox, running ones too, and removes the copies of the code. */
  async close(): Promise<void> {
    await Promise.all([...this.#environments].map((environments) => environments.close()));
    this.#environments.clear();
    this.#code.remove();
  }

  #publish(published: PublishedFunction): PublishedEntry {
    const environments = new ExecutionEnvironments(this.#deps, published, this.#code.programFile);
    this.#environments.add(environments);
    return { published, environments };
  }

  /** As CreateFunction does. API Reference "CreateFunction", 2026-11. */
  #checkRole(functionArn: string, { accountId }: Scope, { roleArn, functionName }: FunctionInput): void {
    try {
      this.#deps.iam.assumeAsService(roleArn, SERVICE_PRINCIPAL, functionName, {
        arn: functionArn,
        accountId,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      const message = `The role defined for the function cannot be assumed by Lambda. ${reason}`;
      throw new ServiceError('InvalidParameterValueException', message);
    }
  }

  #authorize({ entry }: Target, { functionArn, invoker, sourceArn, sourceAccount }: InvokeRequest): void {
    const access = { action: INVOKE_ACTION, resource: functionArn };
    if (invoker.kind !== 'service') {
      const { allowed, reason } = this.#deps.iam.authorize(invoker, access, entry.scope);
      if (!allowed) throw new AccessDenied(principalName(invoker), access, reason, DENIAL);
      return;
    }
    const rules = entry.permissions.get(functionArn) ?? [];
    const { effect, reason } = evaluateInvoke(rules, invoker, functionArn, { sourceArn, sourceAccount });
    if (effect === 'allow') return;
    const why = `no resource-based policy allows the ${INVOKE_ACTION} action: ${reason}`;
    throw new AccessDenied(invoker.service, access, why, DENIAL);
  }

  #startTrace({ version }: Target, traceHeader: string | undefined): InvocationTrace {
    return startTrace(traceHeader, version.published.config.tracing, this.#deps.clock.now());
  }

  async #run(
    target: Target,
    functionArn: string,
    payload: unknown,
    trace: InvocationTrace,
  ): Promise<InvokeResult> {
    const { entry, version, alias } = target;
    const { reservedConcurrency = Number.POSITIVE_INFINITY } = latestConfig(target);
    if (entry.running >= (entry.reserved ?? reservedConcurrency)) {
      reportThrottle(this.#deps, functionArn);
      throw tooManyRequests();
    }
    entry.running += 1;
    try {
      return await runInvocation(this.#deps, {
        ...version,
        alias,
        invokedFunctionArn: functionArn,
        payload,
        concurrent: entry.running,
        trace,
      });
    } finally {
      entry.running -= 1;
    }
  }
}

/** Reserved concurrency belongs to the function, not to a version. */
const latestConfig = ({ entry, version }: Target): FunctionInput =>
  (entry.versions.get(LATEST) ?? version).published.config;

const tooManyRequests = () =>
  new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
  });

const outcomeOf = (error: unknown) => {
  if (error instanceof AccessDenied) {
    return { decision: 'denied', status: 403, errorType: error.code, reason: error.reason } as const;
  }
  const { code, statusCode } =
    error instanceof ServiceError ? error : { code: 'InternalError', statusCode: 500 };
  return { decision: 'allowed', status: statusCode, errorType: code } as const;
};
