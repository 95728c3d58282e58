/** The audit events as data: the checker, and the page that operators and auditors read. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { FieldDescription } from '#core/event-fields.ts';
import { AUDIT_EVENTS, AUDIT_SOURCE, auditProblems } from '#core/events.ts';
import { eventOfAttempt } from '#core/events-of-attempt.ts';
import type { MigrationOutcome } from '#core/migration-outcome.ts';
import { SUB } from './trigger-builders.ts';

const AT = '2026-11-23T10:00:00.000Z';
const EXECUTION = { version: 1, at: AT, executionId: 'arn:aws:states:…', sourceSub: SUB };
const ATTEMPT = { version: 1, at: AT, trigger: 'sign-in', sourceSub: SUB };
const NOTHING = { attributes: [], groups: [] };

const CUTOVER = { version: 1, at: AT, executionId: 'arn:aws:states:…' };
const GATES = [{ gate: 'quietDays', threshold: 14, value: null, met: false, says: 'Nobody knows.' }];
const CLIENTS = [{ clientId: 'abc', removed: ['ALLOW_USER_PASSWORD_AUTH'], added: [] }];
const FINDINGS = [
  { finding: 'held', says: 'Rolled back.' },
  { clientId: 'abc', finding: 'managed-login', says: 'Has managed login.' },
];

const SOUND: readonly [string, object][] = [
  ['UserMigrated', { ...ATTEMPT, secondFactor: 'kept', traceId: '1-a-b', ledger: 'unreachable' }],
  ['UserResetRequired', { ...ATTEMPT, secondFactor: 'not-carried' }],
  ['UserRejected', { version: 1, at: AT, trigger: 'sign-in', reason: 'unknown' }],
  ['UserMigrationFailed', { ...ATTEMPT, reason: 'attributes-refused', refusedAttributes: ['custom:a'] }],
  [
    'UserReconciled',
    {
      ...EXECUTION,
      targetSub: 'target',
      origin: 'migrated',
      secondFactor: 'not-carried',
      changed: { ...NOTHING, mfa: ['SMS_MFA'], account: [] },
      notApplied: NOTHING,
      groups: ['writers'],
      disabledAtSource: false,
      traceId: '1-a-b',
    },
  ],
  ['UserReconciliationFailed', { ...EXECUTION, reason: 'SourceUnavailable' }],
  ['UserAbandoned', { ...EXECUTION, reason: 'TargetUserNotFound' }],
  ['ShellRemoved', { ...EXECUTION, targetSub: 'target' }],
  ['UserImported', { ...EXECUTION, targetSub: 'target' }],
  [
    'SweepFinished',
    {
      version: 1,
      at: AT,
      executionId: 'arn:aws:states:…',
      task: 'sweep',
      totals: { source: { users: 3, records: { migrated: { reconciled: 3 } }, stragglers: {} } },
    },
  ],
  ['CutoverDeferred', { ...CUTOVER, gates: GATES, findings: FINDINGS, held: false, clients: CLIENTS }],
  ['CutoverAssessed', { ...CUTOVER, gates: GATES, findings: FINDINGS, plan: CLIENTS }],
  ['CutoverCompleted', { ...CUTOVER, clients: CLIENTS, forced: true }],
  [
    'CutoverFailed',
    {
      ...CUTOVER,
      task: 'cutover',
      reason: 'CutoverIncomplete',
      unfinished: [{ clientId: 'def', reason: 'TargetUnavailable' }],
    },
  ],
  ['DriftRepaired', { ...CUTOVER, clients: CLIENTS }],
  ['CutoverRolledBack', { ...CUTOVER, clients: CLIENTS, reason: 'INC-1', notCovered: 3 }],
  ['TriggerMissing', { ...CUTOVER, trigger: 'foreign' }],
  ['PhaseMismatch', { ...CUTOVER, configured: 'migrating', recorded: 'srp-only' }],
];

const MIGRATED = SOUND[0]?.[1] ?? {};

describe('the check of an audit event', () => {
  it.each(SOUND)('accepts a sound %s', (type, detail) => {
    expect(auditProblems(type, detail)).toEqual([]);
  });

  it('knows every event', () => {
    expect(SOUND.map(([type]) => type)).toEqual(Object.keys(AUDIT_EVENTS));
  });

  it.each<[string, string, unknown, string]>([
    ['an event of another name', 'UserLost', MIGRATED, 'UserLost is no audit event'],
    ['a name of every object', 'toString', MIGRATED, 'toString is no audit event'],
    ['no detail', 'UserMigrated', null, 'the detail is not an object'],
    ['another version', 'UserMigrated', { ...MIGRATED, version: 2 }, 'version is not 1'],
    ['a missing field', 'UserMigrated', { ...MIGRATED, sourceSub: undefined }, 'sourceSub is missing'],
    ['a wrong kind', 'UserMigrated', { ...MIGRATED, sourceSub: 7 }, 'sourceSub is not a text'],
    ['a wrong time', 'UserMigrated', { ...MIGRATED, at: 'today' }, 'at is not a time'],
    ['a value outside the list', 'UserMigrated', { ...MIGRATED, trigger: 'x' }, 'trigger is not one of'],
    ['a field that is not described', 'UserMigrated', { ...MIGRATED, email: 'x' }, 'email is not described'],
    [
      'values where names belong',
      'UserReconciled',
      { ...SOUND[4]?.[1], changed: { attributes: [{ name: 'x' }] } },
      'changed is not a names by kind',
    ],
    [
      'anything but numbers where numbers belong',
      'SweepFinished',
      { ...SOUND[9]?.[1], totals: { source: { users: 'liam' } } },
      'totals is not a counts',
    ],
    [
      'a gate without its value',
      'CutoverAssessed',
      { ...CUTOVER, gates: [{ ...GATES[0], value: undefined }], findings: [], plan: [] },
      'gates is not a gates',
    ],
    [
      'a finding with more than it needs',
      'CutoverDeferred',
      { ...CUTOVER, gates: [], findings: [{ ...FINDINGS[0], email: 'x' }], held: true, clients: [] },
      'findings is not a findings',
    ],
    [
      'a client without its id',
      'DriftRepaired',
      { ...CUTOVER, clients: [{ removed: [] }] },
      'clients is not a clients',
    ],
    [
      'a client with an object',
      'DriftRepaired',
      { ...CUTOVER, clients: [{ clientId: 'abc', was: { name: 'x' } }] },
      'clients is not a clients',
    ],
  ])('refuses %s', (_, type, detail, problem) => {
    expect(auditProblems(type, detail)).toEqual([expect.stringContaining(problem)]);
  });

  it('never throws and never accepts what it is not', () => {
    fc.assert(
      fc.property(fc.string(), fc.anything(), (type, detail) => {
        expect(auditProblems(type, detail).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the event of an attempt', () => {
  const circumstances = {
    trigger: 'sign-in',
    at: Date.parse(AT),
    traceId: undefined,
    ledgerUnreachable: false,
  } as const;
  const user = { username: 'liam.porter', attributes: { email: 'liam@example.com' }, enableSmsMfa: false };

  it.each<[MigrationOutcome, string, object]>([
    [
      { kind: 'migrated', sourceSub: SUB, user, secondFactor: 'none', groups: ['writers'] },
      'UserMigrated',
      { secondFactor: 'none' },
    ],
    [
      { kind: 'reset-required', sourceSub: SUB, user, secondFactor: 'kept' },
      'UserResetRequired',
      { secondFactor: 'kept' },
    ],
    [{ kind: 'rejected', reason: 'disabled', sourceSub: SUB }, 'UserRejected', { reason: 'disabled' }],
    [
      { kind: 'failed', reason: 'deadline', awsError: 'AbortError', sourceSub: SUB },
      'UserMigrationFailed',
      { reason: 'deadline' },
    ],
  ])('says what was decided and nothing of the user but the sub', (outcome, type, said) => {
    const event = eventOfAttempt(outcome, circumstances);
    expect(event).toEqual({
      type,
      detail: { version: 1, at: AT, trigger: 'sign-in', sourceSub: SUB, ...said },
    });
    expect(auditProblems(event.type, event.detail)).toEqual([]);
  });
});

const row = (name: string, { kind, optional, oneOf, says }: FieldDescription): string => {
  const values = oneOf === undefined ? '' : `: ${oneOf.map((value) => `\`${value}\``).join(', ')}`;
  return `| \`${name}\` | ${kind}${optional ? ', optional' : ''} | ${says}${values} |`;
};

/** The chapters of the page, as the code describes them. */
const chapters = Object.entries(AUDIT_EVENTS).map(([type, { when, fields }]): [string, string] => [
  type,
  [
    `## ${type}`,
    '',
    when,
    '',
    '| field | | |',
    '| --- | --- | --- |',
    ...Object.entries(fields).map(([name, field]) => row(name, field)),
  ].join('\n'),
]);

describe('docs/audit-events.md', () => {
  const page = readFileSync('docs/audit-events.md', 'utf8');

  it.each(chapters)('describes %s as the code does', (_, chapter) => {
    expect(page).toContain(chapter);
  });

  it('describes no other event, and names the source', () => {
    expect([...page.matchAll(/^## (\w+)$/gm)].map(([, type]) => type)).toEqual(Object.keys(AUDIT_EVENTS));
    expect(page).toContain(`\`${AUDIT_SOURCE}\``);
  });
});
