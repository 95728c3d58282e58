/**
 * What the Lambdas know of the configuration: written beside their bundles at synth, read at init. Types only, so that
 * no bundle carries a schema library.
 */

/** How users of a pool sign in. Unchangeable after a pool's creation. */
export type UsernameMode =
  /** The username is what the user types. */
  | 'plain'
  /** `AliasAttributes`: a username of its own, and the attributes named below may be typed instead of it. */
  | 'alias'
  /** `UsernameAttributes`: e-mail or phone number are typed, the username is a generated UUID. */
  | 'username-attributes';

export type SignInAttribute = 'email' | 'phone_number' | 'preferred_username';

export type PoolSignIn = {
  readonly mode: UsernameMode;
  /** The alias or username attributes; empty in a plain pool. */
  readonly attributes: readonly SignInAttribute[];
  readonly caseSensitive: boolean;
};

/** A contact that can receive a password reset code once it is verified. */
export type RecoveryContact = 'email' | 'phone_number';

export type AttributeType = 'String' | 'Number' | 'DateTime' | 'Boolean';

/** One attribute of a pool's schema, as `describe-user-pool` shows it. Custom names carry their `custom:` prefix. */
export type AttributeSchema = {
  readonly name: string;
  readonly type: AttributeType;
  readonly mutable: boolean;
  readonly required: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
};

export type PasswordPolicy = {
  readonly minimumLength: number;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly requireNumbers: boolean;
  readonly requireSymbols: boolean;
};

/** Source attribute names to what becomes of them. What no rule names is copied under its own name. */
export type AttributeMapping = {
  /** Source name to target name. */
  readonly rename: Readonly<Record<string, string>>;
  /** Source names that are not carried over. */
  readonly drop: readonly string[];
  /** Target name to a fixed value for every migrated user. */
  readonly constant: Readonly<Record<string, string>>;
};

export type UnportableMfaPolicy = 'reset-required' | 'migrate' | 'reject';

export type MigrationPolicies = {
  readonly mfa: {
    /** A proven password, and a second factor that cannot be carried (TOTP, e-mail code, selection, set-up). */
    readonly unportable: UnportableMfaPolicy;
    /** The same factor where no password was proven: reset in the source, forgot-password. */
    readonly unportableOnReset: 'reject' | 'reset-required';
  };
  /** A password the source accepts and the target's policy would refuse. */
  readonly weakPassword: 'accept' | 'reset-required';
  /** What becomes of users whose password was reset in the source. */
  readonly resetRequired: 'reset-required' | 'reject';
  /** One `ListUsers` by e-mail where a case-insensitive target faces a case-sensitive source. */
  readonly letterCaseLookup: boolean;
  /** The sign-up guard's answer while the source cannot be asked. */
  readonly signUpWhenSourceUnreachable: 'refuse' | 'allow';
};

export type GroupSettings = {
  readonly mode: 'off' | 'from-token' | 'list';
  /** Source group name to target group name; groups not named here are never applied. */
  readonly map: Readonly<Record<string, string>>;
  /** Target groups that carry an IAM role and may be applied all the same: named here a second time. */
  readonly privileged: readonly string[];
};

/** `srp-only`: clients send no passwords any more, so nobody is migrated by one. */
export type MigrationPhase = 'migrating' | 'srp-only';

export type ReconcileSettings = {
  /** Who is right about an attribute once a user lives in the target. */
  readonly sourceOfTruth: 'target' | 'source';
};

export type SweepSettings = {
  /** Of the 30 `ListUsers` a second that an account has in a region: 0.5 is 15 a second. */
  readonly listUsersShare: number;
  /** Of the 25 updates of users a second. */
  readonly updateShare: number;
  /** Users of the larger pool, as far as the first sweep can know. */
  readonly expectedUsers?: number;
};

/** Thresholds that must be met before app clients lose their password flows. */
export type CutoverGates = {
  /** Of the users who can still come: 0.95 is 95 %. */
  readonly migratedShare: number;
  readonly quietDays: number;
  /** Of the attempts within `failureDays`. */
  readonly failureShare: number;
  readonly failureDays: number;
  readonly sweepMaxAgeHours: number;
  readonly failedReconciliations: number;
};

export type CutoverSettings = {
  readonly gates: CutoverGates;
  /** What becomes of `ALLOW_USER_AUTH`, which lets passwords in. */
  readonly userAuth: 'remove' | 'keep';
  readonly retirementQuietDays: number;
  /** Names of the stacks, for the steps of the retirement. */
  readonly stacks: { readonly source: string; readonly target: string };
};

export type TriggerSettings = {
  readonly source: {
    readonly accountId: string;
    readonly region: string;
    readonly userPoolId: string;
    /** The one role of account A that is assumed. */
    readonly roleArn: string;
    readonly externalId: string;
    /** Secret of account B that holds the source client's secret, when a client with a secret is brought along. */
    readonly clientSecretArn?: string;
    readonly signIn: PoolSignIn;
    /**
     * Names of the attributes that the source pool can hold: what a user of the source lacks of them was taken away there.
     * @default - unknown: nothing is taken away in the target
     */
    readonly attributes?: readonly string[];
  };
  readonly target: {
    readonly accountId: string;
    readonly region: string;
    readonly signIn: PoolSignIn;
    readonly schema: readonly AttributeSchema[];
    readonly passwordPolicy: PasswordPolicy;
    /** True where the target pool can enforce SMS MFA (`MfaConfiguration` not OFF and SMS configured). */
    readonly smsMfa: boolean;
    /**
     * False where the pool's account recovery never uses a phone number that is also the SMS factor: then such a user
     * needs a verified e-mail to open a shell.
     * @default true
     */
    readonly phoneRecoveryWithSmsMfa?: boolean;
    /**
     * True where the target pool can enforce e-mail codes as a second factor.
     * @default false
     */
    readonly emailMfa?: boolean;
    /**
     * The contacts to which the pool sends password reset codes; none where only an administrator may reset.
     * @default both
     */
    readonly recoveryBy?: readonly RecoveryContact[];
  };
  readonly mapping: AttributeMapping;
  readonly policies: MigrationPolicies;
  readonly groups: GroupSettings;
  /** @default 'migrating' */
  readonly phase?: MigrationPhase;
  /** @default - the target is right */
  readonly reconcile?: ReconcileSettings;
  /** @default - half of each quota */
  readonly sweep?: SweepSettings;
  /** @default - assess-cutover and switch-auth-flow refuse to work */
  readonly cutover?: CutoverSettings;
};

/** The attribute of the target pool that keeps the source `sub`: immutable, never writable by an app client. */
export const SOURCE_SUB_ATTRIBUTE = 'custom:source_sub';

/** Environment of migrate-user and guard-sign-up beside their `settings.json`. */
export const TRIGGER_ENVIRONMENT = {
  /** App client of the source pool through which passwords are checked. */
  sourceClientId: 'SOURCE_CLIENT_ID',
  /** State machine started after a migration; absent until there is one. */
  postMigrationArn: 'POST_MIGRATION_ARN',
  /** Ledger table; absent until there is one. */
  ledgerTable: 'LEDGER_TABLE',
  /** Event bus of the audit trail; absent until there is one. */
  auditBus: 'AUDIT_BUS',
} as const;

/** File beside the bundle, in the Lambda's task root, that holds a {@link TriggerSettings}. */
export const SETTINGS_FILE = 'settings.json';
