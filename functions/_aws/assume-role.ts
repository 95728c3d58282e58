/**
 * Credentials of the one role in account A: fetched during init, kept, renewed in time. STS is asked in the Lambda's
 * own region, or every cold start would cross to the other one.
 */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { endpointOverride, type Transport } from './endpoint.ts';
import { instrument } from './instrument.ts';

export type RoleCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
};

/** Chained roles get one hour at most (IAM User Guide "Role chaining"). */
const SESSION_SECONDS = 3_600;

/** What one fetch may take, its repetition included: a fetch that hangs would hold up every later sign-in. */
const FETCH_LIMIT_MS = 2_000;

/** Credentials that would run out within this time are not used for another sign-in. */
const RENEW_BEFORE_MS = 5 * 60_000;

export type RoleSession = {
  /** Valid credentials: kept ones, the ones being fetched, or new ones. Rejects with STS's error. */
  readonly current: () => Promise<RoleCredentials>;
  /** Starts fetching. A failure is forgotten, also by those who are already waiting: they fetch again. */
  readonly prefetch: () => void;
  /** Whoever waited has no time left. A fetch still under way is then like one ahead: its failure is forgotten. */
  readonly leave: () => void;
  /** Forgets these credentials, unless they have been renewed meanwhile: calls at the same time renew once. */
  readonly discard: (stale: RoleCredentials) => void;
};

/** Keeps what `assume` fetched. Pure of AWS: `now` and `assume` come from outside. */
export const createRoleSession = (
  assume: () => Promise<RoleCredentials>,
  now: () => number = Date.now,
): RoleSession => {
  let kept: RoleCredentials | undefined;
  let fetching: Promise<RoleCredentials> | undefined;
  let ahead: Promise<RoleCredentials> | undefined;

  const fetchNew = (): Promise<RoleCredentials> => {
    fetching ??= assume()
      .then((credentials) => {
        kept = credentials;
        return credentials;
      })
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  };
  const isFresh = (credentials: RoleCredentials): boolean => credentials.expiresAt - now() > RENEW_BEFORE_MS;

  return {
    current: async () => {
      if (kept !== undefined && isFresh(kept)) return kept;
      // A fetch ahead, or left behind by an earlier invocation, may have been cut off while Lambda froze the process:
      // that is nobody's failure yet.
      const late = fetching !== undefined && fetching === ahead;
      return late ? fetchNew().catch(fetchNew) : fetchNew();
    },
    prefetch: () => {
      ahead = fetchNew();
      ahead.catch(() => {});
    },
    leave: () => {
      ahead = fetching;
    },
    discard: (stale) => {
      if (kept?.accessKeyId === stale.accessKeyId) kept = undefined;
    },
  };
};

type AssumeRoleOptions = {
  readonly source: TriggerSettings['source'];
  readonly target: TriggerSettings['target'];
  /** The Lambda's own region. */
  readonly region: string;
  readonly transport: Transport;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What account A's CloudTrail shows: the Lambda's name. */
  readonly sessionName: string;
  readonly limitMs?: number;
};

/** One `AssumeRole`, repeated once by the SDK where STS stumbles: it harms nobody. */
export const assumeSourceRole = (options: AssumeRoleOptions) => {
  const { source, target, region, transport, variables, limitMs = FETCH_LIMIT_MS } = options;
  const endpoint = endpointOverride('STS', variables);
  const client = instrument(
    new STSClient({ region, maxAttempts: 2, requestHandler: transport, ...(endpoint ? { endpoint } : {}) }),
    { name: 'STS', accountId: target.accountId, region },
  );
  return async (): Promise<RoleCredentials> => {
    const { Credentials } = await client.send(
      new AssumeRoleCommand({
        RoleArn: source.roleArn,
        RoleSessionName: options.sessionName,
        ExternalId: source.externalId,
        DurationSeconds: SESSION_SECONDS,
      }),
      { abortSignal: AbortSignal.timeout(limitMs) },
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      throw Object.assign(new Error('AssumeRole answered without credentials.'), {
        name: 'CredentialsProviderError',
      });
    }
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiresAt: Expiration.getTime(),
    };
  };
};
