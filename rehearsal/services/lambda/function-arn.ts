/** The names of a function: plain, partial or whole ARN, with or without a version or an alias. */

import { type Scope, ServiceError } from '../../cloud/service.ts';

export type FunctionName = {
  /** Without qualifier. */
  readonly functionArn: string;
  readonly functionName: string;
  readonly scope: Scope;
  /** Version or alias; undefined means `$LATEST`. */
  readonly qualifier?: string;
};

const ARN = /^arn:aws:lambda:([a-z0-9-]+):(\d{12}):function:([\w-]+)(?::([\w$-]+))?$/;

/** @throws {ServiceError} `ValidationException` for anything that is no function ARN. */
export const readFunctionArn = (arn: string): FunctionName => {
  const [, region, accountId, functionName, qualifier] = ARN.exec(arn) ?? [];
  if (!region || !accountId || !functionName) {
    throw new ServiceError(
      'ValidationException',
      `${arn} is not the ARN of a function, a version or an alias.`,
    );
  }
  const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
  return { functionArn, functionName, scope: { accountId, region }, ...(qualifier && { qualifier }) };
};

/** The ARN that an API caller means by `FunctionName` and `Qualifier`, in the caller's own account unless it says otherwise. */
export const functionArnFor = (name: string, qualifier: string | undefined, scope: Scope): string => {
  const base = name.startsWith('arn:')
    ? name
    : `arn:aws:lambda:${scope.region}:${accountAndName(name, scope)}`;
  return qualifier === undefined ? base : `${base}:${qualifier}`;
};

/** `ACCOUNT:function:NAME`, `function:NAME` or `NAME`, each perhaps with `:QUALIFIER`. */
const accountAndName = (name: string, { accountId }: Scope): string => {
  if (/^\d{12}:function:/.test(name)) return name;
  return name.startsWith('function:') ? `${accountId}:${name}` : `${accountId}:function:${name}`;
};
