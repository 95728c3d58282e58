/**
 * An existing pool as the target: what the migration takes it for, and what speaks against placing our triggers on it. Its
 * settings belong to somebody else and are never changed.
 */
import type { SelfSignUp } from './config.ts';
import { targetSettings } from './derive-trigger-settings.ts';
import { type PoolDescription, readPoolDescription } from './pool-description.ts';
import type { JsonObject } from './pool-export-reader.ts';
import { changedSettings, isOurs, type OurTrigger, type TriggerArns, triggersOf } from './pool-update.ts';
import { customAttributeCount, MAX_CUSTOM_ATTRIBUTES, SOURCE_SUB, type TargetPool } from './target-pool.ts';
import { type AttributeSchema, SOURCE_SUB_ATTRIBUTE, type TriggerSettings } from './trigger-settings.ts';

const hasSourceSub = (schema: readonly AttributeSchema[]): boolean =>
  schema.some(({ name }) => name === SOURCE_SUB_ATTRIBUTE);

/** The schema with `custom:source_sub`, without `identities`, which Cognito adds with the first identity provider. */
const attachedSchema = ({ schema }: PoolDescription): AttributeSchema[] => [
  ...schema.filter(({ name }) => name !== 'identities'),
  ...(hasSourceSub(schema) ? [] : [SOURCE_SUB]),
];

/** The attribute comes to stay: custom attributes cannot be removed. Developer Guide "Working with user attributes", 2026-11 */
const ADDED_FOR_GOOD = {
  property: SOURCE_SUB_ATTRIBUTE,
  reason: 'is added to the schema of the attached pool, which cannot be undone',
};

/**
 * The pool as the target of a migration. `selfSignUp` says whether the guard is placed too.
 * @param description the pool's own export
 */
export const attachedPool = (
  description: PoolDescription,
  { enabled: selfSignUp }: SelfSignUp,
): TargetPool => {
  const { id, arn, accountId, region, estimatedUsers, triggers, bound, unknownFields, smsRoleArn, ...shape } =
    description;
  const differences = hasSourceSub(description.schema) ? [] : [ADDED_FOR_GOOD];
  return { ...shape, selfSignUp, schema: attachedSchema(description), differences };
};

export type AttachRequest = {
  /** What the Lambdas were told about the pool at synth. */
  readonly target: TriggerSettings['target'];
  readonly triggers: TriggerArns;
  /** Lambdas that this stack has placed or may have placed earlier. */
  readonly ours: readonly string[];
};

/**
 * Why our triggers must not be placed, as sentences with the remedy; empty where they may.
 * @param live the `UserPool` of `DescribeUserPool`, with the members of `GetUserPoolMfaConfig`
 */
export const attachProblems = (live: JsonObject, request: AttachRequest): readonly string[] => [
  ...otherTriggers(live, request),
  ...otherSettings(readPoolDescription({ UserPool: live }, 'The pool'), request),
];

/** As the triggers are called in the developer guide. */
const NAMES: Readonly<Record<OurTrigger, string>> = {
  UserMigration: 'user-migration trigger',
  PreSignUp: 'pre-sign-up trigger, where the guard of self sign-up has to stand',
};

/** Cognito calls one Lambda for each kind of trigger: ours would silently stand in for somebody's. */
const otherTriggers = (live: JsonObject, { triggers, ours }: AttachRequest): readonly string[] =>
  (['UserMigration', 'PreSignUp'] as const).flatMap((kind) => {
    const present = triggersOf(live)[kind];
    return triggers[kind] === undefined || present === undefined || isOurs(present, ours)
      ? []
      : [
          `it has already a ${NAMES[kind]}: ${String(present)}. Take that off the pool, or attach another one`,
        ];
  });

const otherSettings = (live: PoolDescription, { target, triggers }: AttachRequest): readonly string[] => {
  const changed = changedSettings(comparable(target), comparable(liveSettings(live, target)));
  const count = customAttributeCount({ schema: attachedSchema(live) });
  return [
    ...(changed.length === 0
      ? []
      : [
          `it is not as the export says that target.userPool.attach.describedBy names: ${changed.join(', ')}. Export the pool again and deploy`,
        ]),
    // Cognito asks no migration trigger at a sign-up (amplify-js#5081).
    ...(live.selfSignUp && triggers.PreSignUp === undefined
      ? [
          'it lets anybody sign up, so a stranger could take the name of a user who has not migrated yet. Set target.selfSignUp.enabled, which adds the guard, or close self sign-up in the pool',
        ]
      : []),
    ...(count > MAX_CUSTOM_ATTRIBUTES
      ? [
          `it would have ${count} custom attributes with ${SOURCE_SUB_ATTRIBUTE}; Cognito allows ${MAX_CUSTOM_ATTRIBUTES}`,
        ]
      : []),
  ];
};

/** What the Lambdas would be told of the pool as it is now: attributes they were not told of concern nobody, unless required. */
const liveSettings = (
  live: PoolDescription,
  told: TriggerSettings['target'],
): Partial<TriggerSettings['target']> => {
  const now = targetSettings(told, live);
  const known = new Set(told.schema.map(({ name }) => name));
  return {
    ...now,
    schema: attachedSchema(live).filter(({ name, required }) => known.has(name) || required),
    // An export need not tell of it. Then users with that factor are asked for more, never for less.
    ...(told.emailMfa === true ? {} : { emailMfa: told.emailMfa ?? false }),
  };
};

/** By name, so that a difference names the attribute. */
const comparable = ({ schema = [], ...others }: Partial<TriggerSettings['target']>): JsonObject => ({
  ...others,
  schema: Object.fromEntries(schema.map((attribute) => [attribute.name, attribute])),
});

/** An entry of `AddCustomAttributes`, or nothing where the pool has the attribute. Written without its prefix. */
export const sourceSubToAdd = (live: JsonObject): JsonObject | undefined => {
  const { schema } = readPoolDescription({ UserPool: live }, 'The pool');
  if (hasSourceSub(schema)) return undefined;
  return {
    Name: SOURCE_SUB_ATTRIBUTE.replace(/^custom:/, ''),
    AttributeDataType: SOURCE_SUB.type,
    Mutable: SOURCE_SUB.mutable,
    Required: SOURCE_SUB.required,
    StringAttributeConstraints: {
      MinLength: String(SOURCE_SUB.minLength),
      MaxLength: String(SOURCE_SUB.maxLength),
    },
  };
};
