/** How somebody comes in with a code from their mailbox: a new password, and with it a sign-in by SRP. */
import type { Attempt, ByCode } from '../../report/observation.ts';
import type { Person, Stage } from '../scenario.ts';
import { signIn } from '../sign-in.ts';

export const withNewPassword = (person: Person): Person => ({ ...person, password: person.newPassword });

type Needs = Pick<Stage, 'recoveryClient' | 'srpClient' | 'targetOf'>;

/** @param asked called once the code was asked for */
export const comeByCode = async (
  stage: Needs,
  person: Person,
  asked: () => void = () => {},
): Promise<ByCode> => {
  const { sub, login, newPassword } = person;
  const request = await stage.recoveryClient.askForCode(person);
  asked();
  const refused = await stage.recoveryClient.setPassword({ sub, login, password: newPassword });
  if (refused !== undefined) return { sub, request, refused };
  const made = await signIn(stage, stage.srpClient, withNewPassword(person), 'right');
  const attempt: Attempt = { ...made, contactProven: true };
  return { sub, request, attempt };
};
