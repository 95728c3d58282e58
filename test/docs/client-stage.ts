/** What `docs/client.md` is played on: both local accounts, its applications in front of the target, and an operator. */
import {
  DescribeUserPoolClientCommand,
  UpdateUserPoolClientCommand,
  type UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { SeededUser } from '#rehearsal/input/records.ts';
import { asOperator } from '../end-to-end/operator.ts';
import { type SynthesizedMigration, synthesizeMigration } from '../end-to-end/synthesized-migration.ts';
import { openAccounts, type TwoAccounts } from '../end-to-end/two-accounts.ts';
import { PASSWORD } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { type Application, type ApplicationName, openApplication, type Told } from './applications.ts';
import { type Heard, listenTo } from './client-requests.ts';
import { type CodeBlocks, writeCodeBlocks } from './code-blocks.ts';

/** What users choose who forgot their password. */
export const NEW_PASSWORD = 'Another-Password-2';

export type ClientStage = {
  readonly accounts: TwoAccounts;
  readonly applications: Readonly<Record<ApplicationName, Application>>;
  readonly requests: ReturnType<typeof listenTo>;
  /** A sign-in as after a sign-out: what the form was told, and what reached Cognito. */
  readonly signIn: (name: ApplicationName, login: string, password?: string) => Promise<Heard<Told>>;
  /** The newest code in a user's mailbox or on their phone. */
  readonly codeFor: (username: string) => string;
  /** "Forgot your password?", to the end. */
  readonly setPassword: (name: ApplicationName, login: string) => Promise<void>;
  /** Undefined where the target has no such user. */
  readonly statusOf: (username: string) => string | undefined;
  /** Takes the password flows of all app clients away, as the cutover does, with the keys of an operator. */
  readonly cutOver: () => Promise<void>;
  /** Puts the flows back as they were. */
  readonly rollBack: () => Promise<void>;
  /** The file of another application that differs from the page's `sign-in-identity-js.ts`. */
  readonly openChanged: (change: (text: string) => string) => Promise<Application>;
  readonly close: () => Promise<void>;
};

/** A server's: with a secret, and with the administrator's password flow. */
const serverClient = (UserPoolId: string) => ({
  UserPoolId,
  ClientName: 'server',
  GenerateSecret: true,
  ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  PreventUserExistenceErrors: 'ENABLED',
});

type Flows = UserPoolClientType['ExplicitAuthFlows'];

/** UpdateUserPoolClient as an operator sends it: everything as it was, but for the flows. @returns what they were */
const changeFlows = (
  { cloud, world: { target } }: TwoAccounts,
  ClientId: string,
  change: (flows: NonNullable<Flows>) => Flows,
): Promise<Flows> => {
  const id = { UserPoolId: target.userPoolId, ClientId };
  return asOperator(cloud, target, async (operator) => {
    const { UserPoolClient = {} } = await operator.send(new DescribeUserPoolClientCommand(id));
    const { ClientSecret: _, CreationDate: __, LastModifiedDate: ___, ...settings } = UserPoolClient;
    const ExplicitAuthFlows = change(settings.ExplicitAuthFlows ?? []);
    await operator.send(new UpdateUserPoolClientCommand({ ...settings, ...id, ExplicitAuthFlows }));
    return settings.ExplicitAuthFlows;
  });
};

const operatorOf = (accounts: TwoAccounts, clientIds: readonly string[]) => {
  const previous = new Map<string, Flows>();
  const closed = (flows: NonNullable<Flows>) => flows.filter((flow) => !flow.endsWith('USER_PASSWORD_AUTH'));
  return {
    cutOver: async () => {
      for (const id of clientIds) previous.set(id, await changeFlows(accounts, id, closed));
    },
    rollBack: async () => {
      for (const id of clientIds) await changeFlows(accounts, id, () => previous.get(id));
    },
  };
};

const openApplications = async (
  { cloud, world: { target } }: TwoAccounts,
  { directory }: CodeBlocks,
  server: { readonly clientId: string; readonly clientSecret?: string },
) => {
  const open = (name: ApplicationName, file = `sign-in-${name}.ts`) =>
    openApplication({
      name,
      directory,
      file,
      endpoint: cloud.url,
      ...target,
      ...(name === 'server' && server),
      credentials: cloud.operator(target.accountId),
    });
  const [identityJs, amplify, backend] = await Promise.all([
    open('identity-js'),
    open('amplify'),
    open('server'),
  ]);
  return { open, applications: { 'identity-js': identityJs, amplify, server: backend } };
};

const standUp = async (
  migration: SynthesizedMigration,
  accounts: TwoAccounts,
  blocks: CodeBlocks,
): Promise<ClientStage> => {
  const { cloud, world } = accounts;
  const { userPoolId, clientId, accountId } = world.target;
  const server = cloud.cognito.createUserPoolClient(world.target, serverClient(userPoolId));
  const { open, applications } = await openApplications(accounts, blocks, server);
  const requests = listenTo(cloud.gateway, accountId);
  const codeFor = (login: string) =>
    cloud.cognito.messages(userPoolId).findLast(({ username }) => username === login)?.code ?? '';
  return {
    accounts,
    applications,
    requests,
    signIn: async (name, login, password = PASSWORD) => {
      await applications[name].signOut();
      return requests.during(() => applications[name].signIn(login, password));
    },
    codeFor,
    setPassword: async (name, login) => {
      await applications[name].askForCode(login);
      await applications[name].setPassword(login, codeFor(login), NEW_PASSWORD);
    },
    statusOf: (login) => accounts.targetUsers().find(({ Username }) => Username === login)?.UserStatus,
    ...operatorOf(accounts, [clientId, server.clientId]),
    openChanged: (change) => open('identity-js', blocks.writeChanged('sign-in-identity-js.ts', change)),
    close: async () => {
      await Promise.all(Object.values(applications).map((application) => application.close()));
      await cloud.idle();
      await accounts.close();
      migration.remove();
      blocks.remove();
    },
  };
};

/** Synthesizes and deploys the sample. Whoever opens it closes it. */
export const openClientStage = async (users: readonly SeededUser[]): Promise<ClientStage> => {
  const migration = await synthesizeMigration();
  const accounts = await openAccounts(migration, users);
  return standUp(migration, accounts, writeCodeBlocks('docs/client.md'));
};
