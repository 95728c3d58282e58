/**
 * Finds, before anything is deployed, what a template asks for that the rehearsal does not model or that is not there.
 * Values of properties are checked later, when they are known.
 */
import { NotModelled } from '../cloud/service.ts';
import { DeployError, type Problem } from './errors.ts';
import { type Found, findReferences, type Reference } from './intrinsics/find-references.ts';
import { INTRINSICS } from './intrinsics/resolve.ts';
import { PSEUDO_PARAMETERS } from './pseudo-parameters.ts';
import { resourceTypeNamed } from './resource-table.ts';
import type { ResourceType } from './resource-type.ts';
import type { Template, TemplateResource } from './template.ts';

/** Every problem of one stack's template, each message beginning with the stack's name. */
export const checkTemplate = (stack: string, template: Template): Problem[] => [
  ...Object.entries(template.Resources).flatMap(([id, resource]) =>
    checkResource(`${stack}/${id}`, resource, template),
  ),
  ...Object.entries(template.Conditions).flatMap(([id, value]) =>
    checkValue(`${stack}, condition ${id}`, value, template),
  ),
  ...Object.entries(template.Outputs).flatMap(([id, output]) => [
    ...checkCondition(`${stack}, output ${id}`, output.Condition, template),
    ...checkValue(`${stack}, output ${id}`, [output.Value, output.Export?.Name], template),
  ]),
];

const checkResource = (place: string, resource: TemplateResource, template: Template): Problem[] => {
  const type = resourceTypeNamed(resource.Type);
  return [
    ...(type
      ? checkProperties(place, type, resource)
      : [notModelled(place, `the resource type ${resource.Type}`)]),
    ...checkCondition(place, resource.Condition, template),
    ...(resource.DependsOn ?? [])
      .filter((other) => !Object.hasOwn(template.Resources, other))
      .map((other) => wrong(place, `DependsOn names ${other}, which is not in the template.`)),
    ...checkValue(place, resource.Properties, template),
  ];
};

const checkProperties = (
  place: string,
  { type, properties }: ResourceType,
  resource: TemplateResource,
): Problem[] =>
  properties === 'any'
    ? []
    : Object.keys(resource.Properties ?? {})
        .filter((property) => !properties.includes(property))
        .map((property) => notModelled(place, `the property ${property} of ${type}`));

const checkCondition = (place: string, condition: string | undefined, template: Template): Problem[] =>
  condition === undefined || Object.hasOwn(template.Conditions, condition)
    ? []
    : [wrong(place, `There is no condition ${condition} in the template.`)];

const checkValue = (place: string, value: unknown, template: Template): Problem[] => {
  const found = referencesIn(place, value);
  if ('code' in found) return [found];
  const functions = found.functions.filter((name) => !Object.hasOwn(INTRINSICS, name));
  return [
    ...[...new Set(functions)].map((name) => notModelled(place, `the intrinsic function ${name}`)),
    ...found.conditions.flatMap((condition) => checkCondition(place, condition, template)),
    ...found.references.flatMap((reference) => checkReference(place, reference, template)),
  ];
};

const referencesIn = (place: string, value: unknown): Found | Problem => {
  try {
    return findReferences(value);
  } catch (error) {
    if (error instanceof DeployError) return wrong(place, error.message);
    throw error;
  }
};

const checkReference = (place: string, { name, attribute }: Reference, template: Template): Problem[] => {
  const resource = Object.hasOwn(template.Resources, name) ? template.Resources[name] : undefined;
  if (attribute === undefined)
    return resource || isParameter(name, template) ? [] : [unknownName(place, name)];
  if (!resource)
    return [wrong(place, `${name}.${attribute} refers to a resource that is not in the template.`)];
  const attributes = resourceTypeNamed(resource.Type)?.attributes ?? 'any';
  if (attributes === 'any' || attributes.includes(attribute)) return [];
  return [notModelled(place, `the attribute ${attribute} of ${resource.Type} (${name})`)];
};

const isParameter = (name: string, template: Template): boolean =>
  Object.hasOwn(template.Parameters, name) || PSEUDO_PARAMETERS.some((pseudo) => pseudo === name);

const unknownName = (place: string, name: string): Problem =>
  name.startsWith('AWS::')
    ? notModelled(place, `the pseudo parameter ${name}`)
    : wrong(place, `Ref ${name} is neither a parameter nor a resource of the template.`);

const notModelled = (place: string, what: string): Problem => ({
  code: 'NotModelled',
  message: `${place}: ${new NotModelled(what).message}`,
});

const wrong = (place: string, message: string): Problem => ({
  code: 'InvalidAssembly',
  message: `${place}: ${message}`,
});
