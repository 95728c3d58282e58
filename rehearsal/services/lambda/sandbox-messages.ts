/** What the platform and a sandbox say to each other over the process's IPC channel. Types only. */

/** Platform to sandbox: one invocation. */
export type InvokeMessage = {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** Milliseconds since the epoch, by the cloud's clock, at which the platform kills the process. */
  readonly deadline: number;
  /** How far the cloud's clock is ahead of the machine's, in milliseconds. */
  readonly clockAhead: number;
  readonly invokedFunctionArn: string;
  /** For `_X_AMZN_TRACE_ID`. */
  readonly traceHeader: string;
};

/** Sandbox to platform: how a phase (init, or one invocation) ended. */
export type PhaseReport = {
  readonly result:
    | { readonly kind: 'ok'; readonly payload: string }
    /** `error` is the JSON that Lambda answers: `errorType`, `errorMessage`, `trace`. `fatal`: the process ends. */
    | { readonly kind: 'error'; readonly error: string; readonly fatal: boolean };
  /** Most memory the process has used so far. */
  readonly memoryMb: number;
};
