/** Asks a local service directly, to see what a deployment left there. */
import { randomUUID } from 'node:crypto';
import { NotModelled, type Scope, type Service } from '#rehearsal/cloud/service.ts';

/** Runs one operation past the gateway, so without signature, recording or faults. @throws what the service throws. */
export const callOperation = async (
  service: Service,
  name: string,
  input: unknown,
  scope: Scope,
): Promise<unknown> => {
  const operation = service.operations[name];
  if (!operation) throw new NotModelled(`${service.name}:${name}`);
  return operation.handle(input, {
    ...scope,
    principal: { kind: 'service', service: 'test' },
    requestId: randomUUID(),
    traceHeader: undefined,
  });
};
