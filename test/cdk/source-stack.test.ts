import { Template } from 'aws-cdk-lib/assertions';
import { SourceStack } from '#cdk/stacks/source-stack.ts';
import { grants, migration, only, resources, trust, unbundledApp } from './migration-builder.ts';

const synth = (config: object = {}, pool: object = {}) =>
  new SourceStack(unbundledApp(), 'SourceStack', { migration: migration(config, pool) });

const POOL_ARN = 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_SamplePl1';

describe('the source stack', () => {
  it('lets in exactly the three roles of account B that need it, in every statement, by principal, ARN and external id', () => {
    expect(trust(only(synth(), 'AWS::IAM::Role'))).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: 'arn:aws:iam::222222222222:root' },
        Condition: {
          ArnEquals: {
            'aws:PrincipalArn': [
              'arn:aws:iam::222222222222:role/cognito-migration-migrate-user',
              'arn:aws:iam::222222222222:role/cognito-migration-reconcile-user',
              'arn:aws:iam::222222222222:role/cognito-migration-sweep-shard',
            ],
          },
          StringEquals: { 'sts:ExternalId': 'cognito-migration:eu-west-1_SamplePl1:222222222222' },
        },
      },
    ]);
  });

  it('grants three actions on the one pool and nothing else', () => {
    expect(grants(synth())).toEqual([
      {
        Effect: 'Allow',
        Action: ['cognito-idp:AdminGetUser', 'cognito-idp:AdminInitiateAuth', 'cognito-idp:ListUsers'],
        Resource: POOL_ARN,
      },
    ]);
  });

  it('adds the fourth action only for groups that are listed', () => {
    const [statement] = grants(synth({ groups: { mode: 'list' } }));
    expect(statement?.Action).toEqual([
      'cognito-idp:AdminGetUser',
      'cognito-idp:AdminInitiateAuth',
      'cognito-idp:AdminListGroupsForUser',
      'cognito-idp:ListUsers',
    ]);
    expect(grants(synth({ groups: { mode: 'off' } }))[0]?.Action).toHaveLength(3);
  });

  it('gives the role a literal name and one-hour sessions, so that it can be deployed before account B has anything', () => {
    const stack = synth({ name: 'shop', externalId: 'agreed' });
    expect(only(stack, 'AWS::IAM::Role').Properties).toMatchObject({
      RoleName: 'shop-source',
      MaxSessionDuration: 3600,
    });
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('role/shop-migrate-user');
    expect(Object.keys(Template.fromStack(stack).findParameters('*'))).toEqual(['BootstrapVersion']);
  });

  it('creates a client that checks passwords and can do nothing else', () => {
    expect(only(synth(), 'AWS::Cognito::UserPoolClient').Properties).toMatchObject({
      UserPoolId: 'eu-west-1_SamplePl1',
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED' },
      AccessTokenValidity: 5,
      IdTokenValidity: 5,
      RefreshTokenValidity: 60,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'LEGACY',
      AllowedOAuthFlowsUserPoolClient: false,
      GenerateSecret: false,
    });
  });

  it('lets that client read every attribute of the pool, custom ones too, and only such that a client can name', () => {
    const { ReadAttributes } = only(synth(), 'AWS::Cognito::UserPoolClient').Properties;
    expect(ReadAttributes).toEqual(
      expect.arrayContaining(['custom:tenant', 'custom:loyalty_points', 'email', 'email_verified']),
    );
    expect(ReadAttributes).not.toEqual(expect.arrayContaining(['sub']));
    expect(ReadAttributes).not.toEqual(expect.arrayContaining(['identities']));
  });

  it('touches nothing else of the pool', () => {
    const types = Object.values(resources(synth())).map(({ Type }) => Type);
    expect(types.sort()).toEqual(['AWS::Cognito::UserPoolClient', 'AWS::IAM::Role']);
  });

  it('states the client id and the role as outputs', () => {
    const outputs = Template.fromStack(synth()).findOutputs('*');
    expect(Object.keys(outputs).sort()).toEqual(['SourceClientId', 'SourceRoleArn']);
    expect(outputs.SourceRoleArn?.Value).toBe('arn:aws:iam::111111111111:role/cognito-migration-source');
  });

  it('creates no client where one is brought along', () => {
    const stack = synth({ source: { appClient: { clientId: 'abc' } } });
    expect(resources(stack, 'AWS::Cognito::UserPoolClient')).toEqual({});
    expect(Object.keys(Template.fromStack(stack).findOutputs('*'))).toEqual(['SourceRoleArn']);
  });

  it('carries the configured tags', () => {
    expect(only(synth({ tags: { team: 'identity' } }), 'AWS::IAM::Role').Properties.Tags).toEqual([
      { Key: 'team', Value: 'identity' },
    ]);
  });
});
