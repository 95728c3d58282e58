/** One sign-in of a person, with what the target held before and after it. */
import type { AppClient } from '../client/app-client.ts';
import type { Attempt } from '../report/observation.ts';
import type { Person, Stage } from './scenario.ts';

const PASSWORD = {
  right: ({ password }: Person) => password,
  wrong: ({ wrongPassword }: Person) => wrongPassword,
} as const;

export const signIn = async (
  { targetOf }: Pick<Stage, 'targetOf'>,
  client: AppClient,
  person: Person,
  password: Attempt['password'],
): Promise<Attempt> => {
  const known = targetOf(person) !== undefined;
  const { sub, login } = person;
  const answer = await client.signIn({ sub, login, password: PASSWORD[password](person) });
  const target = targetOf(person);
  return { sub, password, known, answer, ...(target && { target }) };
};
