/**
 * Names for resources whose template gives none. AWS appends random characters; here they come from the stack and the
 * logical id, so that two runs of one assembly make the same names and a report can be compared with the last one.
 */
import { createHash } from 'node:crypto';

const SUFFIX_LENGTH = 12;

/** `STACK-LOGICALID-SUFFIX`, shortened in the middle to `maxLength` as CloudFormation does. */
export const physicalName = (stackName: string, logicalId: string, maxLength = 128): string => {
  const room = maxLength - SUFFIX_LENGTH - 1;
  return `${`${stackName}-${logicalId}`.slice(0, room)}-${suffix(`${stackName}/${logicalId}`)}`;
};

/** The stack's ARN, `AWS::StackId`; its UUID is made from the stack's name. */
export const stackId = (stackName: string, scope: { accountId: string; region: string }): string => {
  const hash = digest(`${scope.accountId}/${scope.region}/${stackName}`);
  const uuid = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join('-');
  return `arn:aws:cloudformation:${scope.region}:${scope.accountId}:stack/${stackName}/${uuid}`;
};

const suffix = (text: string): string => digest(text).slice(0, SUFFIX_LENGTH).toUpperCase();

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
