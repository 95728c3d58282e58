/**
 * The links of a trace, from the trigger to the audit events, as design §10 has them: what X-Ray must hold of one
 * migrated sign-in. Pure.
 */
import { allBelow, type TracePart } from './trace-tree.ts';

/** What the links of one sign-in are compared with. */
export type Given = {
  readonly sourceAccountId: string;
  /** ARNs of the executions whose `UserReconciled` is about this user and names this trace. */
  readonly executions: ReadonlySet<string>;
};

type Find = (parts: readonly TracePart[], given: Given) => readonly TracePart[];

/** Found below the parts of the link before it. */
type Link = { readonly name: string; readonly find: Find; readonly next?: readonly Link[] };

const below =
  (isWanted: (part: TracePart, given: Given) => boolean): Find =>
  (parts, given) =>
    parts.flatMap((part) => allBelow(part).filter((one) => isWanted(one, given)));

const directlyBelow =
  (isWanted: (part: TracePart, given: Given) => boolean): Find =>
  (parts, given) =>
    parts.flatMap(({ children }) => children.filter((one) => isWanted(one, given)));

/** A call to AWS; one that is not annotated with who answered it is not taken for one. */
const isCall =
  (operation: string) =>
  (part: TracePart): boolean =>
    part.operation === operation &&
    part.annotated.account !== undefined &&
    part.annotated.region !== undefined;

const inSource =
  (operation: string) =>
  (part: TracePart, { sourceAccountId }: Given): boolean =>
    isCall(operation)(part) && part.annotated.account === sourceAccountId;

/** Of the account that the function itself is in. */
const inTarget =
  (operation: string) =>
  (part: TracePart): boolean =>
    isCall(operation)(part) && part.annotated.account === part.account;

/** The service's segment and the function's own below it; the second is the parent of all that the function traces. */
const lambda = (name: string): Find => {
  const service = below(({ origin, name: found }) => origin === 'AWS::Lambda' && found.endsWith(`-${name}`));
  const own = directlyBelow(({ origin }) => origin === 'AWS::Lambda::Function');
  return (parts, given) => own(service(parts, given), given);
};

/** Of a function that was started for this: its role in account A. One that was running already has it from before. */
const roleAssumed: Find = (parts) => {
  const started = parts.filter(({ children }) => children.some(({ name }) => name === 'Init'));
  // During init, or again inside the invocation; not what hangs below the executions that the function started.
  const assumed = started.filter(({ children }) =>
    [...children, ...children.flatMap((child) => child.children)].some(isCall('AssumeRole')),
  );
  return assumed.length === started.length ? parts : [];
};

const handler = (name: string): Find => directlyBelow((part) => part.name === `## ${name}`);

const RECONCILIATION: Link = {
  name: 'the segment of reconcile-user below the execution',
  find: lambda('reconcile-user'),
  next: [
    { name: 'AssumeRole of a reconcile-user that was started', find: roleAssumed },
    {
      name: "reconcile-user's own subsegment",
      find: handler('reconcile-user'),
      next: [
        {
          name: "reconcile-user's AdminGetUser in the source account",
          find: below(inSource('AdminGetUser')),
        },
        {
          name: "reconcile-user's AdminGetUser in the target account",
          find: below(inTarget('AdminGetUser')),
        },
      ],
    },
  ],
};

const EXECUTION: Link = {
  name: 'the segment of the execution below StartExecution',
  find: directlyBelow(({ origin }) => origin === 'AWS::StepFunctions::StateMachine'),
  next: [
    RECONCILIATION,
    {
      // Step Functions annotates nothing.
      name: "the execution's PutEvents",
      find: below(({ name, operation }) => name === 'EventBridge' && operation === 'PutEvents'),
    },
    {
      name: 'the audit event UserReconciled of the execution, with the trace id',
      find: (parts, { executions }) => parts.filter(({ executionArn }) => executions.has(executionArn ?? '')),
    },
  ],
};

/** Design §10: trigger, STS, both accounts' Cognito, StartExecution, state machine, reconcile-user, audit event. */
const CHAIN: Link = {
  name: 'the segment of migrate-user',
  find: lambda('migrate-user'),
  next: [
    { name: 'AssumeRole of a migrate-user that was started', find: roleAssumed },
    {
      name: "migrate-user's own subsegment",
      find: handler('migrate-user'),
      next: [
        {
          name: 'AdminInitiateAuth in the source account',
          find: directlyBelow(inSource('AdminInitiateAuth')),
        },
        { name: 'AdminGetUser in the source account', find: directlyBelow(inSource('AdminGetUser')) },
        { name: "migrate-user's PutEvents", find: directlyBelow(inTarget('PutEvents')) },
        { name: 'StartExecution', find: directlyBelow(inTarget('StartExecution')), next: [EXECUTION] },
      ],
    },
  ],
};

const missingBelow = (link: Link, parts: readonly TracePart[], given: Given): readonly string[] => {
  const found = link.find(parts, given);
  if (found.length === 0) return [link.name];
  return (link.next ?? []).flatMap((one) => missingBelow(one, found, given));
};

/** Links that are missing although the one before each is there; none of a complete trace. */
export const missingLinks = (roots: readonly TracePart[], given: Given): readonly string[] =>
  missingBelow(CHAIN, roots, given);
