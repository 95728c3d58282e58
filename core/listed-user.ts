/** One user of either pool as a page of `ListUsers` shows it: without groups and second factors, which it does not tell. */
export type ListedUser = {
  readonly username: string;
  readonly sub: string;
  readonly enabled: boolean;
  /** `UserStatus` as it came. */
  readonly status: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch; absent where the pool did not say. */
  readonly createdAt?: number;
  /** The same, of the last change. */
  readonly changedAt?: number;
};
