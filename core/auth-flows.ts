/**
 * Auth flows of app clients: which ones a cutover takes and adds, what a rollback puts back, how an update is made
 * from a description, and whether anything else was changed by it.
 */

/**
 * `UserPoolClient` of DescribeUserPoolClient, whole: settings that this version does not know are carried along. Never
 * logged, because it may hold the client's secret.
 */
export type AppClientDescription = Readonly<Record<string, unknown>>;

/** What becomes of `ALLOW_USER_AUTH`, which lets passwords in. */
export type UserAuthPolicy = 'remove' | 'keep';

export type FlowChange = {
  /** `ExplicitAuthFlows` of the update; empty stands for the default and is not sent. */
  readonly wanted: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
};

/** `legacy`: refused, with the unprefixed flows by name. */
export type FlowPlan =
  | ({ readonly kind: 'plan' } & FlowChange)
  | { readonly kind: 'legacy'; readonly flows: readonly string[] };

const SRP = 'ALLOW_USER_SRP_AUTH';
const REFRESH = 'ALLOW_REFRESH_TOKEN_AUTH';
const USER_AUTH = 'ALLOW_USER_AUTH';
const ADMIN_PASSWORD = 'ALLOW_ADMIN_USER_PASSWORD_AUTH';

const PASSWORD_FLOWS: readonly string[] = ['ALLOW_USER_PASSWORD_AUTH', ADMIN_PASSWORD];

// "you can't assign these legacy ExplicitAuthFlows values to user pool clients at the same time as values that begin
// with ALLOW_". API reference CreateUserPoolClient, 2026-11
const isLegacy = (flow: string): boolean => !flow.startsWith('ALLOW_');

const LEGACY_PASSWORD_FLOWS: readonly string[] = ['ADMIN_NO_SRP_AUTH', 'USER_PASSWORD_AUTH'];

/** Of clients of machines; stands alone. API reference CreateUserPoolClient, 2026-11 */
const MACHINE = 'ALLOW_CLIENT_TOKEN_AUTH';

/** What a client without flows of its own allows: no passwords. API reference CreateUserPoolClient, 2026-11 */
const DEFAULT_FLOWS: readonly string[] = [REFRESH, SRP, 'ALLOW_CUSTOM_AUTH'];

/** `ExplicitAuthFlows` as described; empty where the client has the default. */
export const flowsOf = ({ ExplicitAuthFlows: flows }: AppClientDescription): readonly string[] =>
  Array.isArray(flows) ? flows.filter((flow) => typeof flow === 'string') : [];

/** A user could sign in with a password in clear by one of its flows; `ALLOW_USER_AUTH` is one. Developer Guide "Authentication", 2026-11 */
export const letsPasswordsIn = (client: AppClientDescription): boolean =>
  flowsOf(client).some((flow) => [...PASSWORD_FLOWS, ...LEGACY_PASSWORD_FLOWS, USER_AUTH].includes(flow));

export const allowsUserAuth = (client: AppClientDescription): boolean => flowsOf(client).includes(USER_AUTH);

/** Servers may send their users' passwords, signed as an IAM principal. */
export const allowsAdminPasswords = (client: AppClientDescription): boolean =>
  flowsOf(client).includes(ADMIN_PASSWORD);

const inEffect = (flows: readonly string[]): ReadonlySet<string> =>
  new Set(flows.length === 0 ? DEFAULT_FLOWS : flows);

/** They allow the same, in whatever order; none stands for the default. */
export const sameFlows = (left: readonly string[], right: readonly string[]): boolean => {
  const [one, other] = [inEffect(left), inEffect(right)];
  return one.size === other.size && [...one].every((flow) => other.has(flow));
};

// "You can't authenticate with REFRESH_TOKEN_AUTH in app clients with refresh token rotation enabled". Developer Guide
// "Refresh tokens", 2026-11
const rotatesRefreshTokens = ({ RefreshTokenRotation: rotation }: AppClientDescription): boolean =>
  typeof rotation === 'object' && rotation !== null && Reflect.get(rotation, 'Feature') === 'ENABLED';

/** The flows that every user needs after the cutover. */
const neededBy = (client: AppClientDescription): readonly string[] =>
  rotatesRefreshTokens(client) ? [SRP] : [SRP, REFRESH];

/** What the cutover makes of a client's flows: none that lets a password in, all others kept, SRP there. */
export const planSwitch = (client: AppClientDescription, userAuth: UserAuthPolicy): FlowPlan => {
  const flows = flowsOf(client);
  const legacy = flows.filter(isLegacy);
  if (legacy.length > 0) return { kind: 'legacy', flows: legacy };
  // The default lets no password in; a machine has none.
  if (flows.length === 0 || flows.includes(MACHINE))
    return { kind: 'plan', wanted: flows, removed: [], added: [] };
  const unwanted = userAuth === 'remove' ? [...PASSWORD_FLOWS, USER_AUTH] : PASSWORD_FLOWS;
  const removed = flows.filter((flow) => unwanted.includes(flow));
  const added = neededBy(client).filter((flow) => !flows.includes(flow));
  const kept = flows.filter((flow) => !unwanted.includes(flow));
  return { kind: 'plan', wanted: [...kept, ...added], removed, added };
};

/** What a rollback does to a client that had these flows before its cutover. */
export const planRestore = (
  client: AppClientDescription,
  previousFlows: readonly string[],
): FlowChange & { readonly kind: 'plan' } => {
  const flows = flowsOf(client);
  if (sameFlows(flows, previousFlows)) return { kind: 'plan', wanted: flows, removed: [], added: [] };
  return {
    kind: 'plan',
    wanted: previousFlows,
    removed: flows.filter((flow) => !previousFlows.includes(flow)),
    added: previousFlows.filter((flow) => !flows.includes(flow)),
  };
};

/** There is something to write. */
export const changesFlows = ({ removed, added }: Pick<FlowChange, 'removed' | 'added'>): boolean =>
  removed.length + added.length > 0;

/**
 * Members of a description that UpdateUserPoolClient does not take. A list of what to drop, because the operation
 * replaces everything: what a list of what to keep forgot would fall to its default. SDK 3.1169.0, 2026-11
 */
const NO_SETTINGS: readonly string[] = ['ClientSecret', 'ClientType', 'CreationDate', 'LastModifiedDate'];

/**
 * Input of UpdateUserPoolClient that changes the flows and nothing else.
 * @param wanted none stands for the default: an empty list is never sent
 */
export const clientUpdate = (
  client: AppClientDescription,
  wanted: readonly string[],
): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(
    Object.entries(client).filter(([name]) => name !== 'ExplicitAuthFlows' && !NO_SETTINGS.includes(name)),
  ),
  ...(wanted.length === 0 ? {} : { ExplicitAuthFlows: wanted }),
});

/** A value in one spelling: members in order, lists of plain values too, since Cognito's lists are sets. */
const canonical = (value: unknown): unknown => {
  if (value instanceof Date) return { date: value.getTime() };
  if (Array.isArray(value)) {
    const entries = value.map((entry) => JSON.stringify(canonical(entry)));
    return value.every((entry) => typeof entry !== 'object') ? entries.sort() : entries;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => !isAbsent(member));
  return members
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => [name, canonical(member)]);
};

/** Cognito shows what is not set as nothing or as an empty list. */
const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

const isSame = (left: unknown, right: unknown): boolean =>
  isAbsent(left)
    ? isAbsent(right)
    : !isAbsent(right) && JSON.stringify(canonical(left)) === JSON.stringify(canonical(right));

/**
 * Names of the settings, in order, in which two descriptions of a client differ beside its flows and the date of the
 * change. No values: one of them may be a secret.
 */
export const changedSettings = (
  before: AppClientDescription,
  after: AppClientDescription,
): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => name !== 'ExplicitAuthFlows' && name !== 'LastModifiedDate')
    .filter((name) => !isSame(before[name], after[name]))
    .sort();
