import { MigrationError } from '#core/errors.ts';
import { type LedgerItem, ledgerKey, readLedgerRecord, standing } from '#core/ledger.ts';
import { record } from './reconcile-builders.ts';
import { SUB } from './trigger-builders.ts';

const AT = '2026-11-23T10:00:00.000Z';
const item = (change: LedgerItem = {}): LedgerItem => ({
  id: { S: ledgerKey(SUB) },
  version: { N: '1' },
  sourceSub: { S: SUB },
  targetSub: { S: 'target' },
  targetSeenAt: { S: AT },
  origin: { S: 'migrated' },
  state: { S: 'reconciled' },
  firstSeenAt: { S: AT },
  lastChangedAt: { S: AT },
  attempts: { N: '2' },
  groups: { SS: ['writers'] },
  ...change,
});

describe('a ledger record', () => {
  it('is read as the machine writes it', () => {
    expect(readLedgerRecord(item())).toEqual({
      sourceSub: SUB,
      targetSub: 'target',
      targetSeenAt: Date.parse(AT),
      origin: 'migrated',
      state: 'reconciled',
      firstSeenAt: Date.parse(AT),
      lastChangedAt: Date.parse(AT),
      attempts: 2,
      groups: ['writers'],
    });
  });

  it('of a user nobody has seen yet has no target, no origin and no groups', () => {
    const { targetSub, targetSeenAt, origin, groups, ...pending } = item({ state: { S: 'pending' } });
    expect(readLedgerRecord(pending)).toEqual({
      sourceSub: SUB,
      state: 'pending',
      firstSeenAt: Date.parse(AT),
      lastChangedAt: Date.parse(AT),
      attempts: 2,
      groups: [],
    });
  });

  it('may carry attributes that are not known here', () => {
    expect(readLedgerRecord(item({ sweptAt: { S: AT } }))).not.toHaveProperty('sweptAt');
  });

  it.each<[string, LedgerItem, string]>([
    ['of no version', { version: undefined }, 'has no version'],
    ['of an older version', { version: { N: '0' } }, 'has version 0, and only 1 is known'],
    ['of a later version', { version: { N: '2' } }, 'has version 2, and only 1 is known'],
    ['without a source sub', { sourceSub: undefined }, 'has no sourceSub'],
    ['in an unknown state', { state: { S: 'lost' } }, 'has a wrong state'],
    ['of an unknown origin', { origin: { S: 'lost' } }, 'has a wrong origin'],
    ['with a time that is none', { firstSeenAt: { S: 'yesterday' } }, 'has a wrong firstSeenAt'],
    ['with attempts that are no number', { attempts: { S: '1' } }, 'has a wrong attempts'],
    ['with groups as a list', { groups: { L: [{ S: 'a' }] } }, 'has a wrong groups'],
    ['with a target that nobody saw', { targetSeenAt: undefined }, 'has a targetSub and no targetSeenAt'],
  ])('%s is refused, with its id and what is wrong', (_, change, problem) => {
    const read = () => readLedgerRecord(item(change));
    expect(read).toThrow(MigrationError);
    expect(read).toThrow(`The ledger record user#${SUB} ${problem}.`);
  });

  it('says nothing any more of a shell that was removed', () => {
    expect(standing(record({ state: 'removed' }))).toBeUndefined();
    expect(standing(record({ state: 'failed' }))).toMatchObject({ state: 'failed' });
  });
});
