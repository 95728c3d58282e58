/** What the platform and a sandbox say to each other over the process's IPC channel. Types only. */

/** Platform to sandbox: one invocation. */
export type InvokeMessage = {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** Milliseconds since the epoch at which the platform kills the process. */
  readonly deadline: number;
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
