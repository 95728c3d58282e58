/**
 * `AWS::ApplicationAutoScaling::ScalableTarget`: checked and noted. A rehearsal is too short for capacity to follow load,
 * so the provisioned concurrency stays as the template starts it.
 */
import * as z from 'zod';
import { number, tags, text } from '../property-shapes.ts';
import { resourceType } from '../resource-type.ts';

export const scalableTarget = resourceType({
  type: 'AWS::ApplicationAutoScaling::ScalableTarget',
  properties: z.strictObject({
    MinCapacity: number,
    MaxCapacity: number,
    ResourceId: z.string().regex(/^function:[\w-]+:[\w-]+$/, 'must be function:NAME:ALIAS'),
    ScalableDimension: z.literal('lambda:function:ProvisionedConcurrency'),
    ServiceNamespace: z.literal('lambda'),
    RoleARN: text.exactOptional(),
    Tags: tags.exactOptional(),
  }),
  attributes: ['Id'],
  create: ({ MinCapacity, MaxCapacity, ResourceId }, { note }) => {
    if (MinCapacity > MaxCapacity)
      throw new Error(`MinCapacity ${MinCapacity} is above MaxCapacity ${MaxCapacity}.`);
    note(
      `${ResourceId} would scale between ${MinCapacity} and ${MaxCapacity}; here its capacity stays as deployed.`,
    );
    const id = `${ResourceId}|lambda:function:ProvisionedConcurrency|lambda`;
    return { ref: id, attributes: { Id: id } };
  },
});
