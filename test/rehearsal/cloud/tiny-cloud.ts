/** A small cloud for tests of the gateway: two accounts, one pool-like service, STS. */

import { type Gateway, type GatewayOptions, startGateway } from '#rehearsal/cloud/gateway.ts';
import { Iam } from '#rehearsal/cloud/iam.ts';
import { createRecorder, type Recorder } from '#rehearsal/cloud/recorder.ts';
import { type Credentials, type Service, ServiceError } from '#rehearsal/cloud/service.ts';
import { createSts } from '#rehearsal/services/sts/sts.ts';

export const SOURCE = '111111111111';
export const TARGET = '222222222222';
export const REGION_A = 'eu-west-1';
export const REGION_B = 'us-east-1';
export const POOL_ARN = `arn:aws:cognito-idp:${REGION_A}:${SOURCE}:userpool/${REGION_A}_pool`;
export const READER_ROLE = `arn:aws:iam::${SOURCE}:role/reader`;
export const LAMBDA_ROLE = `arn:aws:iam::${TARGET}:role/worker`;

/** Stands in for Cognito: a signed, a public and a crashing operation. */
export const tinyPool: Service = {
  name: 'cognito-idp',
  protocol: 'awsJson1_1',
  target: 'AWSCognitoIdentityProviderService',
  operations: {
    AdminGetUser: {
      access: {
        kind: 'signed',
        requests: (_input, { accountId, region }) => [
          {
            action: 'cognito-idp:AdminGetUser',
            resource: `arn:aws:cognito-idp:${region}:${accountId}:userpool/${region}_pool`,
          },
        ],
      },
      handle: (input: { Username: string }) => {
        if (input.Username === 'crash') throw new SyntaxError('secret-in-message');
        if (input.Username === 'nobody')
          throw new ServiceError('UserNotFoundException', 'User does not exist.');
        return { Username: input.Username, UserStatus: 'CONFIRMED' };
      },
    },
    InitiateAuth: {
      access: {
        kind: 'public',
        scopeOf: (input: { ClientId: string }) =>
          input.ClientId === 'client' ? { accountId: SOURCE, region: REGION_A } : undefined,
      },
      handle: (_input, context) => {
        if (context.accountId === '') throw new ServiceError('ResourceNotFoundException', 'No such client.');
        return { AuthenticationResult: { AccessToken: `${context.accountId}/${context.region}` } };
      },
    },
  },
};

/** The form in which the SDK takes keys. */
export const forSdk = ({ accessKeyId, secretAccessKey, sessionToken }: Credentials) => ({
  accessKeyId,
  secretAccessKey,
  ...(sessionToken && { sessionToken }),
});

export type TinyCloud = {
  readonly iam: Iam;
  readonly recorder: Recorder;
  readonly gateway: Gateway;
  readonly operator: Credentials;
  /** A session of the worker role in the target account, which may assume the reader role. */
  readonly worker: Credentials;
};

/** The source trusts the worker role of the target, under the external id `the-external-id`. */
export const startTinyCloud = async (options: Partial<GatewayOptions> = {}): Promise<TinyCloud> => {
  const clock = options.clock ?? { now: () => Date.now() };
  const iam = new Iam(clock);
  iam.putRole({
    accountId: SOURCE,
    name: 'reader',
    arn: READER_ROLE,
    maxSessionSeconds: 7200,
    trustPolicy: {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${TARGET}:root` },
        Action: 'sts:AssumeRole',
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': LAMBDA_ROLE },
          StringEquals: { 'sts:ExternalId': 'the-external-id' },
        },
      },
    },
  });
  iam.putRolePolicy(READER_ROLE, 'read', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'cognito-idp:AdminGetUser', Resource: POOL_ARN },
  });
  iam.putRole({
    accountId: TARGET,
    name: 'worker',
    arn: LAMBDA_ROLE,
    maxSessionSeconds: 3600,
    trustPolicy: {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    },
  });
  iam.putRolePolicy(LAMBDA_ROLE, 'assume', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: READER_ROLE },
  });
  const recorder = createRecorder();
  const services = [tinyPool, createSts({ iam })];
  const gateway = await startGateway({
    iam,
    services,
    recorder,
    ...options,
    clock,
  });
  const worker = iam.assumeAsService(LAMBDA_ROLE, 'lambda.amazonaws.com', 'worker');
  return { iam, recorder, gateway, operator: iam.createOperator(SOURCE), worker };
};
