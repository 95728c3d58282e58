/** A local Cognito with one pool and one client, called without HTTP. */
import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import type { RequestContext, Scope } from '#rehearsal/cloud/service.ts';
import {
  CognitoIdp,
  type CognitoIdpOptions,
  type SeedUser,
} from '#rehearsal/services/cognito-idp/cognito-idp.ts';
import type { TriggerRequest } from '#rehearsal/services/cognito-idp/triggers.ts';

export const SCOPE: Scope = { accountId: '222222222222', region: 'us-east-1' };
export const PASSWORD = 'Right-Password-1';
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:222222222222:function:migrate-user';

const ALL_FLOWS = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];

// biome-ignore lint/suspicious/noExplicitAny: answers of the API, read by tests member by member
export type Answer = any;

/** The `response` an answering trigger fills in; a thrown error is a failing Invoke. */
export type Trigger = (event: Answer, request: TriggerRequest) => unknown;

export const SMS = { SnsCallerArn: 'arn:aws:iam::222222222222:role/sms' };

export const createLocalPool = (
  options: {
    readonly pool?: object;
    readonly client?: object;
    readonly trigger?: Trigger;
  } & Partial<CognitoIdpOptions> = {},
) => {
  const time = { now: Date.parse('2026-11-23T12:00:00Z') };
  const { pool: poolInput, client: clientInput, trigger, ...rest } = options;
  const recorder = createRecorder();
  const cognito = new CognitoIdp({
    recorder,
    clock: { now: () => time.now },
    seed: 1,
    invokeTrigger: async (request) => {
      const event = structuredClone(request.payload) as Answer;
      return { payload: { ...event, response: await trigger?.(event, request) } };
    },
    ...rest,
  });
  const { id: poolId, arn } = cognito.createUserPool(SCOPE, { PoolName: 'target', ...poolInput });
  const client = cognito.createUserPoolClient(SCOPE, {
    UserPoolId: poolId,
    ClientName: 'web',
    ExplicitAuthFlows: ALL_FLOWS,
    PreventUserExistenceErrors: 'ENABLED',
    ...clientInput,
  });
  const { clientId } = client;
  const call = async (name: string, input: object, scope: Scope = SCOPE): Promise<Answer> => {
    const operation = cognito.service.operations[name];
    if (operation === undefined) throw new Error(`No operation ${name}`);
    const context: RequestContext = {
      ...scope,
      principal: { kind: 'anonymous' },
      requestId: '1',
      traceHeader: undefined,
    };
    return operation.handle(input, context);
  };
  const admin = (name: string, input: object = {}) => call(name, { UserPoolId: poolId, ...input });
  return {
    cognito,
    recorder,
    poolId,
    arn,
    clientId,
    clientSecret: client.clientSecret,
    time,
    call,
    admin,
    /** USER_PASSWORD_AUTH. */
    signIn: (login: string, password: string, more: object = {}) =>
      call('InitiateAuth', {
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: clientId,
        AuthParameters: { USERNAME: login, PASSWORD: password },
        ...more,
      }),
    respond: (name: string, session: string, responses: object) =>
      call('RespondToAuthChallenge', {
        ClientId: clientId,
        ChallengeName: name,
        Session: session,
        ChallengeResponses: responses,
      }),
    seed: (...users: readonly SeedUser[]) => cognito.seedUsers(poolId, users),
    user: (login: string) => admin('AdminGetUser', { Username: login }),
    lastCode: () => cognito.messages(poolId).at(-1)?.code ?? '',
  };
};

export type LocalPool = ReturnType<typeof createLocalPool>;

let made = 0;

/** A confirmed user with a verified e-mail; `attributes` are added to it. */
export const seedUser = (
  username: string,
  change: Partial<SeedUser> & { readonly attributes?: Readonly<Record<string, string>> } = {},
): SeedUser => {
  made += 1;
  const { attributes, ...rest } = change;
  const all = {
    sub: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    email: `${username.replace(/\W/g, '')}@example.com`,
    email_verified: 'true',
    ...attributes,
  };
  return {
    Username: username,
    Attributes: Object.entries(all).map(([Name, Value]) => ({ Name, Value })),
    UserCreateDate: '2024-01-01T00:00:00.000Z',
    UserLastModifiedDate: '2024-01-02T00:00:00.000Z',
    Enabled: true,
    UserStatus: 'CONFIRMED',
    password: PASSWORD,
    ...rest,
  };
};

/** The refusal as a client sees it: `Type: text`; fails when the call succeeds. */
export const refusal = async (running: Promise<unknown>): Promise<string> => {
  try {
    await running;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('The call was expected to be refused and was not.');
};

export const claimsOf = (token: string): Answer =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));

export const INCORRECT = 'NotAuthorizedException: Incorrect username or password.';
