/**
 * The contract between the gateway and the local services: how a service states its operations, whom they see as
 * caller, and how they refuse. No service knows HTTP, and the gateway knows no service.
 */

/** One account in one region: where state lives. */
export type Scope = { readonly accountId: string; readonly region: string };

/** Who made a request, as IAM sees it. */
export type Principal =
  /** An unsigned request to a public operation. */
  | { readonly kind: 'anonymous' }
  /** A session of a role; `arn` is `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`. */
  | { readonly kind: 'role'; readonly accountId: string; readonly arn: string; readonly roleArn: string }
  /** An IAM user (the operator of one account, who may do everything in it). */
  | { readonly kind: 'user'; readonly accountId: string; readonly arn: string }
  /** An AWS service acting by itself, such as `cognito-idp.amazonaws.com` invoking a trigger. */
  | { readonly kind: 'service'; readonly service: string };

export type RequestContext = Scope & {
  readonly principal: Principal;
  readonly requestId: string;
  /** `X-Amzn-Trace-Id` as it came in. */
  readonly traceHeader: string | undefined;
  /** Where the client says it is, by `X-Forwarded-For`: on one machine all connections have one address. */
  readonly clientAddress?: string;
};

/** What IAM is asked before an operation runs. Condition keys beside the global ones go into `conditions`. */
export type AccessRequest = {
  /** `service:Action`. */
  readonly action: string;
  readonly resource: string;
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>;
};

/** Input and output are the JSON bodies of the AWS API: field names as on the wire. */
// biome-ignore lint/suspicious/noExplicitAny: each operation narrows its own input after validating it
export type Operation<Input = any> = {
  /**
   * `signed`: refused without a valid signature, and by IAM unless every returned request is allowed.
   * `public`: needs no signature (a signed call is served all the same); the scope comes from the input, for example from a client id or a token.
   */
  readonly access:
    | { readonly kind: 'signed'; readonly requests: (input: Input, scope: Scope) => readonly AccessRequest[] }
    | { readonly kind: 'public'; readonly scopeOf: (input: Input) => Scope | undefined };
  /** What the record of a request names as its resource. @default - the resource of the first access request, or `*` */
  readonly resourceOf?: (input: Input, scope: Scope) => string;
  /** Where a restJson1 or restXml operation lives and what of it is not in the body; absent in the other protocols. */
  readonly http?: HttpBinding;
  /** @throws {ServiceError} what the AWS API would answer. @throws {NotModelled} for what the local service does not do. */
  readonly handle: (input: Input, context: RequestContext) => unknown | Promise<unknown>;
};

/**
 * Smithy's `http` traits of one operation. Without `payload` the body of a restJson1 request is a JSON object of the
 * remaining members; restXml requests have no other body.
 */
export type HttpBinding = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /**
   * With labels, such as `/schedules/{Name}`: each becomes an input member. restXml also knows a last label that may
   * hold slashes (`{Key+}`), and a query that has to be there (`?list-type=2`).
   */
  readonly path: string;
  /** Query parameter to input member. */
  readonly query?: Readonly<Record<string, string>>;
  /** Request header (lower case) to input member. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Input member that is the whole body: a string in restJson1, a Buffer in restXml. */
  readonly payload?: string;
  /** Output member to answer header; such a member must be a string. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  /** Output member (a string; in restXml also a Buffer) that is the whole answer body. */
  readonly answerPayload?: string;
  /** restXml: the element around the members that are left. @default - no body */
  readonly answerRoot?: string;
};

/** How requests and answers are written: the AWS protocol names. */
export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'awsQuery' | 'restJson1' | 'restXml';

export type Service = {
  /** Signing name and IAM prefix, such as `cognito-idp`. */
  readonly name: string;
  readonly protocol: Protocol;
  /** `X-Amz-Target` prefix (awsJson) or API version (awsQuery, restJson1, restXml). */
  readonly target: string;
  readonly operations: Readonly<Record<string, Operation>>;
};

/** An error of the AWS API: `code` is the exception's name on the wire. */
export class ServiceError extends Error {
  readonly code: string;
  readonly statusCode: number;
  /** What the error carries beside its message, as on the wire (`CancellationReasons`, `Reason`). */
  readonly members: Readonly<Record<string, unknown>>;
  constructor(
    code: string,
    message: string,
    statusCode = 400,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.statusCode = statusCode;
    this.members = members;
  }
}

/** A refusal that IAM or a resource policy decided; the gateway records it as denied, with the reason. */
export class AccessDenied extends ServiceError {
  readonly action: string;
  readonly resource: string;
  readonly reason: string;
  constructor(caller: string, request: AccessRequest, reason: string, form: AccessDeniedForm = JSON_DENIAL) {
    const { action, resource } = request;
    super(
      form.code,
      `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} because ${reason}`,
      form.status,
    );
    this.action = action;
    this.resource = resource;
    this.reason = reason;
  }
}

/** Name and status of a refusal: they differ between protocols. */
export type AccessDeniedForm = {
  readonly code: 'AccessDenied' | 'AccessDeniedException';
  readonly status: number;
};
const JSON_DENIAL: AccessDeniedForm = { code: 'AccessDeniedException', status: 400 };

/** The local cloud does not do this. Never ignored: the request ends, and the run that met it fails. */
export class NotModelled extends ServiceError {
  constructor(what: string) {
    super('NotModelled', `The rehearsal does not model ${what}.`, 501);
  }
}

/** Milliseconds since the epoch. Everything in the local cloud that tells the time asks this, so that a scenario can move it. */
export type Clock = {
  readonly now: () => number;
  /** How far it is ahead of the machine's. @default 0 */
  readonly ahead?: () => number;
};

/** Temporary credentials as STS hands them out. */
export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch; absent for an operator's own keys. */
  readonly expiration?: number;
};
