// Breaks one thing in a copy of a synthesized assembly.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Statement = { Action: string | string[] };
type Resource = { Type: string; Properties: Record<string, unknown> };
export type Template = { Resources: Record<string, Resource> };
export type Edit = (text: string, template: Template) => string | Template;

/** Copies an assembly and edits one stack of the copy. @throws where the edit changed nothing: the case would prove nothing */
export const editedCopy = (assembly: string, copy: string, stack: string, edit: Edit): string => {
  cpSync(assembly, copy, { recursive: true });
  const file = join(copy, `${stack}.template.json`);
  const before = readFileSync(file, 'utf8');
  const edited = edit(before, JSON.parse(before) as Template);
  const after = typeof edited === 'string' ? edited : JSON.stringify(edited);
  if (JSON.stringify(JSON.parse(after)) === JSON.stringify(JSON.parse(before)))
    throw new Error('nothing was edited');
  writeFileSync(file, after);
  return copy;
};

const withResources = (
  template: Template,
  change: (resource: Resource, id: string) => Resource[],
): Template => ({
  ...template,
  Resources: Object.fromEntries(
    Object.entries(template.Resources).flatMap(([id, resource]) =>
      change(resource, id).map((changed) => [id, changed] as const),
    ),
  ),
});

export const withoutType = (template: Template, type: string): Template =>
  withResources(template, (resource) => (resource.Type === type ? [] : [resource]));

const without = (statements: readonly Statement[], action: string): Statement[] =>
  statements.flatMap((statement) => {
    const actions = [statement.Action].flat().filter((one) => one !== action);
    return actions.length === 0 ? [] : [{ ...statement, Action: actions }];
  });

/** Takes one action from the policies of the role with that name. */
export const withoutAction = (template: Template, roleName: string, action: string): Template => {
  const roleIds = Object.entries(template.Resources)
    .filter(([, { Type, Properties }]) => Type === 'AWS::IAM::Role' && Properties.RoleName === roleName)
    .map(([id]) => id);
  return withResources(template, (resource) => {
    const { PolicyDocument, Roles } = resource.Properties as {
      PolicyDocument: { Statement: Statement[] };
      Roles?: { Ref: string }[];
    };
    if (!Roles?.some(({ Ref }) => roleIds.includes(Ref))) return [resource];
    const document = { ...PolicyDocument, Statement: without(PolicyDocument.Statement, action) };
    return [{ ...resource, Properties: { ...resource.Properties, PolicyDocument: document } }];
  });
};

/**
 * Lets a state machine's choice lead to where it leads for another value, and the other way around: a state that nothing
 * leads to is refused. @throws where there is no such choice
 */
export const withSwappedChoices = (
  template: Template,
  machineName: string,
  state: string,
  ...values: readonly [string, string]
): Template =>
  withResources(template, (resource) => {
    const { StateMachineName, DefinitionString } = resource.Properties;
    if (StateMachineName !== machineName) return [resource];
    const definition = JSON.parse(String(DefinitionString)) as Definition;
    const [one, other] = values.map((value) =>
      definition.States[state]?.Choices?.find(({ StringEquals }) => StringEquals === value),
    );
    if (!one || !other) throw new Error(`${machineName} has no choices ${values.join(', ')} in ${state}`);
    [one.Next, other.Next] = [other.Next, one.Next];
    const edited = JSON.stringify(definition);
    return [{ ...resource, Properties: { ...resource.Properties, DefinitionString: edited } }];
  });

type Definition = {
  readonly States: Readonly<
    Record<string, { readonly Choices?: readonly { readonly StringEquals?: string; Next: string }[] }>
  >;
};
