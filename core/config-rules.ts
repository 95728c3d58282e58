/**
 * What a configuration must satisfy across its keys. Each rule names the sections it needs and speaks whenever
 * those are right by themselves, so that one mistake does not hide another.
 */
import type { MigrationConfig } from './config.ts';
import { type ConfigProblem, describeFound } from './config-error.ts';
import { partitionOf } from './names.ts';
import { COGNITO_OWNED, isCognitoOwned } from './standard-attributes.ts';
import { SOURCE_SUB_ATTRIBUTE } from './trigger-settings.ts';

type Sections = Partial<MigrationConfig>;
type Rule = (sections: Sections) => readonly ConfigProblem[];

/** Every broken rule of the sections that are there. */
export const ruleProblems = (sections: Sections): ConfigProblem[] => RULES.flatMap((rule) => rule(sections));

const problem = (path: string, value: unknown, remedy: string): ConfigProblem => {
  const found = describeFound(value, path.split('.'));
  return { path, ...(found === undefined ? {} : { found }), remedy };
};

const when = (condition: boolean, path: string, value: unknown, remedy: string): ConfigProblem[] =>
  condition ? [problem(path, value, remedy)] : [];

// The id of a user pool starts with the region that holds it. API reference "UserPoolType", 2026-11
const poolIsInItsRegion: Rule = ({ source }) =>
  source === undefined
    ? []
    : when(
        !source.userPoolId.startsWith(`${source.region}_`),
        'source.userPoolId',
        source.userPoolId,
        `must start with the source's region, "${source.region}_"`,
      );

const partitionsAgree: Rule = ({ source, target }) =>
  source === undefined || target === undefined
    ? []
    : when(
        partitionOf(source.region) !== partitionOf(target.region),
        'target.region',
        target.region,
        `must be in the partition of the source's region (${partitionOf(source.region)}): a role cannot be assumed across partitions`,
      );

const secretIsInTheTarget: Rule = ({ source, target }) => {
  const arn = source?.appClient?.clientSecretArn;
  if (arn === undefined || target === undefined) return [];
  const [, , , region, account] = arn.split(':');
  return when(
    region !== target.region || account !== target.accountId,
    'source.appClient.clientSecretArn',
    arn,
    `must name a secret of the target account ${target.accountId} in ${target.region}, where migrate-user can read it`,
  );
};

const concurrencyFits: Rule = ({ trigger }) => {
  const { provisionedConcurrency: provisioned, reservedConcurrency: reserved } = trigger ?? {};
  if (provisioned === undefined) return [];
  const path = 'trigger.provisionedConcurrency';
  return [
    ...when(
      provisioned.min > provisioned.max,
      `${path}.min`,
      provisioned.min,
      `must not be above max, which is ${provisioned.max}`,
    ),
    // PutProvisionedConcurrencyConfig refuses more than the reserved concurrency. Lambda Developer Guide "Provisioned concurrency", 2026-11
    ...when(
      reserved !== undefined && provisioned.max > reserved,
      `${path}.max`,
      provisioned.max,
      `must not be above trigger.reservedConcurrency, which is ${reserved}`,
    ),
  ];
};

const privilegedGroupsAreMapped: Rule = ({ groups }) =>
  (groups?.privileged ?? []).flatMap((name, index) =>
    when(
      !Object.values(groups?.map ?? {}).includes(name),
      `groups.privileged[${index}]`,
      name,
      'must be one of the target groups in groups.map; it confirms one of them and adds none',
    ),
  );

const RESERVED_TARGETS = [...COGNITO_OWNED, 'username', SOURCE_SUB_ATTRIBUTE];

const reserved = (name: string): boolean => RESERVED_TARGETS.includes(name) || name.startsWith('cognito:');

const mappingKeepsItsHandsOff: Rule = ({ mapping }) => {
  const { rename = {}, constant = {} } = mapping ?? {};
  const remedy = 'is written by Cognito or by the migration itself; choose another target attribute';
  return [
    ...Object.entries(rename).flatMap(([from, to]) =>
      when(reserved(to), `mapping.rename.${from}`, to, remedy),
    ),
    ...Object.keys(constant).flatMap((to) => when(reserved(to), `mapping.constant.${to}`, undefined, remedy)),
    ...Object.keys(rename).flatMap((from) =>
      when(
        isCognitoOwned(from),
        `mapping.rename.${from}`,
        undefined,
        'cannot be renamed: Cognito gives it its meaning; drop it, or leave it out',
      ),
    ),
  ];
};

const mappingIsUnambiguous: Rule = ({ mapping }) => {
  const { rename = {}, drop = [], constant = {} } = mapping ?? {};
  const targets = Object.values(rename);
  return [
    ...Object.entries(rename).flatMap(([from, to], index) =>
      when(
        targets.indexOf(to) !== index,
        `mapping.rename.${from}`,
        to,
        'is already the target of another source attribute; rename only one of them to it',
      ),
    ),
    ...Object.entries(rename).flatMap(([from, to]) =>
      when(
        Object.hasOwn(constant, to),
        `mapping.rename.${from}`,
        to,
        'also has a fixed value in mapping.constant; keep one of the two',
      ),
    ),
    ...drop.flatMap((name, index) =>
      when(
        Object.hasOwn(rename, name),
        `mapping.drop[${index}]`,
        name,
        'is renamed in mapping.rename; keep one of the two',
      ),
    ),
  ];
};

/** Aliases belong to one user at a time, and a verified flag would vouch for a value that nobody proved. */
const contactsAreTheUsersOwn: Rule = ({ mapping }) =>
  ['email', 'phone_number'].flatMap((contact) =>
    when(
      Object.hasOwn(mapping?.constant ?? {}, contact),
      `mapping.constant.${contact}`,
      undefined,
      'cannot be the same for every user; remove it',
    ),
  );

const signInIsPossible: Rule = ({ target }) => {
  const signIn = target?.userPool.overrides.signIn;
  if (signIn === undefined) return [];
  const path = 'target.userPool.overrides.signIn.attributes';
  return [
    ...when(
      signIn.mode === 'plain' && signIn.attributes.length > 0,
      path,
      signIn.attributes,
      'must be empty in a plain pool',
    ),
    ...when(
      signIn.mode !== 'plain' && signIn.attributes.length === 0,
      path,
      signIn.attributes,
      `must name at least one attribute in a pool of mode ${signIn.mode}`,
    ),
    ...when(
      signIn.mode === 'username-attributes' && signIn.attributes.includes('preferred_username'),
      path,
      signIn.attributes,
      'may hold only "email" and "phone_number" in a pool of mode username-attributes',
    ),
  ];
};

const secondFactorsArePossible: Rule = ({ target }) => {
  const { mfa, email, tier } = target?.userPool.overrides ?? {};
  const path = 'target.userPool.overrides.mfa.methods';
  const methods = mfa?.methods ?? [];
  return [
    // "To select this option, you must provide values for EmailConfiguration … DEVELOPER". CloudFormation AWS::Cognito::UserPool EnabledMfas, 2026-11
    ...when(
      methods.includes('EMAIL_OTP') && email === undefined,
      path,
      methods,
      'EMAIL_OTP needs an SES identity; add overrides.email or leave EMAIL_OTP out',
    ),
    // "must be in the Essentials tier or higher". API reference EmailMfaConfigType, 2026-11
    ...when(
      methods.includes('EMAIL_OTP') && tier === 'LITE',
      path,
      methods,
      'EMAIL_OTP needs the tier ESSENTIALS or PLUS',
    ),
    ...when(
      mfa?.methods?.length === 0 && mfa.mode !== 'OFF',
      path,
      methods,
      'must name a method, or overrides.mfa.mode must be "OFF"',
    ),
    ...when(
      mfa?.mode === 'OFF' && methods.length > 0,
      path,
      methods,
      'must be left out where overrides.mfa.mode is "OFF"',
    ),
  ];
};

/** `web-app` as `WebApp`: what the stack outputs append. */
export const outputName = (clientName: string): string =>
  clientName
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const clientsAreDistinct: Rule = ({ appClients = [] }) => {
  const names = appClients.map(({ name }) => outputName(name));
  return appClients.flatMap(({ name }, index) =>
    when(
      names.indexOf(outputName(name)) !== index,
      `appClients[${index}].name`,
      name,
      `gives the stack output AppClientId${outputName(name)} a second time; choose another name`,
    ),
  );
};

const clientsLeaveTheSourceSub: Rule = ({ appClients = [] }) =>
  appClients.flatMap(({ writeAttributes = [] }, index) =>
    writeAttributes.flatMap((name) =>
      when(
        name === SOURCE_SUB_ATTRIBUTE || isCognitoOwned(name),
        `appClients[${index}].writeAttributes`,
        name,
        'must not be writable by an application; remove it',
      ),
    ),
  );

const newAttributesAreNew: Rule = ({ target }) => {
  const attributes = target?.userPool.overrides.attributes ?? [];
  const path = (index: number) => `target.userPool.overrides.attributes[${index}].name`;
  return attributes.flatMap(({ name }, index) => [
    ...when(name === SOURCE_SUB_ATTRIBUTE, path(index), name, 'is added by the migration itself; remove it'),
    ...when(
      attributes.findIndex((other) => other.name === name) !== index,
      path(index),
      name,
      'is listed twice; remove one',
    ),
  ]);
};

const RULES: readonly Rule[] = [
  poolIsInItsRegion,
  partitionsAgree,
  secretIsInTheTarget,
  concurrencyFits,
  privilegedGroupsAreMapped,
  mappingKeepsItsHandsOff,
  mappingIsUnambiguous,
  contactsAreTheUsersOwn,
  signInIsPossible,
  secondFactorsArePossible,
  clientsAreDistinct,
  clientsLeaveTheSourceSub,
  newAttributesAreNew,
];
