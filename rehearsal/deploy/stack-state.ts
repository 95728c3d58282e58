/** What the local CloudFormation remembers of a stack, so that a later deployment can update it in place. */
import type { Scope } from '../cloud/service.ts';

/** What a resource is known by once it exists. */
export type Created = {
  /** What `Ref` gives: the physical id. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
};

export type DeployedResource = Created & {
  readonly logicalId: string;
  readonly type: string;
  /** Properties as deployed, intrinsic functions evaluated: what an update compares with. */
  readonly properties: unknown;
  /** Whether deleting the resource from the template leaves it in place. */
  readonly retained: boolean;
  /** Set where its creation failed half-way: the next deployment makes it anew. */
  readonly failed?: true;
};

export type StackState = {
  readonly name: string;
  readonly scope: Scope;
  readonly resources: Map<string, DeployedResource>;
  readonly outputs: Map<string, string>;
  /** `Export.Name` to value. */
  readonly exports: Map<string, string>;
  /** What was checked and noted, but has no effect in a rehearsal. */
  readonly notes: string[];
};

/** Every stack of a local cloud, by {@link stackKey}. */
export type StackStates = Map<string, StackState>;

export const stackKey = (scope: Scope, name: string): string => `${scope.accountId}/${scope.region}/${name}`;

export const emptyStack = (name: string, scope: Scope): StackState => ({
  name,
  scope,
  resources: new Map(),
  outputs: new Map(),
  exports: new Map(),
  notes: [],
});
