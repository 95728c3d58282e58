// A rehearsal that serves both accounts, and the tools an operator has for account B: nothing but AWS's own APIs.
import { setTimeout as sleep } from 'node:timers/promises';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Endpoints } from '#rehearsal/client/endpoints.ts';
import { signedFetch } from '../cloud/signed-fetch.ts';
import { startRehearsal } from './run-process.ts';

export type Serving = { readonly endpoints: Endpoints; readonly stop: () => Promise<number | null> };

/** @param read gives the endpoints, once the process says that it serves */
export const startServing = async (flags: readonly string[], read: () => Endpoints): Promise<Serving> => {
  const { child, ended, stdout } = startRehearsal(['--serve', ...flags]);
  while (!stdout().includes('Serving until') && child.exitCode === null) await sleep(20);
  const stop = async () => {
    child.kill('SIGTERM');
    return (await ended).code;
  };
  if (child.exitCode === null) return { endpoints: read(), stop };
  throw new Error(`The rehearsal does not serve: ${(await ended).stdout}${(await ended).stderr}`);
};

/** One line of a machine's log, as Step Functions writes it. */
type LogLine = {
  readonly type: string;
  readonly details: {
    readonly name?: string;
    readonly input?: string;
    readonly error?: string;
    readonly cause?: string;
  };
  readonly execution_arn: string;
};

const isEnd = ({ type }: LogLine): boolean => /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type);

export const createOperator = ({ url, target }: Endpoints) => {
  const { region, operator: credentials, postMigrationArn, sweepArn, ledgerTable } = target;
  const config = { endpoint: url, region, credentials };
  const sfn = new SFNClient(config);
  const dynamodb = new DynamoDBClient(config);
  const cognito = new CognitoIdentityProviderClient(config);
  const machine = postMigrationArn?.split(':').at(-1);

  /** What the console shows of a log group: the events that hold a text, oldest first. */
  const searchLog = async (text: string): Promise<readonly LogLine[]> => {
    const answer = await signedFetch({
      url,
      credentials,
      service: 'logs',
      region,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Logs_20140328.FilterLogEvents',
      },
      body: JSON.stringify({
        logGroupName: `/aws/vendedlogs/states/${machine}`,
        filterPattern: `"${text}"`,
      }),
    });
    const { events } = (await answer.json()) as { events: { message: string }[] };
    return events.map(({ message }) => JSON.parse(message) as LogLine);
  };

  /** One item of the ledger table. */
  const itemOf = async (id: string) => {
    const command = new GetItemCommand({ TableName: ledgerTable ?? '', Key: { id: { S: id } } });
    return (await dynamodb.send(command)).Item;
  };

  return {
    sfn,
    cognito,
    dynamodb,
    searchLog,
    /** @returns the execution's ARN */
    start: async (input: unknown): Promise<string> => {
      const stateMachineArn = postMigrationArn ?? '';
      const text = typeof input === 'string' ? input : JSON.stringify(input);
      const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: text }));
      return executionArn ?? '';
    },
    /** Starts the sweep's machine as the console would. @returns the execution, once it has ended */
    sweep: async (input: unknown): Promise<DescribeExecutionCommandOutput> => {
      const stateMachineArn = sweepArn ?? '';
      const start = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
      const { executionArn } = await sfn.send(start);
      for (;;) {
        const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        if (execution.status !== 'RUNNING') return execution;
        await sleep(100);
      }
    },
    /** The whole log of an execution, once it has ended. */
    logOf: async (executionArn: string): Promise<readonly LogLine[]> => {
      for (;;) {
        const lines = await searchLog(executionArn);
        if (lines.some(isEnd)) return lines;
        await sleep(20);
      }
    },
    /** The ledger's record of one user. */
    recordOf: (sub: string) => itemOf(`user#${sub}`),
    itemOf,
    close: () => {
      for (const client of [sfn, dynamodb, cognito]) client.destroy();
    },
  };
};
