/** How pools, clients, users and groups look in the answers of the API. Times are seconds since the epoch, as on the wire. */
import type { Client, Group, Pool } from './pool.ts';
import { describeSchema } from './schema.ts';
import { attributePairs, type User } from './user.ts';

export const wireTime = (milliseconds: number): number => milliseconds / 1000;

/** A user as ListUsers and AdminCreateUser show it. */
export const userView = (user: User, attributesToGet?: readonly string[]) => ({
  Username: user.username,
  Attributes: attributePairs(user).filter(({ Name }) => attributesToGet?.includes(Name) ?? true),
  UserCreateDate: wireTime(user.created),
  UserLastModifiedDate: wireTime(user.modified),
  Enabled: user.enabled,
  UserStatus: user.status,
});

/** The second factors of a user; members are absent where nothing is set, as in AWS's answers. */
export const mfaView = (user: User) => ({
  ...(user.preferredMfa !== undefined && { PreferredMfaSetting: user.preferredMfa }),
  ...(user.mfa.size > 0 && { UserMFASettingList: [...user.mfa] }),
});

export const groupView = (pool: Pool, group: Group) => ({
  GroupName: group.name,
  UserPoolId: pool.id,
  ...(group.description !== undefined && { Description: group.description }),
  ...(group.roleArn !== undefined && { RoleArn: group.roleArn }),
  ...(group.precedence !== undefined && { Precedence: group.precedence }),
  LastModifiedDate: wireTime(group.created),
  CreationDate: wireTime(group.created),
});

/** `Read-` and `WriteAttributes`, flows and the rest are absent where they are at their defaults. */
export const clientView = (client: Client) => ({
  UserPoolId: client.userPoolId,
  ClientId: client.clientId,
  ...(client.secret !== undefined && { ClientSecret: client.secret }),
  CreationDate: wireTime(client.created),
  LastModifiedDate: wireTime(client.modified),
  ...client.settings,
});

export const poolView = (pool: Pool) => {
  const { PoolName, ...settings } = pool.settings;
  const { aliasAttributes, usernameAttributes, caseSensitive } = pool.users.names;
  return {
    Id: pool.id,
    Name: PoolName,
    Arn: pool.arn,
    ...settings,
    ...pool.domains,
    SchemaAttributes: describeSchema(pool.schema),
    ...(aliasAttributes.length > 0 && { AliasAttributes: aliasAttributes }),
    ...(usernameAttributes.length > 0 && { UsernameAttributes: usernameAttributes }),
    UsernameConfiguration: { CaseSensitive: caseSensitive },
    EstimatedNumberOfUsers: pool.users.size,
    CreationDate: wireTime(pool.created),
    LastModifiedDate: wireTime(pool.modified),
  };
};
