/**
 * What differs between a migrated user and what the source user maps to, and what may be done about it. Pure; plans hold
 * values for the adapter that writes them, everything that is told of them holds names.
 */
import { accountState } from './account-state.ts';
import { refusedAttributes } from './attribute-rules.ts';
import type { LedgerOrigin } from './ledger.ts';
import { carrySecondFactor } from './second-factor.ts';
import type { SourceUser } from './source-evidence.ts';
import { SOURCE_SUB_ATTRIBUTE, type TriggerSettings } from './trigger-settings.ts';
import type { MappedUser } from './user-mapping.ts';

/** One user as the target's `AdminGetUser` shows it. */
export type TargetUser = SourceUser & {
  /** Somebody changed the user after it was created. */
  readonly touched: boolean;
};

/** Second factors that need nothing but a verified contact, so that an administrator can switch them on. */
export type CarriedMfa = 'SMS_MFA' | 'EMAIL_OTP';

export type RepairPolicy = {
  /** Who is right about an attribute once the user lives in the target. */
  readonly sourceOfTruth: 'target' | 'source';
  /** Nobody has reconciled this target user before. */
  readonly first: boolean;
};

export type RepairInput = {
  readonly source: SourceUser;
  readonly mapped: MappedUser;
  readonly target: TargetUser;
  readonly origin: LedgerOrigin;
  readonly pool: Pick<TriggerSettings['target'], 'schema' | 'signIn' | 'smsMfa' | 'emailMfa'>;
  /** Target names of what the source pool can hold; absent where nobody knows, and then nothing is taken away. */
  readonly sourceAttributes?: readonly string[];
  readonly policy: RepairPolicy;
};

export type Repairs = {
  /** Name to value: to be written. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Names of attributes to be taken away. */
  readonly removed: readonly string[];
  /** Factors to switch on; the first becomes the preferred one. */
  readonly mfa: readonly CarriedMfa[];
  readonly disable: boolean;
  /** Disabled at the source, whether or not anything is done about it. */
  readonly disabledAtSource: boolean;
  /** Names that ought to be written and cannot be. */
  readonly notApplied: readonly string[];
};

const CONTACTS = ['email', 'phone_number'] as const;
const isVerifiedFlag = (name: string): boolean => CONTACTS.some((contact) => name === `${contact}_verified`);
const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === 'true';

/** A case-insensitive pool gives e-mails and preferred usernames back in lower case (Developer Guide "User pool case sensitivity"). */
const sameValue = (name: string, left: string, right: string, { signIn }: RepairInput['pool']): boolean =>
  !signIn.caseSensitive && (name === 'email' || name === 'preferred_username')
    ? left.toLowerCase() === right.toLowerCase()
    : left === right;

/** Whether the source may write over, or fill, what the target has. */
const mayWrite = (current: string | undefined, { policy, target }: RepairInput): boolean => {
  if (policy.sourceOfTruth === 'source') return true;
  // What a migration left out is filled in; what somebody changed since is theirs.
  return policy.first && (current === undefined || !target.touched);
};

/** Mapped attributes whose values are missing or differ and that the source may write; flags have their own rule. */
const drifted = (input: RepairInput): [string, string][] =>
  Object.entries(input.mapped.attributes).filter(([name, value]) => {
    const current = input.target.attributes[name];
    if (value === '' || isVerifiedFlag(name) || name === SOURCE_SUB_ATTRIBUTE) return false;
    return (
      !(current !== undefined && sameValue(name, current, value, input.pool)) && mayWrite(current, input)
    );
  });

const isContact = (name: string): boolean => CONTACTS.some((contact) => contact === name);

const provenBySource = (contact: string, { mapped }: RepairInput): boolean =>
  isTrue(mapped.attributes[`${contact}_verified`]);

/**
 * A flag is about one value: it is raised beside the value it is about, and never lowered, since the target may have
 * had its own proof.
 */
const raisedFlags = (input: RepairInput, written: readonly string[]): [string, string][] =>
  CONTACTS.flatMap((contact): [string, string][] => {
    const flag = `${contact}_verified`;
    const { [contact]: current, [flag]: flagged } = input.target.attributes;
    const value = input.mapped.attributes[contact];
    if (value === undefined || !provenBySource(contact, input)) return [];
    if (written.includes(contact)) return [[flag, 'true']];
    const same = current !== undefined && sameValue(contact, current, value, input.pool);
    return same && !isTrue(flagged) && mayWrite(flagged, input) ? [[flag, 'true']] : [];
  });

/**
 * An unproven e-mail or phone number is not written: the pool would send the user a code and keep the old value until
 * it is entered (Developer Guide "Verifying updates to email addresses and phone numbers"), at every run again.
 */
const planAttributes = (input: RepairInput): Pick<Repairs, 'attributes' | 'notApplied'> => {
  const wanted = drifted(input);
  const unproven = wanted
    .map(([name]) => name)
    .filter((name) => isContact(name) && !provenBySource(name, input));
  const refused = refusedAttributes(Object.fromEntries(wanted), input.pool.schema, 'update');
  const notApplied = [...new Set([...unproven, ...refused])].sort();
  const written = wanted.filter(([name]) => !notApplied.includes(name));
  const flags = raisedFlags(
    input,
    written.map(([name]) => name),
  );
  return { attributes: Object.fromEntries([...written, ...flags]), notApplied };
};

/** Names that no reconciliation takes away: Cognito's own, ours, the flags, and what people sign in with. */
const isKept = (name: string, { schema, signIn }: RepairInput['pool']): boolean =>
  name === 'sub' ||
  name === 'identities' ||
  name === SOURCE_SUB_ATTRIBUTE ||
  isVerifiedFlag(name) ||
  (signIn.mode === 'username-attributes' && signIn.attributes.some((attribute) => attribute === name)) ||
  schema.some((attribute) => attribute.name === name && (attribute.required || !attribute.mutable));

/**
 * What the source user has no more. Only where the source is right, and only what the source pool could hold: what an
 * application wrote in the target alone stays. A contact that codes are sent to stays too.
 * @param factors of the target user, with those that are about to be switched on
 */
const planRemoval = (
  input: RepairInput,
  factors: readonly string[],
): Pick<Repairs, 'removed' | 'notApplied'> => {
  const { mapped, target, policy, pool, sourceAttributes = [] } = input;
  if (policy.sourceOfTruth !== 'source') return { removed: [], notApplied: [] };
  const gone = Object.keys(target.attributes)
    .filter((name) => sourceAttributes.includes(name) && (mapped.attributes[name] ?? '') === '')
    .filter((name) => !isVerifiedFlag(name) && name !== 'sub' && name !== SOURCE_SUB_ATTRIBUTE)
    .sort();
  const needed = (name: string): boolean =>
    isKept(name, pool) ||
    (name === 'phone_number' && factors.includes('SMS_MFA')) ||
    (name === 'email' && factors.includes('EMAIL_OTP'));
  return { removed: gone.filter((name) => !needed(name)), notApplied: gone.filter(needed) };
};

type MfaPlan = Pick<Repairs, 'mfa' | 'notApplied'>;

/**
 * "You can't receive MFA and password reset codes at the same email address or phone number" (Developer Guide "MFA",
 * 2026-11): with e-mail codes, a user who has yet to set a password needs a phone to do it.
 */
const mayHaveEmailCodes = ({ target }: RepairInput, attributes: Repairs['attributes']): boolean => {
  const after = { ...target.attributes, ...attributes };
  const proven = (contact: string) => after[contact] !== undefined && isTrue(after[`${contact}_verified`]);
  return proven('email') && (target.status === 'CONFIRMED' || proven('phone_number'));
};

/** SMS and e-mail codes travel. A user who has any factor in the target has chosen; nothing is added to it. */
const planMfa = (input: RepairInput, attributes: Repairs['attributes']): MfaPlan => {
  const { source, target, pool, policy } = input;
  const mayAdd = policy.first || policy.sourceOfTruth === 'source';
  if (!mayAdd || target.factors.length > 0) return { mfa: [], notApplied: [] };
  const phone = attributes.phone_number ?? target.attributes.phone_number;
  const { sms } = carrySecondFactor({
    factors: source.factors,
    challenge: undefined,
    smsPossible: pool.smsMfa && phone !== undefined,
  });
  if (sms) return { mfa: ['SMS_MFA'], notApplied: [] };
  const wantsEmail = source.factors.includes('EMAIL_OTP') && pool.emailMfa === true;
  const email = wantsEmail && mayHaveEmailCodes(input, attributes);
  return { mfa: email ? ['EMAIL_OTP'] : [], notApplied: wantsEmail && !email ? ['EMAIL_OTP'] : [] };
};

/** Nobody has signed in yet: a shell that was never opened, or an import without a password anybody knows. */
const isUnused = ({ origin, target }: RepairInput): boolean =>
  origin === 'imported' || (origin === 'reset-required' && target.status === 'RESET_REQUIRED');

/** What to do so that the target user is what the migration meant it to be. Done, a second plan is empty. */
export const planRepairs = (input: RepairInput): Repairs => {
  const { attributes, notApplied } = planAttributes(input);
  const second = planMfa(input, attributes);
  const removal = planRemoval(input, [...input.target.factors, ...second.mfa]);
  const disabledAtSource = accountState(input.source) === 'disabled';
  return {
    attributes,
    removed: removal.removed,
    mfa: second.mfa,
    disable: disabledAtSource && input.target.enabled && isUnused(input),
    disabledAtSource,
    notApplied: [...new Set([...notApplied, ...removal.notApplied, ...second.notApplied])].sort(),
  };
};
