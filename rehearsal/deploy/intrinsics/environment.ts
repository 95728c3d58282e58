/** What the intrinsic functions of one stack can ask while its template is evaluated. */

export type Environment = {
  /** A parameter, pseudo parameter or the `Ref` of a resource already deployed. @throws {DeployError} otherwise. */
  readonly ref: (name: string) => unknown;
  /** An attribute of a resource already deployed. @throws {DeployError} otherwise. */
  readonly attribute: (logicalId: string, attribute: string) => string;
  /** Whether a named condition holds. @throws {DeployError} for an unknown one or a circle of conditions. */
  readonly condition: (name: string) => boolean;
  /** The value another stack of the same account and region exports. @throws {DeployError} when none does. */
  readonly importValue: (name: string) => string;
};

/** An environment that can also evaluate what is nested in an argument. */
export type Evaluation = Environment & { readonly resolve: (value: unknown) => unknown };

/** Evaluates one intrinsic function. Its argument is as the template has it, not evaluated yet. */
export type Intrinsic = (argument: unknown, evaluation: Evaluation) => unknown;

/** What `Ref: AWS::NoValue` evaluates to: the property or list element that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');
