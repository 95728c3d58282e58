/** docs/runbook.md "Rerun one user": every end that its table names. */
import { endWords } from '../end-words.ts';
import type { Person } from '../scenario.ts';
import { at, changesBy, NOTHING_CHANGED } from './check.ts';
import { comeIn, eventsOf, type Play, recordWords } from './play.ts';
import { RECONCILE, WITH_GROUPS } from './runbook-inputs.ts';

/** A `sub` that no pool has. */
const NOBODY = '99999999-9999-4999-8999-999999999999';

const ofUser = ({ sub: sourceSub }: Pick<Person, 'sub'>) => ({ ...RECONCILE, sourceSub });

/** With the runbook's own words, for its own user; then once more. */
const again = async (play: Play): Promise<void> => {
  const { stage, cast, checks } = play;
  const { reconcile } = stage.operator;
  checks.see('one user: left failed', await recordWords(play, cast.example), 'failed TargetUnavailable');
  const ended = await reconcile(RECONCILE);
  checks.see('one user: the execution', endWords(ended), 'SUCCEEDED in Reconciled');
  checks.see('one user: the record', await recordWords(play, cast.example), 'reconciled');
  checks.see('one user: the event', await eventsOf(play, ended.executionArn), ['UserReconciled']);
  let second = '';
  const changes = await changesBy(stage, async () => {
    second = endWords(await reconcile(RECONCILE));
  });
  checks.see('one user, a second time: the execution', second, 'SUCCEEDED in Reconciled');
  checks.see('one user, a second time', changes, NOTHING_CHANGED);
};

const withGroups = async (play: Play): Promise<void> => {
  const { stage, cast, checks } = play;
  const ended = await stage.operator.reconcile({ ...ofUser(cast.editor), ...WITH_GROUPS });
  checks.see('one user with groups: the execution', endWords(ended), 'SUCCEEDED in Reconciled');
  const [event] = await stage.operator.view.audit(ended.executionArn);
  checks.see('one user with groups: the event', at(event, 'detail', 'groups'), WITH_GROUPS.groups);
  const record = await stage.operator.view.itemOf(`user#${cast.editor.sub}`);
  checks.see('one user with groups: the record', record?.groups, WITH_GROUPS.groups);
};

const neverSignedIn = async (play: Play): Promise<void> => {
  const { stage, cast, checks } = play;
  const ended = await stage.operator.reconcile(ofUser(cast.waiting));
  checks.see('never signed in: the execution', endWords(ended), 'FAILED in Abandoned with Abandoned');
  checks.see(
    'never signed in: the record',
    await recordWords(play, cast.waiting),
    'abandoned TargetUserNotFound',
  );
};

const unknownSub = async ({ stage, checks }: Play): Promise<void> => {
  let ended = '';
  const changes = await changesBy(stage, async () => {
    ended = endWords(await stage.operator.reconcile(ofUser({ sub: NOBODY })));
  });
  const end = 'FAILED in SourceUserNotFound with SourceUserNotFound';
  checks.see('a sub that nobody has: the execution', ended, end);
  checks.see('a sub that nobody has', changes, NOTHING_CHANGED);
};

/** "If the user may come back, delete the ledger record; the next sign-in migrates again." */
const deletedInTarget = async (play: Play): Promise<void> => {
  const { stage, cast, checks } = play;
  await stage.operator.deleteTargetUser(cast.deleted);
  const ended = await stage.operator.reconcile(ofUser(cast.deleted));
  checks.see('deleted in the target: the execution', endWords(ended), 'FAILED in Failed with TargetUserGone');
  checks.see('deleted in the target: the record', await recordWords(play, cast.deleted), 'reconciled');
  await stage.operator.clearLedgerRecord(cast.deleted);
  await comeIn(play, cast.deleted);
  checks.see(
    'deleted in the target, after the next sign-in',
    await recordWords(play, cast.deleted),
    'reconciled',
  );
};

export const rerunOneUser = async (play: Play): Promise<void> => {
  await again(play);
  await withGroups(play);
  await neverSignedIn(play);
  await unknownSub(play);
  await deletedInTarget(play);
};
