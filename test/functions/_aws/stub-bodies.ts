/** What AWS answers of one user, and the Lambda's own credentials. */

export const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:222222222222:secret:source-client';

export const USER_BODY = {
  Username: 'liam.porter',
  Enabled: true,
  UserStatus: 'CONFIRMED',
  UserAttributes: [
    { Name: 'sub', Value: 'sub-1' },
    { Name: 'email', Value: 'liam@example.com' },
  ],
};

const idToken = (claims: object): string =>
  `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

export const TOKENS_BODY = {
  AuthenticationResult: {
    AccessToken: 'a',
    IdToken: idToken({ sub: 'sub-1', 'cognito:groups': ['editors'] }),
    RefreshToken: 'r',
  },
};

export const AWS_ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: 'AKIALAMBDA',
  AWS_SECRET_ACCESS_KEY: 'lambda-secret',
  AWS_SESSION_TOKEN: 'lambda-token',
} as const;
