/** User pools that take an update as Cognito documents it: what is not sent is at its default, which here is absent. */
import { MigrationError } from '#core/errors.ts';
import type { JsonObject } from '#core/pool-export-reader.ts';
import type { UserPools } from '#functions/attach-triggers/ports.ts';
import { attribute, poolExport } from '#test/core/config-builder.ts';

export const POOL_ID = 'us-east-1_TheirPl1';

/** Members that no update takes and that it does not change. */
const FIXED = [
  'Id',
  'Arn',
  'SchemaAttributes',
  'AliasAttributes',
  'UsernameAttributes',
  'UsernameConfiguration',
];

export const theirPool = (patch: object = {}): JsonObject =>
  poolExport({
    Id: POOL_ID,
    Arn: `arn:aws:cognito-idp:us-east-1:222222222222:userpool/${POOL_ID}`,
    LambdaConfig: {
      CustomMessage: 'arn:aws:lambda:us-east-1:222222222222:function:their-messages',
      NextYearsTrigger: {
        LambdaArn: 'arn:aws:lambda:us-east-1:222222222222:function:their-next',
        Version: 2,
      },
    },
    NextYearsSetting: { Kept: [1, { Deep: 'yes' }] },
    ...patch,
  }).UserPool;

type Behaviour = {
  /** Looks that are refused first. */
  readonly unseen?: number;
  /** Updates that are turned away first. */
  readonly busy?: number;
  /** What Cognito makes of an update beside what was asked for; for the n-th that it takes. */
  readonly spoil?: (pool: JsonObject, update: number) => JsonObject;
  /** Second factors after the n-th update. */
  readonly spoilMfa?: (mfa: JsonObject, update: number) => JsonObject;
  /** Looks that still see the pool as it was before an update. */
  readonly late?: number;
  /** The attribute is taken and does not appear. */
  readonly loseAttribute?: boolean;
  readonly mfa?: JsonObject;
};

export const fakePools = (before: JsonObject | undefined, behaviour: Behaviour = {}) => {
  let pool = before;
  let shown = before;
  let mfa: JsonObject = behaviour.mfa ?? { MfaConfiguration: 'OFF' };
  let { busy = 0, unseen = 0 } = behaviour;
  let late = 0;
  const calls: string[] = [];
  const updates: JsonObject[] = [];

  const describe: UserPools['describe'] = async () => {
    calls.push('describe');
    if (unseen > 0) {
      unseen -= 1;
      throw new MigrationError('TargetUnavailable', 'AccessDeniedException');
    }
    if (late > 0) late -= 1;
    else shown = pool;
    return shown;
  };
  const update: UserPools['update'] = async (input) => {
    calls.push('update');
    if (busy > 0) {
      busy -= 1;
      return { kind: 'busy', awsError: 'ConcurrentModificationException' };
    }
    updates.push(input);
    const { UserPoolId, PoolName, ...settings } = input;
    const fixed = Object.fromEntries(Object.entries(pool ?? {}).filter(([name]) => FIXED.includes(name)));
    const asked = { ...fixed, Name: PoolName, ...settings, LastModifiedDate: updates.length };
    pool = behaviour.spoil?.(asked, updates.length) ?? asked;
    mfa = behaviour.spoilMfa?.(mfa, updates.length) ?? mfa;
    late = behaviour.late ?? 0;
    return { kind: 'written' };
  };
  const pools: UserPools = {
    describe,
    update,
    mfaConfig: async () => mfa,
    setMfaConfig: async (_, config) => {
      calls.push('setMfaConfig');
      mfa = config;
    },
    addAttribute: async (_, { Name, ...added }) => {
      calls.push('addAttribute');
      if (behaviour.loseAttribute) return;
      const attributes = pool?.SchemaAttributes as object[];
      pool = { ...pool, SchemaAttributes: [...attributes, attribute(`custom:${Name}`, added)] };
    },
  };
  const waits: number[] = [];
  const clock = {
    wait: async (milliseconds: number) => {
      waits.push(milliseconds);
    },
  };
  return { ports: { pools, clock }, calls, updates, waits, now: () => pool, mfaNow: () => mfa };
};
