/** Plays one row of the table: what its user does in front of a client, and what the accounts then hold. It judges nothing. */
import type { Attempt, FirstStep, ObservedCase, Opening } from '../../report/observation.ts';
import type { Expectation } from '../../report/outcome.ts';
import type { Person, Stage } from '../scenario.ts';
import { signIn } from '../sign-in.ts';
import type { Case } from './case.ts';
import { evidenceOf } from './evidence.ts';
import type { FaultSwitch } from './faults.ts';
import type { CastCase } from './users.ts';

const expectationOf = ({ name, expected, by }: Case): Expectation => {
  if (expected !== 'rejected') return { outcome: expected };
  if (by === undefined) throw new Error(`The row "${name}" does not say by what its user is rejected.`);
  return { outcome: expected, by };
};

const operate = async ({ operator }: Stage, action: Case['operator'], person: Person): Promise<void> => {
  if (action === 'deletes the user in the target') await operator.deleteTargetUser(person);
  if (action === 'clears the ledger record') await operator.clearLedgerRecord(person);
  if (action === 'gives the e-mail address to somebody else in the target') await operator.takeEmail(person);
};

const firstStep = async (stage: Stage, { row, person }: CastCase): Promise<FirstStep> => {
  if (row.does === 'forgets the password') {
    const request = await stage.recoveryClient.askForCode(person);
    const target = stage.targetOf(person);
    return { kind: 'forgot-password', request, ...(target && { target }) };
  }
  const password = row.does === 'signs in' ? 'right' : 'wrong';
  const made = await signIn(stage, stage.passwordClient, person, password);
  const attempt: Attempt = { ...made, expected: expectationOf(row), policies: stage.policies };
  return { kind: 'sign-in', attempt };
};

/** Signs in with the password that was just set by a code from the mailbox. */
const comeIn = async (stage: Stage, person: Person): Promise<Attempt> => {
  const renewed = { ...person, password: person.newPassword };
  const made = await signIn(stage, stage.passwordClient, renewed, 'right');
  return { ...made, contactProven: true, policies: stage.policies };
};

/** What a row's user does first. */
export const playCase = async (
  stage: Stage,
  faults: FaultSwitch,
  { row, person }: CastCase,
): Promise<ObservedCase> => {
  await operate(stage, row.operator, person);
  faults.set(person.login, row.fault);
  const first = await firstStep(stage, { row, person });
  faults.set(person.login, undefined);
  return {
    name: row.name,
    evidence: evidenceOf(row),
    expected: expectationOf(row),
    expectedClient: row.client,
    first,
  };
};

/** Whether the row goes on to open a shell, and there is one. */
export const hasShell = ({ targetOf }: Stage, { row, person }: CastCase): boolean =>
  row.opens === true && targetOf(person)?.status === 'RESET_REQUIRED';

/** The way into a shell: the code, which may be there already, a new password, a sign-in with it. */
export const openShell = async (
  stage: Stage,
  { person }: CastCase,
  { first }: ObservedCase,
): Promise<Opening> => {
  const { sub, login, newPassword } = person;
  const request = first.kind === 'sign-in' ? await stage.recoveryClient.askForCode(person) : undefined;
  const refused = await stage.recoveryClient.setPassword({ sub, login, password: newPassword });
  return {
    ...(request && { request }),
    ...(refused === undefined ? { attempt: await comeIn(stage, person) } : { refused }),
  };
};
