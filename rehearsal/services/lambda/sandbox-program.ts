/**
 * What runs inside a sandbox's process: loads the handler and calls it, as Lambda's Node.js runtime does. Imports
 * nothing of ours, because it runs outside the repository, compiled to one CommonJS file.
 */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import type { InvokeMessage, PhaseReport } from './sandbox-messages.ts';

type Handler = (event: unknown, context: unknown) => unknown;
type Result = PhaseReport['result'];

const environment = (name: string): string => process.env[name] ?? '';
const writers = [process.stdout.write.bind(process.stdout), process.stderr.write.bind(process.stderr)];

/** Request id of the running invocation; `undefined` as a word before the first, as Lambda prints it. */
let phase = 'init';

class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * Gives the process the cloud's clock, before any code is loaded that may keep `Date.now`. Timers and
 * `performance.now()` measure real time all the same.
 */
const setClock = (ahead: number): ((ahead: number) => void) => {
  let offset = ahead;
  const machineNow = Date.now;
  const { timeOrigin } = performance;
  Date.now = () => machineNow() + offset;
  globalThis.Date = new Proxy(Date, {
    construct: (target, values, called) =>
      Reflect.construct(
        target,
        values.length === 0 ? [Date.now()] : values,
        called === globalThis.Date ? target : called,
      ),
    apply: () => new Date().toString(),
  });
  Object.defineProperty(performance, 'timeOrigin', { get: () => timeOrigin + offset });
  return (moved) => {
    offset = moved;
  };
};

const moveClock = setClock(Number(process.argv[2] ?? 0));

/** Lambda's text format: time, request id, level, message; inner line ends become `\r`, so that one call is one event. */
const patchConsole = (): void => {
  const levels = {
    trace: 'TRACE',
    debug: 'DEBUG',
    info: 'INFO',
    log: 'INFO',
    warn: 'WARN',
    error: 'ERROR',
  } as const;
  for (const [method, level] of Object.entries(levels) as [keyof typeof levels, string][]) {
    console[method] = (...values: unknown[]) => printLine(level, format(...values));
  }
};

const printLine = (level: string, message: string): void => {
  const id = phase === 'init' ? 'undefined' : phase;
  const line = `${new Date().toISOString()}\t${id}\t${level}\t${message}`;
  process.stdout.write(`${line.replaceAll('\n', '\r')}\n`);
};

/** What Lambda answers for an error. Whatever was thrown, something is answered. */
const describeError = (error: unknown): { errorType: string; errorMessage: string; trace: string[] } => {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
};

const printError = (title: string, error: unknown): void => {
  const { errorType, errorMessage, trace } = describeError(error);
  const own = error instanceof Error ? { ...error } : {};
  printLine('ERROR', `${title} \t${JSON.stringify({ errorType, errorMessage, ...own, stack: trace })}`);
};

/** Marks the end of this phase's output on both streams, then reports. A fatal error ends the process once reported. */
const report = (result: Result): void => {
  for (const write of writers) write(`\n\u0000end ${phase}\n`);
  const memoryMb = Math.ceil(process.resourceUsage().maxRSS / 1024);
  const fatal = result.kind === 'error' && result.fatal;
  process.send?.({ result, memoryMb } satisfies PhaseReport, () => {
    if (fatal) process.exit(129);
  });
};

const fail = (title: string, error: unknown, fatal: boolean): void => {
  printError(title, error);
  report({ kind: 'error', error: JSON.stringify(describeError(error)), fatal });
};

/** `dir/file.export`: the module without its extension, and the path of the export. */
const splitHandler = (handler: string): [file: string, names: string[]] => {
  const start = handler.lastIndexOf('/') + 1;
  const [base = '', ...names] = handler.slice(start).split('.');
  return [handler.slice(0, start) + base, names];
};

const loadModule = async (file: string): Promise<unknown> => {
  const root = environment('LAMBDA_TASK_ROOT');
  const path = ['.js', '.mjs', '.cjs'].map((extension) => resolve(root, file + extension)).find(existsSync);
  if (path === undefined) {
    throw new RuntimeError(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${file}' in the function's code`,
    );
  }
  try {
    return path.endsWith('.mjs') ? await import(pathToFileURL(path).href) : createRequire(path)(path);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    if (codeOf(error) === 'MODULE_NOT_FOUND')
      throw new RuntimeError('Runtime.ImportModuleError', String(error));
    throw error;
  }
};

const codeOf = (error: unknown): unknown =>
  error instanceof Error ? (error as { code?: unknown }).code : undefined;

const loadHandler = async (): Promise<Handler> => {
  const name = environment('_HANDLER');
  const [file, path] = splitHandler(name);
  const found = path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key],
    await loadModule(file),
  );
  if (typeof found !== 'function')
    throw new RuntimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (found.length > 2) {
    // Lambda Developer Guide "Define Lambda function handler in Node.js", 2026-11: no callbacks from Node.js 24 on.
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      `${name} takes a callback; return a promise instead`,
    );
  }
  return found as Handler;
};

const contextOf = ({ requestId, deadline, invokedFunctionArn }: InvokeMessage) => ({
  functionName: environment('AWS_LAMBDA_FUNCTION_NAME'),
  functionVersion: environment('AWS_LAMBDA_FUNCTION_VERSION'),
  invokedFunctionArn,
  memoryLimitInMB: environment('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
  awsRequestId: requestId,
  logGroupName: environment('AWS_LAMBDA_LOG_GROUP_NAME'),
  logStreamName: environment('AWS_LAMBDA_LOG_STREAM_NAME'),
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

const invoke = async (handler: Handler, message: InvokeMessage): Promise<void> => {
  phase = message.requestId;
  moveClock(message.clockAhead);
  process.env._X_AMZN_TRACE_ID = message.traceHeader;
  try {
    const output = await handler(JSON.parse(message.payload), contextOf(message));
    report({ kind: 'ok', payload: stringify(output) });
  } catch (error) {
    fail('Invoke Error', error, false);
  }
};

const stringify = (output: unknown): string => {
  try {
    return JSON.stringify(output ?? null) ?? 'null';
  } catch {
    throw new RuntimeError('Runtime.MarshalError', 'Unable to stringify response body');
  }
};

const start = async (): Promise<void> => {
  patchConsole();
  process.on('disconnect', () => process.exit(0));
  process.on('uncaughtException', (error) => fail('Uncaught Exception', error, true));
  process.on('unhandledRejection', (reason) => {
    fail(
      'Unhandled Promise Rejection',
      new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason)),
      true,
    );
  });
  try {
    const handler = await loadHandler();
    process.on('message', (message) => void invoke(handler, message as InvokeMessage));
    report({ kind: 'ok', payload: '' });
  } catch (error) {
    fail('Uncaught Exception', error, true);
  }
};

void start();
