/** What account A grants: a role for exactly the roles of account B that need it, and an app client to check passwords with. */
import { CfnUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import {
  AccountPrincipal,
  PolicyDocument,
  PolicyStatement,
  type PrincipalBase,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { roleArn } from '#core/names.ts';
import { isDeveloperOnly } from '#core/standard-attributes.ts';

export type SourceAccessProps = {
  readonly migration: Migration;
  /**
   * Names of the roles of account B that may assume the role.
   * @default - the roles of migrate-user, reconcile-user and sweep-shard, and of guard-sign-up where people may sign up by themselves
   */
  readonly trustedRoleNames?: readonly string[];
};

/** Everything that account A gives. Deleting it ends the migration and leaves the pool as it was. */
export class SourceAccess extends Construct {
  /** Literal, so that nothing of account B's template depends on this one. */
  readonly roleArn: string;
  /** Id of the client created here; undefined where the configuration brings one along. */
  readonly createdClientId: string | undefined;

  constructor(scope: Construct, id: string, { migration, trustedRoleNames }: SourceAccessProps) {
    super(scope, id);
    this.roleArn = migration.settings.source.roleArn;
    this.#createRole(migration, trustedRoleNames ?? rolesInNeed(migration));
    this.createdClientId =
      migration.config.source.appClient === undefined ? this.#createClient(migration).ref : undefined;
  }

  #createRole(migration: Migration, trustedRoleNames: readonly string[]): Role {
    return new Role(this, 'Role', {
      roleName: migration.names.sourceRole,
      description: `Checks passwords and reads users of ${migration.config.source.userPoolId} for a migration to another account`,
      assumedBy: trustedRoles(migration, trustedRoleNames),
      // Role chaining allows no more. IAM User Guide "Roles terms and concepts", 2026-11
      maxSessionDuration: Duration.hours(1),
      inlinePolicies: { ReadSourcePool: new PolicyDocument({ statements: [readSourcePool(migration)] }) },
    });
  }

  /**
   * Cognito demands that a client allows REFRESH_TOKEN_AUTH (its own text, aws/aws-cdk#7625) unless refresh tokens
   * rotate, in which case it must not (Developer Guide "Refresh tokens", 2026-11). Rotation therefore is what makes
   * a client possible that checks passwords and does nothing else.
   */
  #createClient({ config, names, pools }: Migration): CfnUserPoolClient {
    return new CfnUserPoolClient(this, 'Client', {
      userPoolId: config.source.userPoolId,
      clientName: names.sourceClient,
      generateSecret: false,
      explicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
      refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds: 0 },
      readAttributes: pools.source.schema
        .map(({ name }) => name)
        .filter(isReadable)
        .sort(),
      ...SHORTEST_TOKENS,
      enableTokenRevocation: true,
      // Nobody but the one role signs in here, and it must tell a reset user from a wrong password: ENABLED hides that.
      // Developer Guide "Managing user existence error responses", 2026-11
      preventUserExistenceErrors: 'LEGACY',
      allowedOAuthFlowsUserPoolClient: false,
      supportedIdentityProviders: ['COGNITO'],
    });
  }
}

const rolesInNeed = ({ names, pools }: Migration): string[] => [
  names.migrateUser,
  names.reconcileUser,
  names.sweepShard,
  ...(pools.target.selfSignUp ? [names.guardSignUp] : []),
];

/**
 * Account B's root as principal, narrowed to exact roles: a role named as principal would be bound to its id, and
 * recreating it in account B would silently break the trust. IAM User Guide "AWS JSON policy elements: Principal", 2026-11
 */
const trustedRoles = ({ config, settings }: Migration, roleNames: readonly string[]): PrincipalBase =>
  new AccountPrincipal(config.target.accountId).withConditions({
    ArnEquals: { 'aws:PrincipalArn': roleNames.map((name) => roleArn(config.target, name)) },
    StringEquals: { 'sts:ExternalId': settings.source.externalId },
  });

/** All that the role may do. */
export const readSourcePool = ({ config, pools }: Migration): PolicyStatement =>
  new PolicyStatement({
    actions: [
      'cognito-idp:AdminInitiateAuth',
      'cognito-idp:AdminGetUser',
      'cognito-idp:ListUsers',
      ...(config.groups.mode === 'list' ? ['cognito-idp:AdminListGroupsForUser'] : []),
    ],
    resources: [pools.source.arn],
  });

/** `sub` is always in the tokens and is no name a client can list; developer-only attributes are refused in one. */
const isReadable = (name: string): boolean =>
  name !== 'sub' && name !== 'identities' && !isDeveloperOnly(name);

// The least Cognito allows: 5 minutes, refresh 60 minutes. API reference "CreateUserPoolClient", 2026-11
const SHORTEST_TOKENS = {
  accessTokenValidity: 5,
  idTokenValidity: 5,
  refreshTokenValidity: 60,
  tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'minutes' },
} as const;
