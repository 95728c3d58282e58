/** Ports for the orchestration that answer as told and remember what they were asked, in order. */
import type { AuditEvent } from '#core/events.ts';
import type { PasswordCheck, UserRead } from '#core/source-evidence.ts';
import type { Attempt } from '#functions/_runtime/attempt-telemetry.ts';
import { createMigrateUser } from '#functions/migrate-user/migrate-user.ts';
import type {
  AuditPort,
  LedgerPort,
  MigrateUserPorts,
  SourcePort,
  TargetPort,
  WorkflowPort,
} from '#functions/migrate-user/ports.ts';
import { found, SUB, settings } from '#test/core/trigger-builders.ts';

export type Fakes = {
  readonly check?: PasswordCheck | Promise<PasswordCheck>;
  readonly read?: UserRead | Promise<UserRead>;
  readonly source?: Partial<SourcePort>;
  readonly ledger?: LedgerPort['lookUp'];
  /** By name. */
  readonly target?: (name: string) => ReturnType<TargetPort['readUser']>;
  readonly workflow?: WorkflowPort['startReconciliation'];
  readonly audit?: AuditPort['put'];
  readonly settings?: Parameters<typeof settings>[0];
};

/** A promise that never comes back, as a source that hangs. */
export const never = <T>(): Promise<T> => new Promise<T>(() => {});

/** The fakes' one moment. */
export const NOW = 1_700_000_000_000;
export const TRACE_ID = '1-65500000-abcdefabcdefabcdefabcdef';

/** The orchestration with fakes, the calls they got and the attempts that were told of. */
export const setUp = (fakes: Fakes = {}) => {
  const calls: string[] = [];
  const attempts: Attempt[] = [];
  const crashes: unknown[] = [];
  const started: unknown[] = [];
  const told: AuditEvent[] = [];
  const askedTarget: string[] = [];
  const source: SourcePort = {
    checkPassword: (login) => {
      calls.push(`check ${login}`);
      return Promise.resolve(fakes.check ?? { kind: 'tokens', sub: SUB, groups: [] });
    },
    readUser: (login) => {
      calls.push(`read ${login}`);
      return Promise.resolve(fakes.read ?? found());
    },
    findUsers: (name, value) => {
      calls.push(`find ${name} ${value}`);
      return Promise.resolve({ kind: 'listed', users: [], more: false });
    },
    listGroups: (login) => {
      calls.push(`groups ${login}`);
      return Promise.resolve([]);
    },
    ...fakes.source,
  };
  let ticks = 0;
  const ports: MigrateUserPorts = {
    source,
    telemetry: {
      record: (attempt) => void attempts.push(attempt),
      crashed: (error) => void crashes.push(error),
    },
    traceId: () => TRACE_ID,
    clock: { now: () => NOW, monotonic: () => (ticks += 10) },
    ...(fakes.ledger ? { ledger: { lookUp: fakes.ledger } } : {}),
    target: {
      readUser: (pool, name) => {
        askedTarget.push(`${pool} ${name}`);
        return fakes.target?.(name) ?? Promise.resolve(undefined);
      },
    },
    audit: {
      put: (event, signal) => {
        told.push(event);
        return fakes.audit?.(event, signal) ?? Promise.resolve();
      },
    },
    ...(fakes.workflow
      ? {
          workflow: {
            startReconciliation: (request, signal) => {
              started.push(request);
              return fakes.workflow?.(request, signal) ?? Promise.resolve();
            },
          },
        }
      : {}),
  };
  return {
    migrate: createMigrateUser(ports, settings(fakes.settings)),
    calls,
    attempts,
    crashes,
    started,
    told,
    askedTarget,
  };
};

const EMPTY_RESPONSE = {
  userAttributes: null,
  finalUserStatus: null,
  messageAction: null,
  desiredDeliveryMediums: null,
  forceAliasCreation: null,
  enableSMSMFA: null,
};

/** An event as Cognito sends it: the members of `response` are there and null. */
export const signInEvent = (userName: unknown = 'liam.porter', password: unknown = 'Correct-Horse-9') => ({
  version: '1',
  triggerSource: 'UserMigration_Authentication',
  region: 'us-east-1',
  userPoolId: 'us-east-1_TargetPl1',
  userName,
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'targetclient' },
  request: { password, validationData: null, clientMetadata: null },
  response: EMPTY_RESPONSE,
});

export const forgotPasswordEvent = (userName: unknown = 'liam.porter') => ({
  ...signInEvent(userName),
  triggerSource: 'UserMigration_ForgotPassword',
  request: { validationData: null, clientMetadata: null },
});

export const NO_DEADLINE = new AbortController().signal;
