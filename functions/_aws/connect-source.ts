/** The source directory as a Lambda keeps it between invocations: one pool of connections, one session, one secret. */
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { assumeSourceRole, createRoleSession } from './assume-role.ts';
import { createClientSecret } from './client-secret.ts';
import { createTransport, type Transport } from './endpoint.ts';
import { createSourceDirectory, createSourceReader, type SourceDirectory } from './source-directory.ts';
import { createTokenBucket } from './token-bucket.ts';

type ConnectOptions = {
  readonly settings: TriggerSettings;
  /** The Lambda's own region. */
  readonly region: string;
  /** What account A's CloudTrail shows: the Lambda's name. */
  readonly sessionName: string;
  readonly sourceClientId: string;
  /** How many look-ups by attribute one process may make: at once, and a second. */
  readonly lookUps: { readonly capacity: number; readonly perSecond: number };
  readonly variables: Readonly<Record<string, string | undefined>>;
};

/**
 * Connects during init: role credentials and the client's secret are on their way when this returns, and fetched again
 * later if that fails.
 * @throws {MigrationError} `EndpointRefused`
 */
export const connectSource = (options: ConnectOptions): SourceDirectory => {
  const { settings, region, sessionName, sourceClientId, lookUps, variables } = options;
  const { source, target } = settings;
  const transport = createTransport();
  const assume = assumeSourceRole({ source, target, region, transport, variables, sessionName });
  const session = createRoleSession(assume);
  const { clientSecretArn: secretArn } = source;
  const secret = secretArn
    ? createClientSecret({ secretArn, accountId: target.accountId, transport, variables })
    : undefined;
  const directory = createSourceDirectory({
    source,
    clientId: sourceClientId,
    session,
    secret,
    lookUps: createTokenBucket(lookUps.capacity, lookUps.perSecond),
    transport,
    variables,
  });
  session.prefetch();
  secret?.prefetch();
  return directory;
};

type ReaderOptions = Pick<ConnectOptions, 'settings' | 'region' | 'sessionName' | 'variables'> & {
  readonly transport: Transport;
};

/** As {@link connectSource}, for a Lambda that only reads users. @throws {MigrationError} `EndpointRefused` */
export const connectSourceReader = (options: ReaderOptions): Pick<SourceDirectory, 'readUser'> => {
  const { settings, region, sessionName, transport, variables } = options;
  const { source, target } = settings;
  const assume = assumeSourceRole({ source, target, region, transport, variables, sessionName });
  const session = createRoleSession(assume);
  const reader = createSourceReader({ source, session, transport, variables });
  session.prefetch();
  return reader;
};
