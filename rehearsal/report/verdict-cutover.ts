/** Why the cutover or the way back makes a run fail: each promise of design §7 that was not kept, by name. Pure. */
import {
  clientsBefore,
  cutoverOf,
  letsPasswordsIn,
  passwordsLetIn,
  refusedByCode,
  spoiltSettings,
  srpRefused,
  stepOf,
  toldBy,
  unmetGates,
} from './cutover.ts';
import type { Attempt, ByCode, CutoverStepName, Observation, ObservedCutover } from './observation.ts';
import { frequent, plural, withoutIds } from './words.ts';

type Given = { readonly cutover: ObservedCutover } & Pick<Observation, 'stored' | 'source'>;

const endsOf = (cutover: ObservedCutover, name: CutoverStepName): string =>
  (stepOf(cutover, name)?.runs ?? []).map(({ ended }) => ended).join(', ') || 'nothing was run';

const flowsOf = (cutover: ObservedCutover, name: CutoverStepName): string =>
  (stepOf(cutover, name)?.clients ?? []).map(({ flows }) => flows.join(' + ') || 'default flows').join('; ');

const seenBy = ({ answer }: Attempt): string =>
  `${answer.errorType ?? answer.challenge ?? answer.status}${answer.message ? `: ${answer.message}` : ''}`;

/** The unmet gates of the day on which they should have been met. */
const unmetOf = ({ cutover, stored }: Given): readonly string[] => [
  ...new Set(unmetGates(toldBy(stored, stepOf(cutover, 'cut-over')))),
];

/** Of those who can come, how many had come; from both pools, by the rule of docs/runbook.md. */
const shareOf = ({ cutover, source }: Given): number => {
  const attempts = new Map(cutover.srp.map((attempt) => [attempt.sub, attempt]));
  const subOfUser = ({ Attributes }: (typeof source.before)[number]) =>
    Attributes.find(({ Name }) => Name === 'sub')?.Value ?? '';
  const able = source.before.filter((user) => {
    if (attempts.get(subOfUser(user))?.known) return true;
    return user.Enabled && user.UserStatus !== 'EXTERNAL_PROVIDER' && user.UserStatus !== 'UNCONFIRMED';
  });
  const come = able.filter((user) => {
    const attempt = attempts.get(subOfUser(user));
    return attempt?.known && attempt.target?.status !== 'RESET_REQUIRED';
  });
  return able.length === 0 ? 0 : come.length / able.length;
};

/** Too few have come, and nothing else is in the way: for an operator to decide, and no fault. */
const mayForce = (given: Given): boolean => {
  const share = shareOf(given);
  // Where nobody has come at all, nobody can say since when.
  const excused = share === 0 ? ['migratedShare', 'quietDays'] : ['migratedShare'];
  const unmet = unmetOf(given);
  return (
    share < given.cutover.migratedShare &&
    unmet.includes('migratedShare') &&
    unmet.every((gate) => excused.includes(gate))
  );
};

const cutOver = (given: Given, switched: number): string[] => {
  const { cutover } = given;
  const open = stepOf(cutover, 'cut-over')?.clients.some(letsPasswordsIn);
  return [
    ...(cutover.forced && !mayForce(given)
      ? [
          `the cutover did not come by itself: ${endsOf(cutover, 'cut-over')}; not met: ${unmetOf(given).join(', ') || 'no gate is named'}`,
        ]
      : []),
    ...(switched === 0 || open
      ? [
          `the cutover took no password flow away or not every one: ${endsOf(cutover, 'cut-over')}; app clients allow ${flowsOf(cutover, 'cut-over')}`,
        ]
      : []),
  ];
};

const refusals = (people: readonly ByCode[], who: string): string[] => {
  const refused = refusedByCode(people);
  const words = ({ request, refused: why, attempt }: ByCode): string =>
    why ?? (attempt ? seenBy(attempt) : (request.errorType ?? 'no code'));
  return refused.length === 0
    ? []
    : [`${plural(refused.length, who)} could not come in by a code: ${frequent(refused.map(words))}`];
};

const clientSide = ({ cutover }: Given, passwordFlowRefused: boolean): string[] => {
  const failed = srpRefused(cutover);
  const refreshes = cutover.refreshed.flatMap(({ refused }) => refused ?? []);
  const letIn = passwordsLetIn(cutover);
  return [
    ...(passwordFlowRefused
      ? []
      : [
          `the password flow is not refused after the cutover: ${letIn.length === 0 ? 'nobody tried' : frequent(letIn.map(seenBy))}`,
        ]),
    ...(failed.length > 0
      ? [
          `${plural(failed.length, 'SRP sign-in')} after the cutover failed: the client got ${frequent(failed.map(seenBy))}`,
        ]
      : []),
    ...(refreshes.length > 0
      ? [
          `${plural(refreshes.length, 'refresh token')} from before the cutover refused: ${frequent(refreshes)}`,
        ]
      : []),
    ...refusals(cutover.opened, 'user with a shell'),
    ...refusals(cutover.stragglers, 'straggler'),
  ];
};

const repair = ({ cutover }: Given, driftRepaired: boolean, phaseMismatchTold: boolean): string[] => {
  const reopened = clientsBefore(cutover, 'repaired').some(letsPasswordsIn);
  if (!reopened)
    return ['the deployment after the cutover gave no password flow back, so no repair was seen'];
  return [
    ...(driftRepaired
      ? []
      : [
          `a deployment gave the password flow back, and the next run did not repair it and say so: ${endsOf(cutover, 'repaired')}; app clients allow ${flowsOf(cutover, 'repaired')}`,
        ]),
    ...(phaseMismatchTold
      ? []
      : ['configuration and ledger disagree after the cutover, and no run said so (PhaseMismatch)']),
  ];
};

/** Steps that did not come to pass, for what happened before them. */
const missing = ({ cutover }: Given): string[] => {
  const triggers = cutover.steps.length;
  return triggers === 7 ? [] : [`the cutover was not played to its end: ${triggers} of 7 steps`];
};

const untriggered = ({ cutover, stored }: Given): string[] => {
  const told = cutover.steps
    .flatMap((step) => toldBy(stored, step))
    .filter(({ type }) => type === 'TriggerMissing');
  return told.length === 0
    ? []
    : [`${plural(told.length, 'run')} of the cutover found the trigger not attached`];
};

/** Empty where there was no cutover, or all was as promised. */
export const cutoverProblems = (observation: Observation): readonly string[] => {
  const { cutover, stored, source } = observation;
  const report = cutoverOf(observation);
  if (!cutover || !report) return [];
  const given: Given = { cutover, stored, source };
  const spoilt = spoiltSettings(cutover);
  const again = stepOf(cutover, 'rolled-back-again')?.changed ?? [];
  return [
    ...missing(given),
    ...(spoilt.length > 0
      ? [`settings of app clients other than their flows were changed: ${spoilt.join(', ')}`]
      : []),
    ...(report.deferredFirst
      ? []
      : [`the first run of the cutover did not defer it with reasons: ${endsOf(cutover, 'deferred')}`]),
    ...cutOver(given, report.clientsSwitched),
    ...clientSide(given, report.passwordFlowRefused),
    ...repair(given, report.driftRepaired, report.phaseMismatchTold),
    ...(report.rolledBack
      ? []
      : [
          `the rollback did not give the flows of before back: ${endsOf(cutover, 'rolled-back')}; app clients allow ${flowsOf(cutover, 'rolled-back')}`,
        ]),
    ...(report.secondRollbackChangedNothing
      ? []
      : [`a second rollback changed ${frequent(again.map(withoutIds)) || 'nobody knows what'}`]),
    ...(report.heldAfterRollback
      ? []
      : [
          `the run after the rollback was not held back: ${endsOf(cutover, 'held')}; app clients allow ${flowsOf(cutover, 'held')}`,
        ]),
    ...(report.migratesAgain === false
      ? [
          `a straggler's password does not migrate after the rollback: ${cutover.back ? seenBy(cutover.back) : ''}`,
        ]
      : []),
    ...untriggered(given),
  ];
};
