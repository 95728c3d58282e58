/** Puts events on the bus of the audit trail. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { MigrationError } from '#core/errors.ts';
import { AUDIT_SOURCE, type AuditEvent } from '#core/events.ts';
import { endpointOverride, type Transport } from './endpoint.ts';
import { instrument } from './instrument.ts';

export type AuditTrail = {
  /** Resolves once the bus has taken the event; rejects with the SDK's error or `AuditUnavailable`. */
  readonly put: (event: AuditEvent, signal: AbortSignal) => Promise<void>;
};

type AuditOptions = {
  readonly busName: string;
  readonly accountId: string;
  /** The bus is in the Lambda's own. */
  readonly region: string;
  readonly transport: Transport;
  readonly variables: Readonly<Record<string, string | undefined>>;
};

// An event told twice is found by its trace; one that is not told is missing.
const MAX_ATTEMPTS = 2;

/** @throws {MigrationError} `EndpointRefused` */
export const createAuditTrail = (options: AuditOptions): AuditTrail => {
  const { busName, accountId, region, transport, variables } = options;
  const endpoint = endpointOverride('EVENTBRIDGE', variables);
  const client = instrument(
    new EventBridgeClient({
      region,
      maxAttempts: MAX_ATTEMPTS,
      requestHandler: transport,
      ...(endpoint ? { endpoint } : {}),
    }),
    { name: 'EventBridge', accountId, region },
  );
  return {
    put: async ({ type, detail }, signal) => {
      const entry = {
        EventBusName: busName,
        Source: AUDIT_SOURCE,
        DetailType: type,
        Detail: JSON.stringify(detail),
      };
      const command = new PutEventsCommand({ Entries: [entry] });
      const { FailedEntryCount, Entries } = await client.send(command, { abortSignal: signal });
      // "PutEvents will return an HTTP 200 response, even if one or more entries failed" (API reference, 2026-11).
      if (FailedEntryCount === 0) return;
      const code = Entries?.[0]?.ErrorCode ?? 'no error code';
      throw new MigrationError('AuditUnavailable', `The bus ${busName} refused an event (${code}).`);
    },
  };
};
