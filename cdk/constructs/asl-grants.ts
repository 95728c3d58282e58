/** What the role of a state machine must be allowed, read from the calls that its states make. */
import { type AslDefinition, type AslObject, type AslState, isObject, objectAt } from './asl-definition.ts';

/** One action on what one placeholder stands for, or on the machine itself. */
export type AslGrant =
  | { readonly action: string; readonly placeholder: string }
  | { readonly action: string; readonly own: OwnResource };

/** The machine, its executions, or the executions that one distributed Map starts of it: those under the Map's label. */
export type OwnResource = 'machine' | 'executions' | { readonly label: string };

type Call = {
  readonly action: string;
  /** The fields of `Parameters` that name the resources, as `Entries[0].EventBusName`, with what stands there. */
  readonly resources: (parameters: AslObject) => readonly (readonly [field: string, value: unknown])[];
};

const onFunction = ({ FunctionName }: AslObject) => [['FunctionName', FunctionName] as const];
const onTable = ({ TableName }: AslObject) => [['TableName', TableName] as const];
/** An entry without a bus would go to the account's default bus. PutEvents API reference, 2026-11 */
const onBuses = ({ Entries }: AslObject) =>
  (Array.isArray(Entries) && Entries.length > 0 ? Entries : [{}]).map(
    (entry: unknown, index) =>
      [`Entries[${index}].EventBusName`, isObject(entry) ? entry.EventBusName : undefined] as const,
  );

/** The integrations our machines use. Any other one is refused by name until somebody says here what it needs. */
const CALLS: Readonly<Record<string, Call>> = {
  'arn:aws:states:::lambda:invoke': { action: 'lambda:InvokeFunction', resources: onFunction },
  'arn:aws:states:::dynamodb:getItem': { action: 'dynamodb:GetItem', resources: onTable },
  'arn:aws:states:::dynamodb:putItem': { action: 'dynamodb:PutItem', resources: onTable },
  'arn:aws:states:::dynamodb:updateItem': { action: 'dynamodb:UpdateItem', resources: onTable },
  'arn:aws:states:::events:putEvents': { action: 'events:PutEvents', resources: onBuses },
};

/** A resource that is exactly one placeholder: only such a one can be granted and nothing beside it. */
const ONE_PLACEHOLDER = /^\$\{(\w+)\}$/;

/**
 * Every call of the machine, each once.
 * @throws {Error} naming file and state, for every call that cannot be granted exactly
 */
export const aslGrants = ({ file, states }: AslDefinition): AslGrant[] => {
  const found = states.map(grantsOf);
  const problems = found.flatMap((result) => result.problems);
  if (problems.length > 0) throw new Error([`${file} cannot be granted:`, ...problems].join('\n  '));
  const grants = new Map(
    found.flatMap((result) => result.grants).map((grant) => [JSON.stringify(grant), grant]),
  );
  return [...grants.values()];
};

type Found = { readonly grants: readonly AslGrant[]; readonly problems: readonly string[] };

const refused = (name: string, reason: string): Found => ({
  grants: [],
  problems: [`state "${name}": ${reason}`],
});

const grantsOf = ({ name, state }: AslState): Found => {
  if (objectAt(objectAt(state, 'ItemProcessor'), 'ProcessorConfig').Mode === 'DISTRIBUTED')
    return distributedMap({ name, state });
  if (state.Type !== 'Task') return { grants: [], problems: [] };
  if (state.Credentials !== undefined)
    return refused(name, 'Credentials would need another role; call the resource as the machine itself');
  const call = Object.hasOwn(CALLS, String(state.Resource)) ? CALLS[String(state.Resource)] : undefined;
  if (call === undefined)
    return refused(
      name,
      `Resource "${String(state.Resource)}" is not known; add it to asl-grants.ts, or use one of: ${Object.keys(CALLS).join(', ')}`,
    );
  return join(
    call.resources(objectAt(state, 'Parameters')).map(([field, value]) => {
      const placeholder = ONE_PLACEHOLDER.exec(typeof value === 'string' ? value : '')?.[1];
      return placeholder === undefined
        ? refused(name, `Parameters.${field} must be one placeholder, as "\${LedgerTable}"`)
        : { grants: [{ action: call.action, placeholder }], problems: [] };
    }),
  );
};

/**
 * A distributed Map starts executions of its own machine, watches and stops them, and starts failed ones again at a
 * redrive. Developer Guide "IAM policies for using Distributed Map states", 2026-11
 */
const distributedMap = ({ name, state }: AslState): Found => {
  const foreign = ['ItemReader', 'ResultWriter'].find((field) => state[field] !== undefined);
  if (foreign !== undefined)
    return refused(name, `${foreign} would need a bucket; take the items from the state's input`);
  const label = typeof state.Label === 'string' ? state.Label : '*';
  return {
    grants: [
      { action: 'states:StartExecution', own: 'machine' },
      { action: 'states:DescribeExecution', own: 'executions' },
      { action: 'states:StopExecution', own: 'executions' },
      { action: 'states:RedriveExecution', own: { label } },
    ],
    problems: [],
  };
};

const join = (all: readonly Found[]): Found => ({
  grants: all.flatMap(({ grants }) => grants),
  problems: all.flatMap(({ problems }) => problems),
});
