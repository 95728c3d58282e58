// A cutover as the scenario observes it, every promise kept, for tests to break one at a time.
import type { Attempt, ClientLook, CutoverStep, ObservedCutover } from '#rehearsal/report/observation.ts';
import { computeReport } from '#rehearsal/report/report.ts';
import { reasonsToFail } from '#rehearsal/report/verdict.ts';
import { attempt, auditEvent, refused } from './build-observation.ts';
import { clean } from './clean-run.ts';

export const OPEN = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
export const SRP = ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];

export const look = (
  flows: readonly string[],
  settings: ClientLook['settings'] = { Later: '1' },
): ClientLook[] => [{ clientId: 'web', flows, settings }];

const arnOf = (step: string): string => `arn:aws:states:us-east-1:222222222222:express:m-cutover:${step}:1`;

const step = (
  name: CutoverStep['step'],
  clients: readonly ClientLook[],
  change: Partial<CutoverStep> = {},
): CutoverStep => ({
  step: name,
  runs: [{ executionArn: arnOf(name), ended: 'SUCCEEDED in X' }],
  clients,
  changed: ['client/web'],
  ...change,
});

export const told = (name: string, type: string, detail: Readonly<Record<string, unknown>>) =>
  auditEvent(type, { executionId: arnOf(name), ...detail });

export const gate = (name: string, met: boolean) => ({
  gate: name,
  threshold: 1,
  value: null,
  met,
  says: 'So.',
});
export const CLIENTS = [{ clientId: 'web', removed: ['ALLOW_USER_PASSWORD_AUTH'], added: [] }];

const EVENTS = {
  deferred: told('deferred', 'CutoverDeferred', {
    gates: [gate('quietDays', false)],
    findings: [],
    held: false,
    clients: CLIENTS,
  }),
  completed: told('cut-over', 'CutoverCompleted', { clients: CLIENTS, forced: false }),
  repaired: told('repaired', 'DriftRepaired', { clients: CLIENTS }),
  mismatch: told('repaired', 'PhaseMismatch', { configured: 'migrating', recorded: 'srp-only' }),
  rolledBack: told('rolled-back', 'CutoverRolledBack', { clients: CLIENTS, reason: 'So.', notCovered: 0 }),
  held: told('held', 'CutoverDeferred', { gates: [], findings: [], held: true, clients: CLIENTS }),
};

export const flowRefused = (sub: string, known: boolean): Attempt =>
  attempt(sub, { known }, { status: 'error', errorType: 'InvalidParameterException' });

export const owner = (sub: string, change: Partial<Attempt> = {}): Attempt =>
  attempt(sub, { known: true, target: { status: 'CONFIRMED', mfa: [] }, ...change });

export const played: ObservedCutover = {
  migratedShare: 0.9,
  forced: false,
  before: look(OPEN),
  steps: [
    step('deferred', look(OPEN)),
    step('cut-over', look(SRP)),
    step('deployed-again', look(OPEN, { AuthSessionValidity: '4' }), { runs: [] }),
    step('repaired', look(SRP, { AuthSessionValidity: '4' })),
    step('rolled-back', look(OPEN, { AuthSessionValidity: '4' })),
    step('rolled-back-again', look(OPEN, { AuthSessionValidity: '4' }), { changed: [] }),
    step('held', look(OPEN, { AuthSessionValidity: '4' })),
  ],
  opened: [],
  passwords: [flowRefused('plain', true), flowRefused('disabled', false)],
  srp: [
    owner('plain'),
    { ...refused('disabled') },
    refused('totp', { known: true, target: { status: 'RESET_REQUIRED', mfa: [] } }),
    { ...owner('sms'), answer: { ...owner('sms').answer, secondFactorProven: true } },
  ],
  refreshed: [{ sub: 'plain' }, { sub: 'sms' }],
  stragglers: [],
};

export type Events = Partial<Record<keyof typeof EVENTS, ReturnType<typeof told> | undefined>>;

export const observed = (change: Partial<ObservedCutover> = {}, events: Events = {}) => {
  const trail = Object.values({ ...EVENTS, ...events }).filter((event) => event !== undefined);
  const stored = { ...clean.stored, audit: [...clean.stored.audit, ...trail] };
  return { ...clean, stored, cutover: { ...played, ...change } };
};

export const withStep = (
  name: CutoverStep['step'],
  change: Partial<CutoverStep>,
): Partial<ObservedCutover> => ({
  steps: played.steps.map((one) => (one.step === name ? { ...one, ...change } : one)),
});

export const reasons = (observation: ReturnType<typeof observed>) =>
  reasonsToFail(computeReport(observation), observation);
