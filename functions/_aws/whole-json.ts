/**
 * Sends a command of a JSON service as plain JSON, both ways. The SDK reads and writes only the members that its version
 * knows (tried, 3.1169.0); a setting that is newer than the SDK would be lost whenever a description is written back.
 */
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';

/** A JSON object, whatever is in it. */
export type JsonObject = Readonly<Record<string, unknown>>;

type WireArguments = { readonly request: unknown };
type WireResult = { readonly response: unknown };
type Next = (args: WireArguments) => Promise<WireResult>;

/** The part of a command that takes middleware; every command has it, each with types of its own. */
type Command = {
  readonly middlewareStack: {
    addRelativeTo: (
      middleware: never,
      options: { readonly name: string; readonly relation: 'after'; readonly toMiddleware: string },
    ) => void;
  };
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Behind the SDK's own writer, before the request is measured and signed. */
const sendInstead = (command: Command, body: JsonObject): void => {
  const middleware = (next: Next) => (args: WireArguments) => {
    if (isObject(args.request)) Reflect.set(args.request, 'body', JSON.stringify(body));
    return next(args);
  };
  command.middlewareStack.addRelativeTo(middleware as never, {
    name: 'wholeRequest',
    relation: 'after',
    toMiddleware: 'serializerMiddleware',
  });
};

const readBody = async (body: unknown): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** What is no JSON is for the SDK to refuse. */
const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

/** Closer to the wire than the SDK's own reader, which then reads from the copy. Of a refusal the SDK makes its error. */
const onAnswer = (command: Command, keep: (answer: JsonObject) => void): void => {
  const middleware = (next: Next) => async (args: WireArguments) => {
    const result = await next(args);
    const { response } = result;
    if (!isObject(response) || typeof response.statusCode !== 'number' || response.statusCode >= 300)
      return result;
    const body = await readBody(response.body);
    const answer = parse(body);
    if (isObject(answer)) keep(answer);
    Reflect.set(response, 'body', new Uint8Array(body));
    return result;
  };
  command.middlewareStack.addRelativeTo(middleware as never, {
    name: 'wholeAnswer',
    relation: 'after',
    toMiddleware: 'deserializerMiddleware',
  });
};

/**
 * The answer as it came over the wire, times as numbers of seconds.
 * @param command tells the operation; sent with `body` instead of its own input where one is given
 * @throws what the SDK throws
 */
export const sendWhole = async <Sent extends Command>(
  client: CognitoIdentityProviderClient,
  command: Sent,
  { abortSignal, body }: { readonly abortSignal: AbortSignal; readonly body?: JsonObject },
): Promise<JsonObject> => {
  let whole: JsonObject = {};
  if (body !== undefined) sendInstead(command, body);
  onAnswer(command, (answer) => {
    whole = answer;
  });
  // Every command of the client; their types differ in what they take and give, which passes by here.
  await client.send(command as never, { abortSignal });
  return whole;
};
