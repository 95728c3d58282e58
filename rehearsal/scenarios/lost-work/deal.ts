/** Who meets which point: each person at most one, dealt in the order of the table. */
import type { Policies } from '../../report/observation.ts';
import { expectationOf } from '../../report/outcome.ts';
import type { Person } from '../scenario.ts';
import { type Lot, POINTS, type Point } from './points.ts';

/** Groups that the example configuration carries over. */
const CARRIED_GROUPS: ReadonlySet<string> = new Set(['readers', 'editors']);

/** Undefined for those who are not let in: nothing of theirs can be lost. */
const lotOf = ({ user }: Person, policies: Policies): Lot | undefined => {
  const { outcome } = expectationOf(user, 'right', policies);
  const factors = user.UserMFASettingList ?? [];
  if (outcome === 'reset-required') return factors.length > 0 ? 'guarded' : 'anybody';
  if (outcome !== 'migrated') return undefined;
  // Behind a challenge nobody learns of the groups.
  const isMember = factors.length === 0 && user.Groups?.some((name) => CARRIED_GROUPS.has(name)) === true;
  return isMember ? 'member' : 'anybody';
};

export type Dealt = ReadonlyMap<Person, Point>;

/** Where there are fewer people than the table wants, the last points get fewer. */
export const dealPoints = (people: readonly Person[], policies: Policies): Dealt => {
  const waiting: Record<Lot, Person[]> = { anybody: [], member: [], guarded: [] };
  for (const person of people) {
    const lot = lotOf(person, policies);
    if (lot) waiting[lot].push(person);
  }
  const dealt = new Map<Person, Point>();
  for (const point of POINTS)
    for (const [lot, count = 0] of Object.entries(point.people) as [Lot, number | undefined][])
      for (const person of waiting[lot].splice(0, count)) dealt.set(person, point);
  return dealt;
};
