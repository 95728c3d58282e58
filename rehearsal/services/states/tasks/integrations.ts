/** The service integrations a Task may use: which request each makes, what it answers, and which parameters it takes. */

import type { ServiceAnswer, UnsignedRequest } from '../../../cloud/signed-request.ts';
import type { AslObject } from '../asl/asl.ts';
import type { Integration } from '../asl/error-names.ts';

/** Which execution makes the request; some integrations pass it on. */
export type TaskContext = { readonly executionArn: string; readonly stateMachineArn: string };

/** An error that Retry and Catch see. */
export type TaskFailure = { readonly error: string; readonly cause: string };

export type TaskType = {
  readonly integration: Integration;
  /** Signing name. */
  readonly service: string;
  /** For history and traces: `lambda`, `invoke`. */
  readonly resourceType: string;
  readonly resource: string;
  /** Name and operation in X-Ray. */
  readonly traced: { readonly name: string; readonly operation: string };
  /** Parameters it takes; others are refused at deploy. */
  readonly parameters: readonly string[];
  readonly required: readonly string[];
  /** From the state's processed input. */
  readonly request: (parameters: AslObject, context: TaskContext) => UnsignedRequest;
  /** The state's result, from an answer that is no error. */
  readonly result: (answer: ServiceAnswer) => AslObject | TaskFailure;
};

export const isFailure = (result: AslObject | TaskFailure): result is TaskFailure =>
  typeof result.error === 'string' && typeof result.cause === 'string' && Object.keys(result).length === 2;

/** What every optimized integration adds about the HTTP answer; headers, which AWS lists too, are left out. */
export const sdkMetadata = ({ headers, status }: ServiceAnswer): AslObject => ({
  SdkHttpMetadata: { HttpStatusCode: status },
  SdkResponseMetadata: { RequestId: headers.get('x-amzn-requestid') ?? '' },
});
