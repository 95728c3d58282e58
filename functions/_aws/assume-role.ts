/**
 * Credentials of the one role in account A: fetched during init, kept, renewed in time. STS is asked in the Lambda's
 * own region, or every cold start would cross to the other one.
 */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { endpointOverride, type Transport } from './endpoint.ts';
import { instrument } from './instrument.ts';
import { createKept, type Kept } from './kept.ts';

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

export type RoleSession = Kept<RoleCredentials>;

/** Keeps what `assume` fetched while it is valid. Pure of AWS: `now` and `assume` come from outside. */
export const createRoleSession = (
  assume: () => Promise<RoleCredentials>,
  now: () => number = Date.now,
): RoleSession => createKept(assume, ({ expiresAt }) => expiresAt - now() > RENEW_BEFORE_MS);

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
