/** What the template asks for: which triggers stand on which pool, or that it is made ready for them. */
import { MigrationError } from '#core/errors.ts';
import { isObject, type JsonObject } from '#core/pool-export-reader.ts';
import type { TriggerArns } from '#core/pool-update.ts';

export type Placement = {
  /** `prepare` looks whether the triggers could be placed, and adds the source sub; it places none. */
  readonly step: 'prepare' | 'place';
  readonly userPoolId: string;
  readonly triggers: TriggerArns;
};

/** Nothing for properties from which nothing can have been placed. Others than these only say that something changed. */
export const placementIn = ({ Step, UserPoolId, Triggers }: JsonObject): Placement | undefined => {
  const { UserMigration, PreSignUp } = isObject(Triggers) ? Triggers : {};
  if (typeof UserPoolId !== 'string' || typeof UserMigration !== 'string') return undefined;
  if (Step !== 'prepare' && Step !== 'place') return undefined;
  return {
    step: Step,
    userPoolId: UserPoolId,
    triggers: { UserMigration, ...(typeof PreSignUp === 'string' ? { PreSignUp } : {}) },
  };
};

/** @throws {MigrationError} `InvalidInput` */
export const readPlacement = (properties: JsonObject): Placement => {
  const placement = placementIn(properties);
  if (placement !== undefined) return placement;
  throw new MigrationError(
    'InvalidInput',
    'The resource needs Step, UserPoolId and Triggers.UserMigration. Synthesize and deploy the stack again.',
  );
};

/** The Lambdas of a placement. */
export const lambdasOf = ({ triggers }: Placement): readonly string[] =>
  Object.values(triggers).filter((arn) => arn !== undefined);
