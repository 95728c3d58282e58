/** Pages of `ListUsers`, of either pool. The operation is eventually consistent and tells no second factors and groups. */
import {
  ListUsersCommand,
  type ListUsersCommandOutput,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { ListedUser } from '#core/listed-user.ts';
import { PAGE_SIZE } from '#core/sweep-plan.ts';
import { errorName } from './error-translation.ts';
import { attributesOf } from './source-answers.ts';

export type PageRequest = {
  /** First hex digits of the `sub`. */
  readonly prefix: string;
  /** Of the page that is wanted; absent for the first. */
  readonly token?: string | undefined;
};

export type UserPage =
  /** `next` is absent on the last page. A page may be short, even empty, and another follow. */
  | { readonly kind: 'page'; readonly users: readonly ListedUser[]; readonly next?: string }
  | { readonly kind: 'token-expired' };

const toListedUser = ({ Username, Attributes, Enabled, UserStatus, ...user }: UserType): ListedUser => {
  const attributes = attributesOf(Attributes);
  const { UserCreateDate: created, UserLastModifiedDate: changed } = user;
  return {
    username: Username ?? '',
    sub: attributes.sub ?? '',
    // Whoever is not said to be enabled is not taken for it.
    enabled: Enabled === true,
    status: UserStatus ?? 'UNKNOWN',
    attributes,
    ...(created === undefined ? {} : { createdAt: created.getTime() }),
    ...(changed === undefined ? {} : { changedAt: changed.getTime() }),
  };
};

const toPage = ({ Users = [], PaginationToken: next }: ListUsersCommandOutput): UserPage => ({
  kind: 'page',
  users: Users.map(toListedUser),
  ...(next ? { next } : {}),
});

/**
 * Asks for one page. A token that is no longer good gets `InvalidParameterException` as any other wrong parameter
 * ("Paging marker … is invalid", aws-sdk-js#3705); without a token the same error is about us.
 */
export const readPage = async (
  userPoolId: string,
  { prefix, token }: PageRequest,
  send: (command: ListUsersCommand) => Promise<ListUsersCommandOutput>,
): Promise<UserPage> => {
  const command = new ListUsersCommand({
    UserPoolId: userPoolId,
    Filter: `sub ^= "${prefix}"`,
    Limit: PAGE_SIZE,
    ...(token === undefined ? {} : { PaginationToken: token }),
  });
  try {
    return toPage(await send(command));
  } catch (error) {
    if (token !== undefined && errorName(error) === 'InvalidParameterException')
      return { kind: 'token-expired' };
    throw error;
  }
};
