/** Every operation of the local Cognito by its API name. What is not here, the gateway refuses by name. */
import type { Operation } from '../../cloud/service.ts';
import type { Needs } from './needs.ts';
import { addCustomAttributes } from './operations/add-custom-attributes.ts';
import { adminAddUserToGroup } from './operations/admin-add-user-to-group.ts';
import { adminConfirmSignUp } from './operations/admin-confirm-sign-up.ts';
import { adminCreateUser } from './operations/admin-create-user.ts';
import { adminDeleteUser } from './operations/admin-delete-user.ts';
import { adminDeleteUserAttributes } from './operations/admin-delete-user-attributes.ts';
import { adminDisableUser } from './operations/admin-disable-user.ts';
import { adminEnableUser } from './operations/admin-enable-user.ts';
import { adminGetUser } from './operations/admin-get-user.ts';
import { adminInitiateAuth } from './operations/admin-initiate-auth.ts';
import { adminListGroupsForUser } from './operations/admin-list-groups-for-user.ts';
import { adminRemoveUserFromGroup } from './operations/admin-remove-user-from-group.ts';
import { adminResetUserPassword } from './operations/admin-reset-user-password.ts';
import { adminRespondToAuthChallenge } from './operations/admin-respond-to-auth-challenge.ts';
import { adminSetUserMfaPreference } from './operations/admin-set-user-mfa-preference.ts';
import { adminSetUserPassword } from './operations/admin-set-user-password.ts';
import { adminUpdateUserAttributes } from './operations/admin-update-user-attributes.ts';
import { adminUserGlobalSignOut } from './operations/admin-user-global-sign-out.ts';
import { associateSoftwareToken } from './operations/associate-software-token.ts';
import { changePassword } from './operations/change-password.ts';
import { confirmForgotPassword } from './operations/confirm-forgot-password.ts';
import { confirmSignUp } from './operations/confirm-sign-up.ts';
import { createGroup } from './operations/create-group.ts';
import { createUserPoolDomain } from './operations/create-user-pool-domain.ts';
import { deleteUserPoolDomain } from './operations/delete-user-pool-domain.ts';
import { describeUserPool } from './operations/describe-user-pool.ts';
import { describeUserPoolClient } from './operations/describe-user-pool-client.ts';
import { forgotPassword } from './operations/forgot-password.ts';
import { getGroup } from './operations/get-group.ts';
import { getTokensFromRefreshToken } from './operations/get-tokens-from-refresh-token.ts';
import { getUser } from './operations/get-user.ts';
import { getUserPoolMfaConfig } from './operations/get-user-pool-mfa-config.ts';
import { globalSignOut } from './operations/global-sign-out.ts';
import { initiateAuth } from './operations/initiate-auth.ts';
import { listGroups } from './operations/list-groups.ts';
import { listUserPoolClients } from './operations/list-user-pool-clients.ts';
import { listUsers } from './operations/list-users.ts';
import { listUsersInGroup } from './operations/list-users-in-group.ts';
import { resendConfirmationCode } from './operations/resend-confirmation-code.ts';
import { respondToAuthChallenge } from './operations/respond-to-auth-challenge.ts';
import { revokeToken } from './operations/revoke-token.ts';
import { setUserMfaPreference } from './operations/set-user-mfa-preference.ts';
import { setUserPoolMfaConfig } from './operations/set-user-pool-mfa-config.ts';
import { signUp } from './operations/sign-up.ts';
import { updateUserPool } from './operations/update-user-pool.ts';
import { updateUserPoolClient } from './operations/update-user-pool-client.ts';
import { verifySoftwareToken } from './operations/verify-software-token.ts';

export const createOperations = (needs: Needs): Readonly<Record<string, Operation>> => ({
  AddCustomAttributes: addCustomAttributes(needs),
  AdminAddUserToGroup: adminAddUserToGroup(needs),
  AdminConfirmSignUp: adminConfirmSignUp(needs),
  AdminCreateUser: adminCreateUser(needs),
  AdminDeleteUser: adminDeleteUser(needs),
  AdminDeleteUserAttributes: adminDeleteUserAttributes(needs),
  AdminDisableUser: adminDisableUser(needs),
  AdminEnableUser: adminEnableUser(needs),
  AdminGetUser: adminGetUser(needs),
  AdminInitiateAuth: adminInitiateAuth(needs),
  AdminListGroupsForUser: adminListGroupsForUser(needs),
  AdminRemoveUserFromGroup: adminRemoveUserFromGroup(needs),
  AdminResetUserPassword: adminResetUserPassword(needs),
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge(needs),
  AdminSetUserMFAPreference: adminSetUserMfaPreference(needs),
  AdminSetUserPassword: adminSetUserPassword(needs),
  AdminUpdateUserAttributes: adminUpdateUserAttributes(needs),
  AdminUserGlobalSignOut: adminUserGlobalSignOut(needs),
  AssociateSoftwareToken: associateSoftwareToken(needs),
  ChangePassword: changePassword(needs),
  ConfirmForgotPassword: confirmForgotPassword(needs),
  ConfirmSignUp: confirmSignUp(needs),
  CreateGroup: createGroup(needs),
  CreateUserPoolDomain: createUserPoolDomain(needs),
  DeleteUserPoolDomain: deleteUserPoolDomain(needs),
  DescribeUserPool: describeUserPool(needs),
  DescribeUserPoolClient: describeUserPoolClient(needs),
  ForgotPassword: forgotPassword(needs),
  GetGroup: getGroup(needs),
  GetTokensFromRefreshToken: getTokensFromRefreshToken(needs),
  GetUser: getUser(needs),
  GetUserPoolMfaConfig: getUserPoolMfaConfig(needs),
  GlobalSignOut: globalSignOut(needs),
  InitiateAuth: initiateAuth(needs),
  ListGroups: listGroups(needs),
  ListUserPoolClients: listUserPoolClients(needs),
  ListUsers: listUsers(needs),
  ListUsersInGroup: listUsersInGroup(needs),
  ResendConfirmationCode: resendConfirmationCode(needs),
  RespondToAuthChallenge: respondToAuthChallenge(needs),
  RevokeToken: revokeToken(needs),
  SetUserMFAPreference: setUserMfaPreference(needs),
  SetUserPoolMfaConfig: setUserPoolMfaConfig(needs),
  SignUp: signUp(needs),
  UpdateUserPool: updateUserPool(needs),
  UpdateUserPoolClient: updateUserPoolClient(needs),
  VerifySoftwareToken: verifySoftwareToken(needs),
});
