import { judgeStraggler, stragglerCsv } from '#core/stragglers.ts';
import { CREATED, listed } from './sweep-builders.ts';
import { SUB, settings } from './trigger-builders.ts';

const migrating = settings();
const closed = { ...settings(), phase: 'srp-only' } as const;
const unproven = { attributes: { email_verified: 'false' } };

describe('a straggler', () => {
  it.each([
    ['active, comes by itself', {}, 'active', 'not-signed-in'],
    ['active, needs no mailbox while passwords count', unproven, 'active', 'not-signed-in'],
    ['disabled', { enabled: false }, 'disabled', 'disabled'],
    ['disabled for a threat', { status: 'COMPROMISED' }, 'disabled', 'disabled'],
    ['unconfirmed', { status: 'UNCONFIRMED' }, 'unconfirmed', 'unconfirmed'],
    ['federated', { status: 'EXTERNAL_PROVIDER' }, 'federated', 'federated'],
    ['of an unknown status', { status: 'LOST' }, 'unknown', 'unknown-status'],
    ['with a temporary password', { status: 'FORCE_CHANGE_PASSWORD' }, 'temporary-password', 'not-signed-in'],
    [
      'with a temporary password and no mailbox',
      { status: 'FORCE_CHANGE_PASSWORD', ...unproven },
      'temporary-password',
      'no-contact',
    ],
    ['reset', { status: 'RESET_REQUIRED' }, 'reset-required', 'not-signed-in'],
    ['reset, without a mailbox', { status: 'RESET_REQUIRED', ...unproven }, 'reset-required', 'no-contact'],
    [
      'whose attributes the target refuses',
      { attributes: { birthdate: 'long ago' } },
      'active',
      'attributes-refused',
    ],
  ] as const)('%s', (_, change, state, reason) => {
    expect(judgeStraggler(listed(change), migrating)).toEqual({
      sub: SUB,
      state,
      reason,
      createdAt: CREATED,
      changedAt: CREATED,
    });
  });

  it.each([
    ['comes by forgot-password', {}, 'forgot-password'],
    ['does not, without a mailbox', unproven, 'no-contact'],
    ['does not, never having finished', { status: 'FORCE_CHANGE_PASSWORD' }, 'temporary-password'],
  ] as const)('after the cutover %s', (_, change, reason) => {
    expect(judgeStraggler(listed(change), closed)).toMatchObject({ reason });
  });

  it('whose password was reset stays where the config says so', () => {
    const strict = settings({ policies: { resetRequired: 'reject' } });
    expect(judgeStraggler(listed({ status: 'RESET_REQUIRED' }), strict)).toMatchObject({
      reason: 'password-reset',
    });
  });
});

describe('the list', () => {
  it('has a header, ids, states, reasons and times, and nothing of a person', () => {
    const csv = stragglerCsv([
      judgeStraggler(listed(), migrating),
      { sub: SUB, state: 'disabled', reason: 'disabled' },
    ]);
    const at = new Date(CREATED).toISOString();
    expect(csv).toBe(
      `sub,state,reason,created,modified\n${SUB},active,not-signed-in,${at},${at}\n${SUB},disabled,disabled,,\n`,
    );
    expect(csv).not.toMatch(/liam|example/);
  });

  it('holds no formula and no second row, whatever a sub is', () => {
    for (const sub of ['=1+1', 'a\nb', 'a,b', '-1', '"']) {
      expect(stragglerCsv([{ sub, state: 'active', reason: 'not-signed-in' }]).split('\n')[1]).toBe(
        'not-a-sub,active,not-signed-in,,',
      );
    }
  });
});
