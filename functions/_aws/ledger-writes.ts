/**
 * The sweep's writes to user records, as data. Single items with conditions, so that repeats and races harm nobody;
 * which changes they may make stands in core/ledger-transitions.ts.
 */
import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { LEDGER_VERSION, ledgerKey } from '#core/ledger.ts';

/** An update without the name of its table. */
export type RecordUpdate = Omit<UpdateItemCommandInput, 'TableName'>;

type About = {
  readonly sourceSub: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

const NAMES = { '#version': 'version', '#state': 'state', '#attempts': 'attempts' };

const valuesOf = ({ sourceSub, now }: About) => ({
  ':version': { N: String(LEDGER_VERSION) },
  ':sourceSub': { S: sourceSub },
  ':now': { S: new Date(now).toISOString() },
});

/** What every write sets, whether or not there is a record. */
const ALWAYS =
  '#version = :version, sourceSub = :sourceSub, firstSeenAt = if_not_exists(firstSeenAt, :now), lastChangedAt = :now';

/** A shell goes: nothing of the target user may be left that would keep its owner from migrating again. */
export const removedUpdate = (about: About & { readonly targetSub: string }): RecordUpdate => ({
  Key: { id: { S: ledgerKey(about.sourceSub) } },
  UpdateExpression: `SET ${ALWAYS}, #state = :removed, origin = if_not_exists(origin, :shell), #attempts = if_not_exists(#attempts, :none) REMOVE targetSub, targetSeenAt, #groups, errorCode`,
  ConditionExpression:
    'attribute_not_exists(id) OR (#version = :version AND (attribute_not_exists(targetSub) OR targetSub = :targetSub) AND (attribute_not_exists(origin) OR origin = :shell))',
  ExpressionAttributeNames: { ...NAMES, '#groups': 'groups' },
  ExpressionAttributeValues: {
    ...valuesOf(about),
    ':removed': { S: 'removed' },
    ':shell': { S: 'reset-required' },
    ':none': { N: '0' },
    ':targetSub': { S: about.targetSub },
  },
});

/** An import begins: said before the user is created, so that an interrupted one is taken up again. */
export const importingUpdate = (about: About): RecordUpdate => ({
  Key: { id: { S: ledgerKey(about.sourceSub) } },
  UpdateExpression: `SET ${ALWAYS}, #state = :pending, origin = :imported, #attempts = if_not_exists(#attempts, :none) REMOVE errorCode`,
  ConditionExpression:
    'attribute_not_exists(id) OR (#version = :version AND (#state IN (:removed, :abandoned) OR (#state = :pending AND origin = :imported)))',
  ExpressionAttributeNames: NAMES,
  ExpressionAttributeValues: {
    ...valuesOf(about),
    ':pending': { S: 'pending' },
    ':removed': { S: 'removed' },
    ':abandoned': { S: 'abandoned' },
    ':imported': { S: 'imported' },
    ':none': { N: '0' },
  },
});

/** The import is done. The target sub is written once; another one is another user. */
export const importedUpdate = (about: About & { readonly targetSub: string }): RecordUpdate => ({
  Key: { id: { S: ledgerKey(about.sourceSub) } },
  UpdateExpression: `SET ${ALWAYS}, #state = :reconciled, targetSub = :targetSub, targetSeenAt = if_not_exists(targetSeenAt, :now) ADD #attempts :one`,
  ConditionExpression:
    '#version = :version AND origin = :imported AND #state IN (:pending, :reconciled) AND (attribute_not_exists(targetSub) OR targetSub = :targetSub)',
  ExpressionAttributeNames: NAMES,
  ExpressionAttributeValues: {
    ...valuesOf(about),
    ':pending': { S: 'pending' },
    ':reconciled': { S: 'reconciled' },
    ':imported': { S: 'imported' },
    ':targetSub': { S: about.targetSub },
    ':one': { N: '1' },
  },
});
