/**
 * A subsegment for every AWS call, annotated with the account and region that answer it: account A's half of the
 * trace, because Cognito itself emits none (not among X-Ray's integrated services, 2026-11). The X-Ray SDK's own
 * middleware would also record the error message, which may quote what a user typed.
 */
import { type Span, traceStep } from '../_runtime/tracing.ts';
import { errorName, toFailure } from './error-translation.ts';

export type CalledService = {
  /** Name of the subsegment, as X-Ray names AWS services. */
  readonly name:
    | 'CognitoIdentityProvider'
    | 'STS'
    | 'SecretsManager'
    | 'SFN'
    | 'DynamoDB'
    | 'EventBridge'
    | 'S3'
    | 'CloudWatch';
  readonly accountId: string;
  readonly region: string;
};

type BuildArguments = { request: unknown };
type BuildContext = { commandName?: string };

/** The part of an SDK client that takes middleware; every client has it, each with types of its own. */
type Instrumentable = {
  readonly middlewareStack: {
    add: (middleware: never, options: { step: 'build'; name: string }) => void;
  };
};

const begin = (span: Span, service: CalledService, operation: string): void => {
  span.annotate('account', service.accountId);
  span.annotate('region', service.region);
  span.describe({ operation, region: service.region, account_id: service.accountId });
};

const NOT_ANSWERED: ReadonlySet<string> = new Set(['source-unavailable', 'connection-lost', 'deadline']);

const markFailure = (span: Span, error: unknown): void => {
  const { reason } = toFailure(error);
  span.annotate('error', errorName(error));
  if (reason === 'throttled') span.mark('throttle');
  else span.mark(NOT_ANSWERED.has(reason) ? 'fault' : 'error');
};

const addTraceHeader = (request: unknown, header: string | undefined): void => {
  if (header === undefined || typeof request !== 'object' || request === null) return;
  const headers: unknown = Reflect.get(request, 'headers');
  if (typeof headers === 'object' && headers !== null) Reflect.set(headers, 'X-Amzn-Trace-Id', header);
};

/** Returns the same client, traced from now on. One subsegment per call, retries included. */
export const instrument = <Client extends Instrumentable>(client: Client, service: CalledService): Client => {
  const middleware =
    (next: (args: BuildArguments) => Promise<unknown>, context: BuildContext) => (args: BuildArguments) =>
      traceStep(service.name, async (span) => {
        begin(span, service, (context.commandName ?? '').replace(/Command$/, ''));
        addTraceHeader(args.request, span.header);
        try {
          return await next(args);
        } catch (error) {
          markFailure(span, error);
          throw error;
        }
      });
  // `never`: the middleware reads nothing that differs between the clients' types.
  client.middlewareStack.add(middleware as never, { step: 'build', name: 'subsegment' });
  return client;
};
