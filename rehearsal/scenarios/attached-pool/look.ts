/** What an operator of the target account sees of the attached pool, by signed requests, whole: no SDK leaves anything out. */
import type { Cloud } from '../../cloud/cloud.ts';
import { jsonRequest, sendSigned } from '../../cloud/signed-request.ts';
import { THEIRS } from './their-pool.ts';

type Json = Readonly<Record<string, unknown>>;

export type Look = { readonly pool: Json; readonly mfa: Json; readonly client: Json; readonly groups: Json };

/** How long one request may take, in milliseconds. */
const LIMIT_MS = 10_000;

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws {Error} with code and message of a refusal */
export const ask = async (cloud: Cloud, operation: string, input: object = {}): Promise<Json> => {
  const { accessKeyId, secretAccessKey } = cloud.operator(THEIRS.accountId);
  const request = jsonRequest(
    `AWSCognitoIdentityProviderService.${operation}`,
    { UserPoolId: THEIRS.userPoolId, ...input },
    '1.1',
  );
  const { status, body } = await sendSigned(request, {
    endpoint: cloud.url,
    credentials: { accessKeyId, secretAccessKey },
    service: 'cognito-idp',
    region: THEIRS.region,
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const answer = JSON.parse(body || '{}') as Json;
  if (status >= 300) throw new Error(`${operation}: ${String(answer.__type)}: ${String(answer.message)}`);
  return answer;
};

const within = (answer: Json, name: string): Json => {
  const value = answer[name];
  return isJson(value) ? value : {};
};

export const look = async (cloud: Cloud): Promise<Look> => ({
  pool: within(await ask(cloud, 'DescribeUserPool'), 'UserPool'),
  mfa: await ask(cloud, 'GetUserPoolMfaConfig'),
  client: within(await ask(cloud, 'DescribeUserPoolClient', { ClientId: THEIRS.clientId }), 'UserPoolClient'),
  groups: await ask(cloud, 'ListGroups'),
});

/** In a list of objects each stands under its name, so that one more says which. */
const members = (value: unknown): Json | undefined => {
  if (!Array.isArray(value)) return isJson(value) ? value : undefined;
  const named = value.filter(isJson).flatMap((one) => {
    const name = one.Name ?? one.GroupName;
    return typeof name === 'string' ? [[name, one] as const] : [];
  });
  return named.length === value.length ? Object.fromEntries(named) : undefined;
};

/** Paths of everything that is otherwise, as deep as names lead; written without the code under test. */
const differences = (before: unknown, after: unknown, path: string): readonly string[] => {
  const [old, now] = [members(before), members(after)];
  if (old === undefined || now === undefined)
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [path];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) =>
    differences(old[name], now[name], path === '' ? name : `${path}.${name}`),
  );
};

/** Of the moment, and no settings. */
const MOMENTARY = /^(pool|client)\.(LastModifiedDate|EstimatedNumberOfUsers)$/;

/** What is otherwise, or that nothing is. */
export const changesBetween = (before: Look, after: Look): string =>
  differences(before, after, '')
    .filter((path) => !MOMENTARY.test(path))
    .sort()
    .join(', ') || 'nothing';
