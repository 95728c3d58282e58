/** Takes resources out of a stack, and what a resource type needs to know of the stack that it stands in. */
import type { Cloud } from '../cloud/cloud.ts';
import { NotModelled } from '../cloud/service.ts';
import type { AssetIndex } from './assets.ts';
import { at, invalid } from './errors.ts';
import { physicalName } from './physical-name.ts';
import { resourceTypeNamed } from './resource-table.ts';
import type { ResourceContext, ResourceType } from './resource-type.ts';
import type { DeployedResource, StackState } from './stack-state.ts';

type Place = {
  readonly cloud: Cloud;
  readonly stack: StackState;
  /** Absent where nothing is deployed any more. */
  readonly assets?: AssetIndex;
};

/** @throws {NotModelled} for a type that the rehearsal does not know. */
export const typeNamed = (name: string): ResourceType => {
  const type = resourceTypeNamed(name);
  if (!type) throw new NotModelled(`the resource type ${name}`);
  return type;
};

const noAssets: AssetIndex['directory'] = (_, key) => {
  throw invalid(`A deletion needs no asset, but ${key} was asked for.`);
};

export const resourceContext = ({ cloud, stack, assets }: Place, logicalId: string): ResourceContext => ({
  cloud,
  scope: stack.scope,
  stackName: stack.name,
  logicalId,
  generatedName: (maxLength) => physicalName(stack.name, logicalId, maxLength),
  assetDirectory: assets?.directory ?? noAssets,
  note: (text) => void stack.notes.push(text),
});

/** Last made first, so that nothing goes before what needs it. @throws {DeployError} naming stack, resource and reason. */
export const removeResources = async (
  place: Place,
  isUnwanted: (logicalId: string) => boolean,
): Promise<void> => {
  const { stack } = place;
  const unwanted = [...stack.resources.values()].filter(({ logicalId }) => isUnwanted(logicalId)).reverse();
  for (const resource of unwanted) {
    await at(`${stack.name}/${resource.logicalId} (${resource.type})`, () => removeResource(place, resource));
    stack.resources.delete(resource.logicalId);
  }
};

const removeResource = (place: Place, resource: DeployedResource): void | Promise<void> => {
  if (resource.retained) return;
  const { remove } = typeNamed(resource.type);
  if (!remove)
    throw new NotModelled(
      'the deletion of a deployed resource of this type; start a new rehearsal with the new assembly',
    );
  return remove(resourceContext(place, resource.logicalId), resource);
};
