import fc from 'fast-check';
import {
  CUTOVER_STATE_KEY,
  cutoverClientItem,
  cutoverClientKey,
  NEVER_CUT_OVER,
  readCutoverClient,
  readCutoverState,
} from '#core/cutover-state.ts';

const STATE = {
  id: { S: CUTOVER_STATE_KEY },
  version: { N: '1' },
  desiredPhase: { S: 'srp-only' },
  clients: { SS: ['abc', 'def'] },
  hold: { BOOL: false },
  forced: { BOOL: true },
  changedAt: { S: '2026-11-23T10:00:00.000Z' },
  executionId: { S: 'arn:aws:states:…' },
};

describe('the record of what is wanted', () => {
  it('is migrating without a hold where there is none', () => {
    expect(readCutoverState(undefined)).toEqual(NEVER_CUT_OVER);
  });

  it('is read as the state machine writes it', () => {
    expect(readCutoverState(STATE)).toEqual({
      desiredPhase: 'srp-only',
      clients: ['abc', 'def'],
      hold: false,
      forced: true,
      changedAt: '2026-11-23T10:00:00.000Z',
      executionId: 'arn:aws:states:…',
    });
  });

  it('of a rollback has no clients, a hold and a reason', () => {
    const { clients: _, ...others } = STATE;
    const item = {
      ...others,
      desiredPhase: { S: 'migrating' },
      hold: { BOOL: true },
      reason: { S: 'INC-1' },
    };
    expect(readCutoverState(item)).toMatchObject({
      desiredPhase: 'migrating',
      clients: [],
      hold: true,
      reason: 'INC-1',
    });
  });

  it.each<[string, object]>([
    ['version', { version: { N: '2' } }],
    ['version', { version: undefined }],
    ['desiredPhase', { desiredPhase: { S: 'later' } }],
    ['desiredPhase', { desiredPhase: undefined }],
    ['hold', { hold: { S: 'true' } }],
    ['hold', { hold: undefined }],
    ['clients', { clients: { L: [] } }],
    ['forced', { forced: { N: '1' } }],
    ['changedAt', { changedAt: { S: 'today' } }],
    ['executionId', { executionId: { N: '1' } }],
    ['reason', { reason: { BOOL: true } }],
  ])('is refused, never guessed at, with another %s', (name, patch) => {
    expect(() => readCutoverState({ ...STATE, ...patch })).toThrow(
      expect.objectContaining({
        code: 'LedgerRecordInvalid',
        message: expect.stringMatching(new RegExp(`cutover#state .*${name}`)),
      }),
    );
  });

  it('may have attributes that are not known here', () => {
    expect(readCutoverState({ ...STATE, note: { S: 'x' } })).toEqual(readCutoverState(STATE));
  });
});

describe('the record of a client', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH')), (previousFlows) => {
        const record = {
          clientId: 'abc',
          previousFlows,
          switchedAt: '2026-11-23T10:00:00.000Z',
          executionId: 'arn:aws:states:…',
        };
        const item = cutoverClientItem(record);
        expect(item.id).toEqual({ S: cutoverClientKey('abc') });
        expect(readCutoverClient(item)).toEqual(record);
      }),
    );
  });

  it.each([
    ['version', { version: { N: '2' } }],
    ['clientId', { clientId: { N: '1' } }],
    ['previousFlows', { previousFlows: { S: 'x' } }],
    ['previousFlows', { previousFlows: { L: [{ N: '1' }] } }],
    ['switchedAt', { switchedAt: { S: 'today' } }],
    ['executionId', { executionId: undefined }],
  ])('is refused with another %s', (name, patch) => {
    const record = {
      clientId: 'abc',
      previousFlows: [],
      switchedAt: '2026-11-23T10:00:00Z',
      executionId: 'x',
    };
    expect(() => readCutoverClient({ ...cutoverClientItem(record), ...patch })).toThrow(
      expect.objectContaining({ code: 'LedgerRecordInvalid', message: expect.stringContaining(name) }),
    );
  });
});
