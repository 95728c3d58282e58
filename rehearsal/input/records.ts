/**
 * The shapes of an export as the AWS CLI prints it: one user of `list-users` with what that command lacks (second
 * factors, groups), and the pool of `describe-user-pool`.
 */

export type Attribute = { readonly Name: string; readonly Value: string };

/** A user as `list-users` shows it. `UserMFASettingList` and `Groups` are added by whoever exports them. */
export type UserRecord = {
  readonly Username: string;
  readonly Attributes: Attribute[];
  /** ISO 8601. */
  readonly UserCreateDate: string;
  readonly UserLastModifiedDate: string;
  readonly Enabled: boolean;
  readonly UserStatus: string;
  readonly UserMFASettingList?: string[];
  readonly PreferredMfaSetting?: string;
  readonly Groups?: string[];
};

/** A record with what no export holds, made up from the seed. Federated users have no password. */
export type SeededUser = UserRecord & { readonly password?: string; readonly totpSecret?: string };

export type PasswordPolicy = {
  readonly MinimumLength?: number;
  readonly RequireUppercase?: boolean;
  readonly RequireLowercase?: boolean;
  readonly RequireNumbers?: boolean;
  readonly RequireSymbols?: boolean;
};

/** The fields of `describe-user-pool` that the rehearsal itself reads; the local pool is created from all of them. */
export type PoolDescription = {
  readonly Id: string;
  readonly Arn: string;
  readonly Name: string;
  readonly SchemaAttributes: readonly { readonly Name: string }[];
  readonly UsernameConfiguration?: { readonly CaseSensitive: boolean };
  readonly Policies?: { readonly PasswordPolicy?: PasswordPolicy };
  readonly AccountRecoverySetting?: { readonly RecoveryMechanisms?: readonly object[] };
  readonly [field: string]: unknown;
};

/** Where a pool lives, from its ARN. */
export type PoolAddress = {
  readonly accountId: string;
  readonly region: string;
  readonly userPoolId: string;
};

/** @returns undefined for anything that is not the ARN of a user pool. */
export const parsePoolArn = (arn: string): PoolAddress | undefined => {
  const match = /^arn:aws[\w-]*:cognito-idp:([a-z0-9-]+):(\d{12}):userpool\/([\w-]+_[0-9A-Za-z]+)$/.exec(arn);
  const [, region, accountId, userPoolId] = match ?? [];
  return region && accountId && userPoolId ? { region, accountId, userPoolId } : undefined;
};

export const attributeOf = (user: Pick<UserRecord, 'Attributes'>, name: string): string | undefined =>
  user.Attributes.find((attribute) => attribute.Name === name)?.Value;

/** The source's own id of a user: what every stream and the report call it by. */
export const subOf = (user: Pick<UserRecord, 'Attributes'>): string => attributeOf(user, 'sub') ?? '';

/** True where a code could be delivered: an e-mail or a phone number that was proven. */
export const hasVerifiedContact = (user: Pick<UserRecord, 'Attributes'>): boolean =>
  attributeOf(user, 'email_verified') === 'true' || attributeOf(user, 'phone_number_verified') === 'true';
