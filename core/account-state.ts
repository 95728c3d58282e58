/** What a source user's status and `Enabled` flag mean for letting the user in. */
import type { SourceUser } from './source-evidence.ts';

export type AccountState =
  | 'active'
  /** The password was reset by an administrator and no longer counts. */
  | 'reset-required'
  /** Created by an administrator, first sign-in never finished. */
  | 'temporary-password'
  | 'disabled'
  | 'unconfirmed'
  | 'federated'
  /** A status these rules do not know: never a reason to let somebody in. */
  | 'unknown';

// UserStatus values: API reference "AdminGetUser" and SDK 3.1169.0. ARCHIVED ("no longer active") and COMPROMISED
// ("disabled due to a potential security threat") are legacy values that mean disabled whatever `Enabled` says.
const BY_STATUS: Readonly<Record<string, AccountState>> = {
  CONFIRMED: 'active',
  RESET_REQUIRED: 'reset-required',
  FORCE_CHANGE_PASSWORD: 'temporary-password',
  UNCONFIRMED: 'unconfirmed',
  EXTERNAL_PROVIDER: 'federated',
  ARCHIVED: 'disabled',
  COMPROMISED: 'disabled',
};

/** Disabled wins over everything the status says. */
export const accountState = ({ enabled, status }: Pick<SourceUser, 'enabled' | 'status'>): AccountState => {
  if (!enabled) return 'disabled';
  return Object.hasOwn(BY_STATUS, status) ? (BY_STATUS[status] ?? 'unknown') : 'unknown';
};
