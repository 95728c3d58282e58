/** Decides whether a run may be trusted, and names the cause where not. Pure. */

import type { ObservedRequest } from '../cloud/recorder.ts';
import { subOf, type UserRecord } from '../input/records.ts';
import { alarmProblems } from './alarms.ts';
import { caseDifferences } from './cases.ts';
import { checkDifferences } from './checks.ts';
import type { Attempt, Observation } from './observation.ts';
import { expectedOf, outcomeOf } from './outcome.ts';
import { migratingAttempts, type Report } from './report.ts';
import { traceProblems } from './traces.ts';
import { reasonsAfterSignIns } from './verdict-after.ts';
import { cutoverProblems } from './verdict-cutover.ts';
import { frequent, plural, withoutIds } from './words.ts';

const denialOf = ({ action, principal, resource, reason }: ObservedRequest): string =>
  withoutIds(`${action || 'request'} by ${principal} on ${resource}${reason ? `: ${reason}` : ''}`);

const denials = ({ requests, withdrawn = [] }: Observation): string[] => {
  const denied = requests.filter(
    ({ decision, action }) => decision === 'denied' && !withdrawn.includes(action),
  );
  if (denied.length === 0) return [];
  const were = denied.length === 1 ? 'request was' : 'requests were';
  return [`${denied.length} ${were} denied: ${frequent(denied.map(denialOf))}`];
};

/** What a role of ours was answered when it was not denied but not served either. */
const sourceErrors = ({ requests }: Observation): string[] =>
  requests
    .filter(
      ({ principal, decision, status }) =>
        /migrate-user/.test(principal) && decision === 'allowed' && status >= 400,
    )
    // What a wrong password, an unknown or a reset user is answered belongs to every run.
    .filter(({ errorType }) => !EVERYDAY_ERRORS.has(errorType ?? ''))
    .map(
      ({ action, errorType, reason }) => `${action} was answered ${errorType}${reason ? ` (${reason})` : ''}`,
    );

const EVERYDAY_ERRORS: ReadonlySet<string> = new Set([
  'NotAuthorizedException',
  'UserNotFoundException',
  'UserNotConfirmedException',
  'PasswordResetRequiredException',
]);

const seenBy = ({ answer }: Attempt): string =>
  `${answer.errorType ?? answer.challenge ?? answer.status}${answer.message ? `: ${answer.message}` : ''}`;

/** Of a user who was let down by a fault, what came of trying again. */
const judgedAttempts = (observation: Observation): readonly Attempt[] => {
  const attempts = migratingAttempts(observation);
  if (!observation.disturbed) return attempts;
  return [...new Map(attempts.map((attempt) => [attempt.sub, attempt])).values()];
};

/** Where a fault was injected a failure is what should come of it. */
const failures = (observation: Observation): string[] => {
  const failed = judgedAttempts(observation).filter(
    (attempt) => outcomeOf(attempt) === 'failed' && attempt.expected?.outcome !== 'failed',
  );
  if (failed.length === 0) return [];
  const behind = sourceErrors(observation);
  return [
    `${plural(failed.length, 'sign-in')} failed: the client got ${frequent(failed.map((one) => withoutIds(seenBy(one))))}` +
      (behind.length > 0 ? `; ${frequent(behind)}` : ''),
  ];
};

/** The flow that each side's app client must allow for a migration by password. Design §5 and §7. */
const NEEDED_FLOWS = {
  source: 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  target: 'ALLOW_USER_PASSWORD_AUTH',
} as const;

const missingFlows = ({ flows }: Observation): string[] =>
  (['source', 'target'] as const).flatMap((side) => {
    const allowed = flows?.[side];
    if (!allowed || allowed.includes(NEEDED_FLOWS[side])) return [];
    return `the ${side}'s app client does not allow the password flow: ${NEEDED_FLOWS[side]} is not among ${allowed.join(', ') || 'its flows, which are none'}`;
  });

/** Sign-ins that ended in another way than the state of the source user says, failures aside. */
const surprises = (observation: Observation): string[] => {
  const users = new Map(observation.source.before.map((user) => [subOf(user), user]));
  // Rows of a scenario's own table are told by name.
  const judged = migratingAttempts(observation).filter(({ expected }) => expected === undefined);
  const found = judged.flatMap((attempt) => {
    const expected = expectedOf(attempt, users.get(attempt.sub), observation).outcome;
    const outcome = outcomeOf(attempt);
    if (outcome === expected || outcome === 'failed') return [];
    return `${stateWords(users.get(attempt.sub))} was ${outcome} instead of ${expected} (${seenBy(attempt)})`;
  });
  return found.length === 0
    ? []
    : [`${plural(found.length, 'sign-in')} ended otherwise than the source says: ${frequent(found)}`];
};

const stateWords = (user: UserRecord | undefined): string =>
  user
    ? `a ${user.Enabled ? '' : 'disabled '}${user.UserStatus} user${user.UserMFASettingList?.length ? ` with ${user.UserMFASettingList.join('+')}` : ''}`
    : 'an unknown user';

const srpFailures = ({ srp }: Observation): string[] => {
  const failed = srp.filter(({ answer }) => answer.status !== 'ok');
  return failed.length === 0
    ? []
    : [
        `${plural(failed.length, 'SRP sign-in')} of migrated users failed: the client got ${frequent(failed.map(seenBy))}`,
      ];
};

/** Everything of a user that a migration must leave as it is. */
const lasting = ({ UserLastModifiedDate: _, ...rest }: UserRecord): string => JSON.stringify(rest);

const sourceChanges = ({ source }: Observation): string[] => {
  const after = new Map(source.after.map((user) => [subOf(user), lasting(user)]));
  const changed = source.before.filter((user) => after.get(subOf(user)) !== lasting(user)).length;
  const added = source.after.length - source.before.length;
  return changed === 0 && added === 0
    ? []
    : [`the source was changed: ${plural(changed, 'user')} differ, ${added} added`];
};

const notModelled = ({ requests }: Observation): string[] => {
  const unmodelled = requests.filter(({ status }) => status === 501);
  return unmodelled.length === 0
    ? []
    : [
        `${plural(unmodelled.length, 'request')} asked for what the rehearsal does not model: ${frequent(unmodelled.map(({ action, reason }) => `${action}: ${reason ?? ''}`))}`,
      ];
};

/** A fault that nobody met proves nothing. */
const idleFaults = ({ faults }: Report): string[] => {
  const idle = Object.entries(faults ?? {}).filter(([, count]) => count === 0);
  return idle.length === 0 ? [] : [`nothing met the fault ${idle.map(([kind]) => `"${kind}"`).join(', ')}`];
};

/** After faults, the sweep has the last word on who is where. */
const unswept = ({ disturbed, swept }: Observation): string[] =>
  disturbed && !swept ? ['the run did not end with a sweep that succeeded'] : [];

const broken = (report: Report, observation: Observation): string[] => [
  ...(report.wrongPasswordsAccepted > 0
    ? [`${plural(report.wrongPasswordsAccepted, 'wrong password')} accepted`]
    : []),
  ...(report.disabledRevived > 0 ? [`${plural(report.disabledRevived, 'disabled user')} revived`] : []),
  ...(report.secondFactorsLost > 0 ? [`${plural(report.secondFactorsLost, 'second factor')} lost`] : []),
  ...(report.secretsFound > 0
    ? [
        `${plural(report.secretsFound, 'secret')} found in what was written: ${frequent(observation.secrets.map(({ kind, where }) => `${kind} in ${where}`))}`,
      ]
    : []),
];

/**
 * Why a run fails, causes before consequences; empty when it passes. Design §11: nothing denied, failed or unexpected
 * without an injected fault, and in any run nothing lost, wrongly accepted, revived, downgraded or leaked. A refusal that
 * was injected is no denial: IAM had let the request through.
 */
export const reasonsToFail = (report: Report, observation: Observation): readonly string[] => [
  ...broken(report, observation),
  ...caseDifferences(observation.cases ?? []),
  ...checkDifferences(observation.checks ?? []),
  ...idleFaults(report),
  ...denials(observation),
  ...notModelled(observation),
  ...missingFlows(observation),
  ...failures(observation),
  ...surprises(observation),
  ...srpFailures(observation),
  ...cutoverProblems(observation),
  ...alarmProblems(observation),
  ...reasonsAfterSignIns(observation),
  ...traceProblems(observation),
  ...unswept(observation),
  ...sourceChanges(observation),
];
