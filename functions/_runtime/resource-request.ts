/**
 * What CloudFormation asks of a custom resource and is told of it. CloudFormation User Guide "Custom resource request
 * objects" and "Custom resource response objects", 2026-11
 */
import { MigrationError } from '#core/errors.ts';

export type Properties = Readonly<Record<string, unknown>>;

export type ResourceRequest = {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly stackId: string;
  readonly requestId: string;
  readonly logicalId: string;
  /** Absent at the creation. */
  readonly physicalId?: string;
  readonly properties: Properties;
  /** Of an update: what the properties were before. */
  readonly oldProperties?: Properties;
};

/** What the work on a resource came to. */
export type ResourceDone = {
  /** Another one than before tells CloudFormation to delete the resource of the old one afterwards. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives. */
  readonly data: Readonly<Record<string, string>>;
  /** Shown beside the resource in the stack's events. */
  readonly says?: string;
};

const isObject = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Where the answer goes: a pre-signed URL, so it must not be written anywhere. Empty in what is no request. */
export const responseUrlOf = (event: unknown): string => (isObject(event) ? text(event.ResponseURL) : '');

const TYPES = ['Create', 'Update', 'Delete'] as const;

/** @throws {MigrationError} `InvalidInput` for what CloudFormation would not send */
export const readResourceRequest = (event: unknown): ResourceRequest => {
  const request = isObject(event) ? event : {};
  const type = TYPES.find((one) => one === request.RequestType);
  if (type === undefined || !isObject(request.ResourceProperties)) {
    throw new MigrationError(
      'InvalidInput',
      'This is no request for a custom resource: this Lambda is called by CloudFormation alone, when a stack is deployed or deleted.',
    );
  }
  return {
    type,
    stackId: text(request.StackId),
    requestId: text(request.RequestId),
    logicalId: text(request.LogicalResourceId),
    ...(typeof request.PhysicalResourceId === 'string' ? { physicalId: request.PhysicalResourceId } : {}),
    properties: request.ResourceProperties,
    ...(isObject(request.OldResourceProperties) ? { oldProperties: request.OldResourceProperties } : {}),
  };
};

/** A whole answer may have 4,096 bytes; a reason of so many characters leaves room for ids. */
const LONGEST_REASON = 1_500;

const shortened = (reason: string): string =>
  reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON - 1)}…` : reason;

/** The members of a request that its answer repeats, as far as they are there. */
const repeated = (event: unknown): Readonly<Record<string, string>> => {
  const request = isObject(event) ? event : {};
  return {
    StackId: text(request.StackId),
    RequestId: text(request.RequestId),
    LogicalResourceId: text(request.LogicalResourceId),
  };
};

export const successAnswer = (event: unknown, { physicalId, data, says }: ResourceDone): object => ({
  ...repeated(event),
  Status: 'SUCCESS',
  PhysicalResourceId: physicalId,
  ...(says === undefined ? {} : { Reason: shortened(says) }),
  Data: data,
});

/** What a resource is called whose creation failed. CloudFormation asks for its deletion next. */
const FAILED_CREATION = 'failed-creation';

/** A resource that was there stays the one it is: another id would have CloudFormation delete it. */
export const failureAnswer = (event: unknown, reason: string): object => {
  const before = isObject(event) ? event.PhysicalResourceId : undefined;
  return {
    ...repeated(event),
    Status: 'FAILED',
    Reason: shortened(reason),
    PhysicalResourceId: typeof before === 'string' ? before : FAILED_CREATION,
  };
};
