/** Listed users of both pools and their records: sound unless a test says otherwise. */
import type { ListedUser } from '#core/listed-user.ts';
import { TARGET_SUB } from './reconcile-builders.ts';
import { SUB } from './trigger-builders.ts';

export const DAY = 24 * 60 * 60 * 1000;
export const CREATED = 1_700_000_000_000;

type Change = Partial<Omit<ListedUser, 'attributes'>> & {
  readonly attributes?: Readonly<Record<string, string>>;
};

/** An enabled, confirmed source user with a verified e-mail. */
export const listed = ({ attributes, ...change }: Change = {}): ListedUser => ({
  username: 'liam.porter',
  sub: SUB,
  enabled: true,
  status: 'CONFIRMED',
  createdAt: CREATED,
  changedAt: CREATED,
  attributes: { sub: SUB, email: 'liam@example.com', email_verified: 'true', ...attributes },
  ...change,
});

/** The same in the target. */
export const listedTarget = ({ attributes, ...change }: Change = {}): ListedUser =>
  listed({
    sub: TARGET_SUB,
    attributes: { sub: TARGET_SUB, 'custom:source_sub': SUB, ...attributes },
    ...change,
  });

/** A `sub` that begins with these digits. */
export const subWith = (prefix: string, number = 0): string =>
  `${prefix.padEnd(8, '0')}-0000-4000-8000-${String(number).padStart(12, '0')}`;
