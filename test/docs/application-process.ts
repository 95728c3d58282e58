/**
 * One application of `docs/client.md` in a process of its own, as its users run it: the page's file as it stands, in plain
 * Node. Who started it calls its functions by messages. (Inside jest the libraries' arithmetic is a hundred times slower.)
 */
import { join } from 'node:path';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';
import type { Answer, Call, Settings, Told } from './applications.ts';

type Auth = Readonly<Record<string, (...parameters: readonly unknown[]) => unknown>>;
type Page = { readonly createAuth: (...settings: readonly unknown[]) => Auth };

const settings = JSON.parse(process.argv[2] ?? '') as Settings;

const { createAuth } = (await import(join(settings.directory, settings.file))) as Page;

/** With the library's own storage: in Node, memory. */
const openIdentityJs = ({ endpoint, userPoolId: UserPoolId, clientId: ClientId }: Settings): Auth =>
  createAuth({ UserPoolId, ClientId, endpoint });

const openAmplify = ({ endpoint, userPoolId, clientId: userPoolClientId }: Settings): Auth => {
  const items = new Map<string, string>();
  cognitoUserPoolsTokenProvider.setKeyValueStorage({
    setItem: async (key, value) => void items.set(key, value),
    getItem: async (key) => items.get(key) ?? null,
    removeItem: async (key) => void items.delete(key),
    clear: async () => items.clear(),
  });
  return createAuth({ userPoolId, userPoolClientId, userPoolEndpoint: endpoint });
};

/** Keeps between two requests what a session of the server would. */
const openServer = ({ endpoint, region, credentials, ...settings }: Settings): Auth => {
  const { userPoolId, clientId, clientSecret } = settings;
  const sdk = new CognitoIdentityProviderClient({ endpoint, region, credentials });
  const auth = createAuth(sdk, { userPoolId, clientId, clientSecret });
  let waiting: { readonly factor?: string } | undefined;
  const keep = async (answering: unknown) => {
    const answer = (await answering) as Told & { readonly waiting?: { readonly factor?: string } };
    waiting = answer.waiting;
    return { ...answer, ...(waiting?.factor && { factor: waiting.factor }) };
  };
  return {
    ...auth,
    signIn: (...parameters) => keep(auth.signIn?.(...parameters)),
    confirmCode: (code) => keep(auth.confirmCode?.(waiting, code)),
  };
};

const open = { 'identity-js': openIdentityJs, amplify: openAmplify, server: openServer }[settings.name];
const auth = open(settings);

const REAL_DATE = Date;

/** Lets the application's clock run ahead, so that its tokens are over. */
const advance = (milliseconds: number): void => {
  const ahead = () => REAL_DATE.now() + milliseconds;
  globalThis.Date = new Proxy(REAL_DATE, {
    construct: (real, parts) => Reflect.construct(real, parts.length === 0 ? [ahead()] : parts),
    get: (real, name) => (name === 'now' ? ahead : Reflect.get(real, name)),
  });
};

/** Without what only the application's own code looks at: objects of the library, tokens. */
const plain = (result: unknown): unknown => {
  if (typeof result !== 'object' || result === null) return result;
  const { step, reset, factor, mistyped, error } = result as Told;
  const { name, message } = error ?? {};
  return { step, reset, factor, mistyped, ...(error && { error: { name, message } }) };
};

const run = async ({ name, parameters }: Call): Promise<Answer> => {
  try {
    if (name === 'advance') return { result: advance(Number(parameters[0])) };
    return { result: plain(await auth[name]?.(...parameters)) };
  } catch (thrown) {
    return { thrown: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown) };
  }
};

process.on('message', (call: Call) => void run(call).then((answer) => process.send?.(answer)));
process.send?.('ready');
