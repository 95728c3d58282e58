// Who stays away at first, so that the cutover and the rollback have somebody to be tried on.
import { latecomersOf } from '#rehearsal/scenarios/cutover/latecomers.ts';
import type { Person } from '#rehearsal/scenarios/scenario.ts';
import { POLICIES, sourceUser, without } from '../report/build-observation.ts';

const person = (sub: string, change: Parameters<typeof sourceUser>[1] = {}): Person => ({
  user: sourceUser(sub, change),
  sub,
  login: `login-${sub}`,
  password: 'right',
  wrongPassword: 'wrong',
  newPassword: 'new',
});

const RESET = { UserStatus: 'RESET_REQUIRED' } as const;
const TOTP = { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] };

describe('latecomers', () => {
  it('are the last who would migrate, and the last of those whom only a code lets in', () => {
    const people = [
      ...['a', 'b', 'c'].map((sub) => person(sub)),
      ...['d', 'e', 'f'].map((sub) => person(sub, RESET)),
      // Neither can come by forgot-password: an unportable factor, and no contact.
      person('g', { ...RESET, ...TOTP }),
      { ...person('h'), user: without(sourceUser('h', RESET), 'email', 'email_verified') },
      // A password lets this one in, as a shell.
      person('i', TOTP),
      person('j', { Enabled: false }),
    ];
    const { byMail, byPassword } = latecomersOf(people, POLICIES);
    expect([byMail?.sub, byPassword?.sub]).toEqual(['f', 'c']);
  });

  it('are nobody where few could be', () => {
    expect(latecomersOf([person('a'), person('b'), person('c', RESET)], POLICIES)).toEqual({});
  });
});
