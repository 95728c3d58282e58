/** What one CloudFormation resource type is to the rehearsal. Each file of `resources/` states one. */
import type * as z from 'zod';
import type { Cloud } from '../cloud/cloud.ts';
import type { Scope } from '../cloud/service.ts';
import { readShape } from './read-shape.ts';
import type { Created, DeployedResource } from './stack-state.ts';

export type ResourceContext = {
  readonly cloud: Cloud;
  readonly scope: Scope;
  readonly stackName: string;
  readonly logicalId: string;
  /** The name for a resource whose template gives none. @default - at most 128 characters */
  readonly generatedName: (maxLength?: number) => string;
  /** Local directory of an S3 asset. @throws {DeployError} when the assembly has no such asset. */
  readonly assetDirectory: (bucket: string, key: string) => string;
  /** States something that was checked but has no effect here. */
  readonly note: (text: string) => void;
};

/** How a resource type is written down: properties as a closed shape, of which the other types follow. */
export type ResourceDefinition<Schema extends z.ZodObject> = {
  /** As in templates: `AWS::Service::Thing`. */
  readonly type: string;
  /** Closed (`strictObject`): what it does not list is refused by name. */
  readonly properties: Schema;
  /** Names that `Fn::GetAtt` may ask for. */
  readonly attributes: readonly string[];
  /** Properties whose change makes CloudFormation replace the resource; refused here in an update. */
  readonly replacedBy?: readonly (keyof z.output<Schema> & string)[];
  readonly create: (properties: z.output<Schema>, context: ResourceContext) => Created | Promise<Created>;
  /** Without it, a changed resource is refused. */
  readonly update?: (
    properties: z.output<Schema>,
    context: ResourceContext,
    deployed: DeployedResource,
  ) => Created | Promise<Created>;
  /** Without it, a resource that leaves the template and is not retained is refused. */
  readonly remove?: (context: ResourceContext, deployed: DeployedResource) => void | Promise<void>;
};

/** A resource that came into being and is not as it should be: a deletion of its stack has to take it away too. */
export class CreationFailed extends Error {
  readonly created: Created;
  constructor(message: string, created: Created) {
    super(message);
    this.name = 'CreationFailed';
    this.created = created;
  }
}

/** A resource type as the table holds it: `properties` come in raw and are checked on the way. */
export type ResourceType = {
  readonly type: string;
  /** `any` of custom resources: what they have, template and Lambda agree on. */
  readonly properties: readonly string[] | 'any';
  readonly attributes: readonly string[] | 'any';
  readonly replacedBy: readonly string[];
  readonly create: (properties: unknown, context: ResourceContext) => Created | Promise<Created>;
  readonly update?: (
    properties: unknown,
    context: ResourceContext,
    deployed: DeployedResource,
  ) => Created | Promise<Created>;
  readonly remove?: (context: ResourceContext, deployed: DeployedResource) => void | Promise<void>;
};

/** Puts the check of the properties in front of what a definition does. */
export const resourceType = <Schema extends z.ZodObject>(
  definition: ResourceDefinition<Schema>,
): ResourceType => {
  const { type, create, update, remove } = definition;
  const read = (properties: unknown): z.output<Schema> => readShape(definition.properties, properties, type);
  return {
    type,
    properties: Object.keys(definition.properties.shape),
    attributes: definition.attributes,
    replacedBy: definition.replacedBy ?? [],
    create: (properties, context) => create(read(properties), context),
    ...(update && { update: (properties, context, deployed) => update(read(properties), context, deployed) }),
    ...(remove && { remove }),
  };
};
