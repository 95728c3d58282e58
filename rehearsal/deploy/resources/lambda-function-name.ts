/** What templates may write where a Lambda function is meant. */
import type { Scope } from '../../cloud/service.ts';

/** The ARN of a function given by its ARN or, in its own account and region, by name or `NAME:QUALIFIER`. */
export const functionArn = (nameOrArn: string, { accountId, region }: Scope): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : `arn:aws:lambda:${region}:${accountId}:function:${nameOrArn}`;
