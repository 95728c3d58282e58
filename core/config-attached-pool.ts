/** What a configuration must satisfy where the target pool exists already and is attached, and what it may not say where it does not. */
import type { AppClientConfig, MigrationConfig } from './config.ts';
import { type ConfigProblem, describeFound } from './config-error.ts';
import { TOKEN_VALIDITY } from './config-target-schema.ts';
import type { Pools } from './derive-trigger-settings.ts';
import { lambdaArn, migrationNames } from './names.ts';
import type { PoolDescription } from './pool-description.ts';
import { isOurs } from './pool-update.ts';
import { isCustom } from './standard-attributes.ts';
import { SOURCE_SUB_ATTRIBUTE } from './trigger-settings.ts';

/** Every clash between the configuration and the export of the pool it attaches. */
export const attachedPoolProblems = (
  config: MigrationConfig,
  { source, attached }: Pools,
): ConfigProblem[] =>
  attached === undefined
    ? clientsOfNoPool(config)
    : CHECKS.flatMap((check) => check(config, attached, source));

type Check = (
  config: MigrationConfig,
  pool: PoolDescription,
  source: PoolDescription,
) => readonly ConfigProblem[];

const problem = (path: string, value: unknown, remedy: string): ConfigProblem => {
  const found = describeFound(value, path.split('.'));
  return { path, ...(found === undefined ? {} : { found }), remedy };
};

const when = (condition: boolean, path: string, value: unknown, remedy: string): ConfigProblem[] =>
  condition ? [problem(path, value, remedy)] : [];

const clientsOfNoPool = ({ appClients }: MigrationConfig): ConfigProblem[] =>
  appClients.flatMap(({ clientId }, index) =>
    when(
      clientId !== undefined,
      `appClients[${index}].clientId`,
      clientId,
      'is for app clients of a pool that is attached; remove it, and the stack creates the client',
    ),
  );

const ATTACH = 'target.userPool.attach';

const exportIsOfThePool: Check = ({ source, target }, pool) => {
  const { userPoolId = '' } = target.userPool.attach ?? {};
  return [
    ...when(
      userPoolId !== pool.id,
      `${ATTACH}.userPoolId`,
      userPoolId,
      `must be the pool of the export named in describedBy, which is "${pool.id}"`,
    ),
    ...when(
      userPoolId === source.userPoolId,
      `${ATTACH}.userPoolId`,
      userPoolId,
      'must be another pool than the source pool',
    ),
    ...when(
      target.accountId !== pool.accountId,
      'target.accountId',
      target.accountId,
      `must be the account of the attached pool, which is "${pool.accountId}"`,
    ),
    ...when(
      target.region !== pool.region,
      'target.region',
      target.region,
      `must be the region of the attached pool, which is "${pool.region}": Cognito calls only Lambdas of its own region`,
    ),
  ];
};

const signUpIsGuarded: Check = ({ target }, pool) =>
  when(
    pool.selfSignUp && !target.selfSignUp.enabled,
    'target.selfSignUp.enabled',
    target.selfSignUp.enabled,
    'must be true, which adds the guard: the attached pool lets anybody sign up, so a stranger could take the name of a user who has not migrated yet. Or close self sign-up in the pool and export it again',
  );

/** A new pool would have them; what a user has of them must not be lost without a word. */
const attributesHaveAPlace: Check = ({ mapping: { drop, rename } }, pool, source) => {
  const present = new Set(pool.schema.map(({ name }) => name));
  const missing = source.schema
    .map(({ name }) => name)
    .filter((name) => isCustom(name) && !present.has(name))
    .filter((name) => !drop.includes(name) && !Object.hasOwn(rename, name));
  return when(
    missing.length > 0,
    'mapping',
    undefined,
    `leaves users without a place for ${missing.join(', ')}, which the attached pool lacks; add them to the pool and export it again, or to mapping.drop`,
  );
};

/** A UUID has so many characters. */
const SUB_LENGTH = 36;

/** It keeps for good who somebody was; what users or applications could write to, proves nothing. */
const sourceSubIsOfUse: Check = (_, { schema }) => {
  const sub = schema.find(({ name }) => name === SOURCE_SUB_ATTRIBUTE);
  const fits =
    sub === undefined ||
    (sub.type === 'String' && !sub.mutable && !sub.required && (sub.maxLength ?? SUB_LENGTH) >= SUB_LENGTH);
  return when(
    !fits,
    `${ATTACH}.describedBy`,
    undefined,
    `names a pool whose ${SOURCE_SUB_ATTRIBUTE} is no optional, immutable text of ${SUB_LENGTH} characters; attributes cannot be changed, so attach another pool`,
  );
};

const triggersAreFree: Check = ({ name, target }, { triggers }) => {
  const { migrateUser, guardSignUp } = migrationNames(name);
  const ours = [migrateUser, guardSignUp].map((lambda) => lambdaArn(target, lambda));
  const kinds = ['UserMigration', ...(target.selfSignUp.enabled ? ['PreSignUp'] : [])];
  return kinds.flatMap((kind) =>
    when(
      triggers[kind] !== undefined && !isOurs(triggers[kind], ours),
      `${ATTACH}.describedBy`,
      undefined,
      `names a pool with a ${kind} trigger of somebody else, for which ours would silently stand in; take that off the pool and export it again, or attach another one`,
    ),
  );
};

/** What a client that exists is like is not for this configuration to say; its defaults say nothing. */
const saysMore = ({ generateSecret, readAttributes, writeAttributes, tokenValidity }: AppClientConfig) =>
  generateSecret ||
  readAttributes !== undefined ||
  writeAttributes !== undefined ||
  tokenValidity.accessMinutes !== TOKEN_VALIDITY.accessMinutes ||
  tokenValidity.idMinutes !== TOKEN_VALIDITY.idMinutes ||
  tokenValidity.refreshDays !== TOKEN_VALIDITY.refreshDays;

const existingClientsStay: Check = ({ appClients }) =>
  appClients.flatMap((client, index) => [
    ...when(
      client.clientId !== undefined && saysMore(client),
      `appClients[${index}]`,
      client,
      'has a clientId, so the client exists and stays as it is; leave only name and clientId',
    ),
    ...when(
      client.clientId !== undefined &&
        appClients.findIndex(({ clientId }) => clientId === client.clientId) !== index,
      `appClients[${index}].clientId`,
      client.clientId,
      'is listed twice; remove one',
    ),
  ]);

const CHECKS: readonly Check[] = [
  exportIsOfThePool,
  attributesHaveAPlace,
  signUpIsGuarded,
  sourceSubIsOfUse,
  triggersAreFree,
  existingClientsStay,
];
