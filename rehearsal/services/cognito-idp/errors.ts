/**
 * Cognito's refusals that more than one operation gives, with AWS's own words. No text carries an attribute value, a
 * password or a token; ids of pools, clients and groups are no secrets.
 */
import { ServiceError } from '../../cloud/service.ts';

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameterException', message);

export const notAuthorized = (message: string): ServiceError =>
  new ServiceError('NotAuthorizedException', message);

export const userNotFound = (message = 'User does not exist.'): ServiceError =>
  new ServiceError('UserNotFoundException', message);

export const resourceNotFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message);

/** Sign-up and admin creation of a username that is taken. */
export const usernameExists = (message: string): ServiceError =>
  new ServiceError('UsernameExistsException', message);

/** An alias (verified e-mail, verified phone number, preferred username) that another user owns. */
export const aliasExists = (attribute: string): ServiceError =>
  new ServiceError('AliasExistsException', `An account with the ${attribute} already exists.`);

/** A wrong one-time code of a second factor. */
export const codeMismatch = (message: string): ServiceError =>
  new ServiceError('CodeMismatchException', message);

export const expiredCode = (): ServiceError =>
  new ServiceError('ExpiredCodeException', 'Invalid code provided, please request a code again.');

/** What Cognito says to a wrong password, and, where existence is masked, to every other reason. */
export const incorrectUsernameOrPassword = (): ServiceError =>
  notAuthorized('Incorrect username or password.');

/** AWS's wording for an input member that is absent, too long or of another pattern; never with the value. */
export const failedConstraint = (member: string, constraint: string): ServiceError =>
  invalidParameter(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`,
  );
