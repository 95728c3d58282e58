// Builders of observations: users of a source, what clients got, what the accounts were asked.
import type { Answer } from '#rehearsal/client/answer.ts';
import type { ObservedRequest } from '#rehearsal/cloud/recorder.ts';
import type { UserRecord } from '#rehearsal/input/records.ts';
import type { Attempt, Observation, Policies } from '#rehearsal/report/observation.ts';

export const POLICIES: Policies = {
  unportable: 'reset-required',
  unportableOnReset: 'reject',
  resetRequired: 'reset-required',
  smsMfa: true,
};

export const sourceUser = (sub: string, change: Partial<UserRecord> = {}): UserRecord => ({
  Username: `name-${sub}`,
  Attributes: [
    { Name: 'sub', Value: sub },
    { Name: 'email', Value: `${sub}@example.com` },
    { Name: 'email_verified', Value: 'true' },
  ],
  UserCreateDate: '2024-01-01T00:00:00.000Z',
  UserLastModifiedDate: '2024-01-01T00:00:00.000Z',
  Enabled: true,
  UserStatus: 'CONFIRMED',
  ...change,
});

export const without = (user: UserRecord, ...names: string[]): UserRecord => ({
  ...user,
  Attributes: user.Attributes.filter(({ Name }) => !names.includes(Name)),
});

/** The user as the target holds them after a migration. */
export const targetUser = (user: UserRecord, change: Partial<UserRecord> = {}): UserRecord => ({
  ...user,
  Attributes: [
    ...user.Attributes.filter(({ Name }) => Name !== 'sub'),
    { Name: 'sub', Value: `target-${user.Username}` },
    { Name: 'custom:source_sub', Value: user.Attributes.find(({ Name }) => Name === 'sub')?.Value ?? '' },
  ],
  ...change,
});

const answer = (change: Partial<Answer>): Answer => ({
  flow: 'USER_PASSWORD_AUTH',
  status: 'ok',
  secondFactorProven: false,
  durationMs: 100,
  ...change,
});

export const REFUSED: Partial<Answer> = {
  status: 'error',
  errorType: 'NotAuthorizedException',
  message: 'Incorrect username or password.',
};

export const attempt = (sub: string, change: Partial<Attempt> = {}, got: Partial<Answer> = {}): Attempt => ({
  sub,
  password: 'right',
  known: false,
  answer: answer(got),
  ...change,
});

export const migrated = (sub: string, got: Partial<Answer> = {}): Attempt =>
  attempt(sub, { target: { status: 'CONFIRMED', mfa: [] } }, got);

export const refused = (sub: string, change: Partial<Attempt> = {}): Attempt => attempt(sub, change, REFUSED);

export const shelled = (sub: string): Attempt =>
  attempt(
    sub,
    { target: { status: 'RESET_REQUIRED', mfa: [] } },
    { status: 'error', errorType: 'PasswordResetRequiredException' },
  );

export const request = (change: Partial<ObservedRequest> = {}): ObservedRequest => ({
  time: '2026-01-01T00:00:05.000Z',
  account: '111111111111',
  region: 'eu-west-1',
  principal: 'arn:aws:sts::111111111111:assumed-role/cognito-migration-source/migrate-user',
  action: 'cognito-idp:AdminInitiateAuth',
  resource: 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_A',
  decision: 'allowed',
  status: 200,
  durationMs: 3,
  ...change,
});

const idOf = (user: UserRecord): string => user.Attributes.find(({ Name }) => Name === 'sub')?.Value ?? '';

export const ledgerItem = (sub: string, change: Readonly<Record<string, unknown>> = {}) => ({
  id: `user#${sub}`,
  version: 1,
  sourceSub: sub,
  state: 'reconciled',
  targetSub: `target-name-${sub}`,
  origin: 'migrated',
  ...change,
});

export const auditEvent = (type: string, detail: Readonly<Record<string, unknown>>) => ({
  source: 'cognito-migration',
  'detail-type': type,
  detail: { version: 1, at: '2026-01-01T00:00:05.000Z', ...detail },
});

const execution = (sub: string) => `arn:aws:states:us-east-1:222222222222:express:m:${sub}:1`;

export const letInEvent = (sub: string, type = 'UserMigrated', secondFactor = 'none') =>
  auditEvent(type, { trigger: 'sign-in', sourceSub: sub, secondFactor });

export const reconciledEvent = (sub: string, change: Readonly<Record<string, unknown>> = {}) =>
  auditEvent('UserReconciled', {
    executionId: execution(sub),
    sourceSub: sub,
    targetSub: `target-name-${sub}`,
    origin: 'migrated',
    changed: { attributes: [] },
    notApplied: { groups: [] },
    groups: [],
    disabledAtSource: false,
    ...change,
  });

export const executionOf = (sub: string, change: Readonly<Record<string, unknown>> = {}) => ({
  arn: execution(sub),
  name: sub,
  machine: 'm',
  status: 'SUCCEEDED',
  startDate: '2026-01-01T00:00:05.000Z',
  ...change,
});

/** What is stored of users who were let in and reconciled; a shell by its status in the target. */
export const storedOf = (targets: readonly UserRecord[]): Observation['stored'] => {
  const users = targets.map((user) => ({
    sub: user.Attributes.find(({ Name }) => Name === 'custom:source_sub')?.Value ?? '',
    targetSub: idOf(user),
    isShell: user.UserStatus === 'RESET_REQUIRED',
  }));
  return {
    ledger: users.map(({ sub, targetSub, isShell }) =>
      ledgerItem(sub, { targetSub, origin: isShell ? 'reset-required' : 'migrated' }),
    ),
    audit: users.flatMap(({ sub, targetSub, isShell }) => [
      letInEvent(sub, isShell ? 'UserResetRequired' : 'UserMigrated'),
      reconciledEvent(sub, { targetSub, origin: isShell ? 'reset-required' : 'migrated' }),
    ]),
    executions: users.flatMap(({ sub }) => [executionOf(sub, { status: 'RUNNING' }), executionOf(sub)]),
  };
};

export const observation = (
  users: readonly UserRecord[],
  change: Partial<Observation> = {},
): Observation => ({
  scenario: 'default',
  seed: 1,
  source: { before: users, after: users },
  target: [],
  stored: { ledger: [], audit: [], executions: [] },
  policies: POLICIES,
  attempts: [],
  srp: [],
  requests: [],
  sourceAccountId: '111111111111',
  secrets: [],
  durationSeconds: 1.25,
  ...change,
});
