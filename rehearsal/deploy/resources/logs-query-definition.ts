/** `AWS::Logs::QueryDefinition`: a saved query. It is checked and kept in the stack; Logs Insights is not modelled. */
import * as z from 'zod';
import { text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';

const properties = z.strictObject({
  Name: z.string().min(1).max(255),
  // API Reference "PutQueryDefinition", 2026-11.
  QueryString: z.string().min(1).max(10_000),
  LogGroupNames: z.array(text).max(50).default([]),
  QueryLanguage: z.literal('CWLI').exactOptional(),
});

/** On AWS the query of a group that is not there can be saved, and finds nothing. */
const noteMissing = (
  { Name, LogGroupNames }: z.output<typeof properties>,
  { cloud, scope, note }: ResourceContext,
): void => {
  const missing = LogGroupNames.filter((name) => !cloud.logs.findGroup(scope, name));
  if (missing.length > 0) note(`Query ${Name}: there is no log group ${missing.join(', ')} yet.`);
};

export const logsQueryDefinition = resourceType({
  type: 'AWS::Logs::QueryDefinition',
  properties,
  attributes: ['QueryDefinitionId'],
  create: (query, context) => {
    noteMissing(query, context);
    const id = context.generatedName();
    return { ref: id, attributes: { QueryDefinitionId: id } };
  },
  update: (query, context, deployed) => {
    noteMissing(query, context);
    return deployed;
  },
  remove: () => undefined,
});
