/** Starts executions of the machine that follows a sign-in. */
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { endpointOverride, type Transport } from './endpoint.ts';
import { instrument } from './instrument.ts';

export type Workflow = {
  /** Resolves once the execution was accepted. The execution joins the trace of the caller. */
  readonly startReconciliation: (
    request: { readonly sourceSub: string; readonly groups?: readonly string[] },
    signal: AbortSignal,
  ) => Promise<void>;
};

type WorkflowOptions = {
  readonly stateMachineArn: string;
  readonly accountId: string;
  readonly transport: Transport;
  readonly variables: Readonly<Record<string, string | undefined>>;
};

// Starting twice harms nobody (the machine is safe to repeat), so a lost connection is worth one more try.
const MAX_ATTEMPTS = 2;

/** Asks in the region of the ARN. Rejects with the SDK's error. @throws {MigrationError} `EndpointRefused` */
export const createWorkflow = ({
  stateMachineArn,
  accountId,
  transport,
  variables,
}: WorkflowOptions): Workflow => {
  const region = stateMachineArn.split(':')[3] ?? '';
  const endpoint = endpointOverride('SFN', variables);
  const client = instrument(
    new SFNClient({
      region,
      maxAttempts: MAX_ATTEMPTS,
      requestHandler: transport,
      ...(endpoint ? { endpoint } : {}),
    }),
    { name: 'SFN', accountId, region },
  );
  return {
    startReconciliation: async ({ sourceSub, groups }, signal) => {
      const input = JSON.stringify({ task: 'reconcile', sourceSub, ...(groups ? { groups } : {}) });
      await client.send(new StartExecutionCommand({ stateMachineArn, input }), { abortSignal: signal });
    },
  };
};
