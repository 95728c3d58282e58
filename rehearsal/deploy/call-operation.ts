/** Lets CloudFormation use a local service's own operations, as it uses AWS's public ones. */
import { randomUUID } from 'node:crypto';
import { NotModelled, type Scope, type Service } from '../cloud/service.ts';

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
    principal: { kind: 'service', service: 'cloudformation.amazonaws.com' },
    requestId: randomUUID(),
    traceHeader: undefined,
  });
};
