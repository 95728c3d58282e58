/** The file that `--endpoints` writes: all that somebody else's client needs to use the two accounts. Design §11. */
import type { SeededUser } from '../input/records.ts';
import { subOf } from '../input/records.ts';

type Keys = { readonly accessKeyId: string; readonly secretAccessKey: string };

export type EndpointSide = {
  readonly accountId: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly operator: Keys;
};

export type Endpoints = {
  readonly url: string;
  readonly source: EndpointSide;
  readonly target: EndpointSide & {
    readonly postMigrationArn: string | null;
    readonly cutoverArn: string | null;
    readonly sweepArn: string | null;
    readonly ledgerTable: string | null;
  };
  readonly users: readonly {
    readonly login: string;
    readonly sub: string;
    readonly status: string;
    readonly enabled: boolean;
    readonly mfa: readonly string[];
  }[];
};

/** One account's part, with only the two members of the keys that a client is given. */
export const endpointSide = (
  { accountId, region, userPoolId, clientId }: Omit<EndpointSide, 'operator'>,
  { accessKeyId, secretAccessKey }: Keys,
): EndpointSide => ({ accountId, region, userPoolId, clientId, operator: { accessKeyId, secretAccessKey } });

export const endpointUser = (user: SeededUser, login: string): Endpoints['users'][number] => ({
  login,
  sub: subOf(user),
  status: user.UserStatus,
  enabled: user.Enabled,
  mfa: user.UserMFASettingList ?? [],
});

const rerunWords = ({ region }: EndpointSide, machineArn: string, keys: string): string[] => [
  'Reconcile one user by hand, by the sub of the source:',
  `  ${keys} AWS_REGION=${region} \\\n    aws stepfunctions start-execution --state-machine-arn ${machineArn} \\`,
  `    --input '{"task":"reconcile","sourceSub":"…"}'`,
];

const sweepWords = ({ region }: EndpointSide, machineArn: string, keys: string): string[] => [
  'Walk over both pools and list who has not come yet:',
  `  ${keys} AWS_REGION=${region} \\\n    aws stepfunctions start-execution --state-machine-arn ${machineArn} \\`,
  `    --input '{"task":"sweep"}'`,
];

const cutoverWords = ({ region }: EndpointSide, machineArn: string, keys: string): string[] => [
  'Ask what stands between the app clients and the cutover, without changing anything:',
  `  ${keys} AWS_REGION=${region} \\\n    aws stepfunctions start-execution --state-machine-arn ${machineArn} \\`,
  `    --input '{"task":"cutover","dryRun":true}'`,
];

/** How to point the AWS CLI at the accounts, for people who read a terminal. */
export const pointingWords = ({ url, source, target }: Endpoints): string => {
  const keys = ({ operator }: EndpointSide) =>
    `AWS_ACCESS_KEY_ID=${operator.accessKeyId} AWS_SECRET_ACCESS_KEY=${operator.secretAccessKey}`;
  const look = (side: EndpointSide) =>
    `  ${keys(side)} AWS_REGION=${side.region} \\\n    aws cognito-idp list-users --user-pool-id ${side.userPoolId}`;
  return [
    'Point an application, the AWS CLI or an SDK at both accounts:',
    `  export AWS_ENDPOINT_URL=${url}`,
    `Source ${source.userPoolId} in ${source.accountId}, ${source.region}:`,
    look(source),
    `Target ${target.userPoolId} in ${target.accountId}, ${target.region}:`,
    look(target),
    'Sign in as a user of the source, which migrates them (unsigned):',
    `  aws cognito-idp initiate-auth --no-sign-request --region ${target.region} --client-id ${target.clientId} \\`,
    '    --auth-flow USER_PASSWORD_AUTH --auth-parameters USERNAME=…,PASSWORD=…',
    ...(target.postMigrationArn ? rerunWords(target, target.postMigrationArn, keys(target)) : []),
    ...(target.sweepArn ? sweepWords(target, target.sweepArn, keys(target)) : []),
    ...(target.cutoverArn ? cutoverWords(target, target.cutoverArn, keys(target)) : []),
  ].join('\n');
};
