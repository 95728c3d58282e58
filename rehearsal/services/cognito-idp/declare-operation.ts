/**
 * How an operation of the local Cognito is declared: its fields, who may call it, what it does. Adding an operation is
 * one file that calls one of these and one line in `operations.ts`.
 */
import type { AccessRequest, Operation, RequestContext, Scope } from '../../cloud/service.ts';
import { type Fields, type InputOf, structure } from './input-fields.ts';
import { type LaterNames, type LaterValues, splitLater } from './later-settings.ts';

/** A request's body before it was validated. */
type Body = Readonly<Record<string, unknown>>;

/** The value at a path of members, or undefined. */
export const within = (body: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, member) => (typeof value === 'object' && value !== null ? Reflect.get(value, member) : undefined),
    body,
  );

export type Declaration<F extends Fields> = {
  /** The API's name, which is also the IAM action. */
  readonly name: string;
  readonly fields: F;
  /** Members of the real request that the local service refuses by name. */
  readonly notModelled?: readonly string[];
  /** Settings beside the fields that are taken as they come; see later-settings.ts. */
  readonly later?: LaterNames;
  /** The role that a request hands to Cognito, if any: whoever sends it has to be allowed to pass that role on. */
  readonly passes?: (input: Body) => unknown;
  /** Gets input that was validated; what it returns is the answer's body. */
  readonly handle: (input: InputOf<F>, context: RequestContext, later: LaterValues) => unknown;
};

const NONE: LaterNames = new Set();

const withInputRead =
  <F extends Fields>({
    fields,
    notModelled,
    later: names = NONE,
    handle,
  }: Declaration<F>): Operation['handle'] =>
  async (body, context) => {
    const { known, later } = splitLater(body ?? {}, names);
    return (await handle(structure(fields, notModelled)(known, ''), context, later)) ?? {};
  };

/** `arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID`: the only resource type of user pool actions. */
export const userPoolArn = (scope: Scope, userPoolId: string): string =>
  `arn:aws:cognito-idp:${scope.region}:${scope.accountId}:userpool/${userPoolId}`;

/** Seen as "is not authorized to perform: iam:PassRole" of an update whose caller may not (serverless/serverless#6593). */
const passing = (role: unknown): readonly AccessRequest[] =>
  typeof role === 'string'
    ? [
        {
          action: 'iam:PassRole',
          resource: role,
          conditions: { 'iam:PassedToService': 'cognito-idp.amazonaws.com' },
        },
      ]
    : [];

/** An operation that IAM decides on: action `cognito-idp:<name>` on the pool's ARN. */
export const signed = <F extends Fields>(declaration: Declaration<F>): Operation => ({
  access: {
    kind: 'signed',
    requests: (input, scope) => {
      const id = typeof input?.UserPoolId === 'string' ? input.UserPoolId : '*';
      return [
        { action: `cognito-idp:${declaration.name}`, resource: userPoolArn(scope, id) },
        ...passing(declaration.passes?.(input ?? {})),
      ];
    },
  },
  handle: withInputRead(declaration),
});

/** An operation that needs no signature; `scopeOf` finds the account and region it belongs to. */
export const unsigned = <F extends Fields>(
  scopeOf: (input: Readonly<Record<string, unknown>>) => Scope | undefined,
  declaration: Declaration<F>,
): Operation => ({
  access: { kind: 'public', scopeOf: (input) => scopeOf(input ?? {}) },
  handle: withInputRead(declaration),
});
