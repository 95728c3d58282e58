// Users whose admission the audit bus was made to refuse: what the trail must say of them all the same.
import { type Dossier, differencesOf, dossiersOf } from '#rehearsal/report/disagreements.ts';
import { observation, sourceUser } from './build-observation.ts';

/** A user who was let in by password, reconciled and told of. */
const agreed: Dossier = {
  sub: 'a',
  inSource: true,
  targetSubs: ['t'],
  record: { sourceSub: 'a', state: 'reconciled', targetSub: 't', origin: 'migrated' },
  events: [],
  client: 'migrated',
};

describe('an admission that the bus was made to refuse', () => {
  const reconciled = (origin: string) => [
    { type: 'UserReconciled', sourceSub: 'a', targetSub: 't', origin, secondFactor: 'not-carried' },
  ];
  const untold = (origin: string): Dossier => ({ ...agreed, events: reconciled(origin), untold: true });

  it('is told by the reconciliation, with the same origin, and what became of the second factor', () => {
    expect(differencesOf(untold('migrated'))).toEqual([]);
    expect(differencesOf({ ...untold('migrated'), weaker: true })).toEqual([]);
  });

  it.each<[string, Dossier]>([
    ['the audit trail does not say that the user was let in', { ...agreed, events: reconciled('migrated') }],
    ["the ledger's origin is migrated, the audit trail says reset-required", untold('reset-required')],
    ['the audit trail does not say that the user was let in', untold('imported')],
    ['the audit trail does not say that the user was let in', { ...untold('migrated'), events: [] }],
  ])('and else: %s', (difference, dossier) => {
    expect(differencesOf(dossier)).toContain(difference);
  });

  it('is known of exactly those users', () => {
    const users = [sourceUser('a'), sourceUser('b')];
    const observed = observation(users, { untold: ['b'] });
    expect(dossiersOf(observed).map(({ sub, untold: is }) => [sub, is])).toEqual([
      ['a', undefined],
      ['b', true],
    ]);
  });
});
