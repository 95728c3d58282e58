/** The applications of `docs/client.md`, each made from its code block and running in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export type ApplicationName = 'identity-js' | 'amplify' | 'server';

export type Settings = {
  readonly name: ApplicationName;
  /** Where the page's code blocks are, and which of them this application is. */
  readonly directory: string;
  readonly file: string;
  readonly endpoint: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** A server's own. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

/** What a sign-in form is told, as the page's `SignIn` says it. */
export type Told = {
  readonly step: 'done' | 'code' | 'refused' | 'challenge' | 'failed';
  readonly reset?: 'offered' | 'advised';
  readonly factor?: string;
  readonly mistyped?: boolean;
  readonly error?: { readonly name: string; readonly message: string };
};

export type Call = { readonly name: string; readonly parameters: readonly unknown[] };
export type Answer = { readonly result?: unknown; readonly thrown?: string };

export type Application = {
  readonly signIn: (login: string, password: string) => Promise<Told>;
  readonly confirmCode: (code: string) => Promise<Told>;
  readonly askForCode: (login: string) => Promise<void>;
  /** @throws {Error} with the library's error in words. */
  readonly setPassword: (login: string, code: string, password: string) => Promise<void>;
  /** Not the server's: its sessions are its own affair. */
  readonly accessToken: () => Promise<string>;
  readonly signOut: () => Promise<void>;
  /** Lets its clock, and nobody else's, run ahead by milliseconds. */
  readonly advance: (milliseconds: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

const PROGRAM = require.resolve('./application-process.ts');

/** One call at a time: a form waits for its answer too. */
const callIn = async <Result>(
  child: ChildProcess,
  name: string,
  ...parameters: unknown[]
): Promise<Result> => {
  child.send({ name, parameters } satisfies Call);
  const [answer] = (await once(child, 'message')) as [Answer];
  if (answer.thrown !== undefined) throw new Error(answer.thrown);
  return answer.result as Result;
};

/** Whoever opens it closes it. */
export const openApplication = async (settings: Settings): Promise<Application> => {
  const child = fork(PROGRAM, [JSON.stringify(settings)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  const isServer = settings.name === 'server';
  return {
    signIn: (login, password) => callIn(child, 'signIn', login, password),
    confirmCode: (code) => callIn(child, 'confirmCode', code),
    askForCode: (login) => callIn(child, 'askForCode', login),
    setPassword: (login, code, password) => callIn(child, 'setPassword', login, code, password),
    accessToken: () => callIn(child, 'accessToken'),
    signOut: async () => (isServer ? undefined : callIn(child, 'signOut')),
    advance: (milliseconds) => callIn(child, 'advance', milliseconds),
    close: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
};
