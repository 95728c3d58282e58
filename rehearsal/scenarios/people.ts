/** The users of the source as people who sit in front of a client. */
import type { RehearsalInput } from '../input/load-input.ts';
import { typedLoginOf } from '../input/login.ts';
import { makePassword } from '../input/passwords.ts';
import { subOf } from '../input/records.ts';
import type { Person } from './scenario.ts';

export const peopleOf = ({ users, pool }: Pick<RehearsalInput, 'users' | 'pool'>, seed: number): Person[] => {
  const policy = pool.Policies?.PasswordPolicy ?? {};
  return users.map((user, index) => {
    const sub = subOf(user);
    return {
      user,
      sub,
      login: typedLoginOf(user, pool, index),
      // Federated users have none; what they try is as good as any.
      password: user.password ?? makePassword(seed, sub, policy, 'right'),
      wrongPassword: makePassword(seed, sub, policy, 'wrong'),
      newPassword: makePassword(seed, sub, policy, 'new'),
    };
  });
};
