import { isOverdueShell, judgeShell, SHELL_LIFETIME_MS, type ShellCandidate } from '#core/shell-expiry.ts';

const NOW = 1_700_000_000_000;
const shell = (change: Partial<ShellCandidate> = {}): ShellCandidate => ({
  phase: 'migrating',
  targetStatus: 'RESET_REQUIRED',
  createdAt: NOW - SHELL_LIFETIME_MS - 1,
  sourceSub: 'source',
  origin: 'reset-required',
  source: { sub: 'source', enabled: true, status: 'CONFIRMED' },
  ...change,
});
const source = (change: Partial<NonNullable<ShellCandidate['source']>>) => ({
  source: { sub: 'source', enabled: true, status: 'CONFIRMED', ...change },
});

describe('a shell', () => {
  it('is deleted after its time, for a source user who can still sign in', () => {
    expect(judgeShell(shell(), NOW)).toEqual({ delete: true });
    expect(judgeShell(shell({ origin: undefined }), NOW)).toEqual({ delete: true });
  });

  it.each([
    ['after the cutover', { phase: 'srp-only' }, 'not-migrating'],
    ['once its password is set', { targetStatus: 'CONFIRMED' }, 'not-a-shell'],
    ['that is not ours', { sourceSub: undefined }, 'not-a-shell'],
    ['that was imported', { origin: 'imported' }, 'not-a-shell'],
    ['that came with a password and was reset', { origin: 'migrated' }, 'not-a-shell'],
    ['that was lived in and reset', { createdAt: 0, changedAt: SHELL_LIFETIME_MS + 1 }, 'in-use'],
    ['in its first day', { createdAt: NOW - SHELL_LIFETIME_MS }, 'too-young'],
    ['whose source user is gone', { source: undefined }, 'source-user-gone'],
    ["whose source username is somebody else's now", source({ sub: 'other' }), 'source-user-gone'],
    ['whose source user is disabled', source({ enabled: false }), 'source-cannot-sign-in'],
    ['whose source user must reset', source({ status: 'RESET_REQUIRED' }), 'source-cannot-sign-in'],
    [
      'whose source user has a temporary password',
      source({ status: 'FORCE_CHANGE_PASSWORD' }),
      'source-cannot-sign-in',
    ],
  ] as const)('is kept %s', (_, change, reason) => {
    expect(judgeShell(shell(change), NOW)).toEqual({ delete: false, reason });
    const sourceSays = reason === 'source-user-gone' || reason === 'source-cannot-sign-in';
    expect(isOverdueShell(shell(change), NOW)).toBe(sourceSays);
  });
});
