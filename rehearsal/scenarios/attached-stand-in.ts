/**
 * A stand-in for the pool that an assembly attaches: it exists in the account of whoever deploys, not in the assembly. It
 * has everything that the Lambdas were told of the real one, and the app clients that the configuration says exist.
 */
import type { PoolSignIn, TriggerSettings } from '#core/trigger-settings.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { readAssembly } from '../deploy/assembly.ts';
import type { Template } from '../deploy/template.ts';

type Target = TriggerSettings['target'];

type Attached = {
  readonly userPoolId: string;
  /** The guard stands before it, so people may sign up. */
  readonly guarded: boolean;
  /** App clients that no template makes. */
  readonly clientIds: readonly string[];
  /** By which the pool sends SMS, if it does: what places the triggers has to be allowed to pass it on. */
  readonly smsRoleArn: string;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const placementIn = ({ Resources }: Template) =>
  Object.values(Resources).find(
    ({ Type, Properties }) => Type === 'Custom::AttachTriggers' && Properties?.Step === 'place',
  )?.Properties;

const existingClients = ({ Outputs }: Template): string[] => [
  ...new Set(
    Object.entries(Outputs).flatMap(([name, { Value }]) =>
      name.startsWith('AppClientId') && typeof Value === 'string' ? [Value] : [],
    ),
  ),
];

const NO_ROLE = 'arn:aws:iam::000000000000:role/none';

const passedRole = ({ Resources }: Template): string => {
  const statements = Object.values(Resources).flatMap(({ Properties: { PolicyDocument } = {} }) =>
    isRecord(PolicyDocument) && Array.isArray(PolicyDocument.Statement) ? PolicyDocument.Statement : [],
  );
  const { Resource } = statements.find(({ Action }) => Action === 'iam:PassRole') ?? {};
  return typeof Resource === 'string' ? Resource : NO_ROLE;
};

/** What the assembly takes for granted; undefined where it makes a pool of its own. */
export const readAttached = (assembly: string): Attached | undefined => {
  for (const { template } of readAssembly(assembly)) {
    const { UserPoolId, Triggers } = placementIn(template) ?? {};
    if (typeof UserPoolId !== 'string') continue;
    const guarded = isRecord(Triggers) && Triggers.PreSignUp !== undefined;
    return {
      userPoolId: UserPoolId,
      guarded,
      clientIds: existingClients(template),
      smsRoleArn: passedRole(template),
    };
  }
  return undefined;
};

const namesOf = ({ mode, attributes }: PoolSignIn) => ({
  ...(mode === 'alias' && { AliasAttributes: attributes }),
  ...(mode === 'username-attributes' && { UsernameAttributes: attributes }),
});

const text = (limit: number | undefined): { readonly value?: string } =>
  limit === undefined ? {} : { value: String(limit) };

const schemaOf = ({ schema }: Target): object[] =>
  schema
    .filter(({ name }) => name !== 'sub')
    .map(({ name, type, mutable, required, minLength, maxLength, minValue, maxValue }) => ({
      Name: name,
      AttributeDataType: type,
      Mutable: mutable,
      Required: required,
      ...(type === 'String' && {
        StringAttributeConstraints: { MinLength: text(minLength).value, MaxLength: text(maxLength).value },
      }),
      ...(type === 'Number' && {
        NumberAttributeConstraints: { MinValue: text(minValue).value, MaxValue: text(maxValue).value },
      }),
    }));

const RECOVERY = { email: 'verified_email', phone_number: 'verified_phone_number' } as const;

/** Without the setting a phone that is also the second factor recovers. */
const recoveryOf = ({ recoveryBy = [], phoneRecoveryWithSmsMfa = true }: Target) =>
  phoneRecoveryWithSmsMfa
    ? {}
    : {
        AccountRecoverySetting: {
          RecoveryMechanisms:
            recoveryBy.length === 0
              ? [{ Name: 'admin_only', Priority: 1 }]
              : recoveryBy.map((contact, index) => ({ Name: RECOVERY[contact], Priority: index + 1 })),
        },
      };

const describe = (target: Target, { guarded, smsRoleArn }: Attached) => {
  const { passwordPolicy: policy, smsMfa, emailMfa = false, signIn } = target;
  return {
    PoolName: 'attached',
    ...namesOf(signIn),
    UsernameConfiguration: { CaseSensitive: signIn.caseSensitive },
    Schema: schemaOf(target),
    Policies: {
      PasswordPolicy: {
        MinimumLength: policy.minimumLength,
        RequireUppercase: policy.requireUppercase,
        RequireLowercase: policy.requireLowercase,
        RequireNumbers: policy.requireNumbers,
        RequireSymbols: policy.requireSymbols,
      },
    },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: !guarded },
    AutoVerifiedAttributes: ['email', 'phone_number'],
    ...recoveryOf(target),
    ...(smsMfa && { SmsConfiguration: { SnsCallerArn: smsRoleArn } }),
    MfaConfiguration: smsMfa || emailMfa ? 'OPTIONAL' : 'OFF',
  };
};

const FLOWS = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];

const exists = ({ cognito }: Cloud, userPoolId: string): boolean => {
  try {
    cognito.describeUsers(userPoolId);
    return true;
  } catch {
    return false;
  }
};

/** Does nothing where the assembly attaches no pool, or somebody has made it. @returns what to tell the user */
export const createStandIn = (
  cloud: Cloud,
  assembly: string,
  { target }: TriggerSettings,
): readonly string[] => {
  const attached = readAttached(assembly);
  if (attached === undefined || exists(cloud, attached.userPoolId)) return [];
  const { userPoolId, clientIds } = attached;
  cloud.cognito.createUserPool(target, describe(target, attached), { id: userPoolId });
  if (target.smsMfa || target.emailMfa) {
    cloud.cognito.setUserPoolMfaConfig(userPoolId, {
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true },
      ...(target.emailMfa && { EmailMfaConfiguration: { Subject: 'Your code' } }),
    });
  }
  for (const clientId of clientIds)
    cloud.cognito.createUserPoolClient(
      target,
      { UserPoolId: userPoolId, ClientName: clientId, ExplicitAuthFlows: FLOWS },
      { clientId },
    );
  return [
    `the attached pool ${userPoolId}: what the assembly says of it stands in for it; its own triggers, users and further settings are not rehearsed`,
  ];
};
