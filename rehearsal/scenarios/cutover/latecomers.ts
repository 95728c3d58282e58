/** Who stays away while the others sign in, so that somebody is left to come after the cutover and after the rollback. Pure. */
import type { Policies } from '../../report/observation.ts';
import { expectationOf, type Outcome } from '../../report/outcome.ts';
import type { Person } from '../scenario.ts';

export type Latecomers = {
  /** Comes by forgot-password, after the cutover; a password would let them in no further. */
  readonly byMail?: Person;
  /** Comes by password, after the rollback. */
  readonly byPassword?: Person;
};

/** A pool with fewer such users lets all of them come at once. */
const FEWEST = 3;

const lastOf = (people: readonly Person[]): Person | undefined =>
  people.length < FEWEST ? undefined : people.at(-1);

/** @param people those who may stay away */
export const latecomersOf = (people: readonly Person[], policies: Policies): Latecomers => {
  const coming = (outcome: Outcome): readonly Person[] =>
    people.filter(({ user }) => expectationOf(user, 'right', policies).outcome === outcome);
  // Reset in the source: a code is all that such a user can come by, whatever they type.
  const byMail = lastOf(coming('reset-required').filter(({ user }) => user.UserStatus === 'RESET_REQUIRED'));
  const byPassword = lastOf(coming('migrated'));
  return { ...(byMail && { byMail }), ...(byPassword && { byPassword }) };
};
