/** docs/runbook.md "Import stragglers", in an app that was deployed with `phase: "srp-only"`. */

import type { Attempt } from '../../report/observation.ts';
import { endWords } from '../end-words.ts';
import { executionName } from '../executions.ts';
import type { EndedExecution, Person, ScenarioResult, Stage } from '../scenario.ts';
import { signIn } from '../sign-in.ts';
import { sweep } from '../sweep.ts';
import { importedOf } from './cast.ts';
import { at, type Checks, createChecks } from './check.ts';
import { IMPORT_STRAGGLERS, SWEEP } from './runbook-inputs.ts';
import { checkSweep } from './sweeps.ts';

type Part = { readonly stage: Stage; readonly checks: Checks };

const inTarget = async ({ stage }: Part): Promise<string> => {
  const held = Object.entries(await stage.held());
  return JSON.stringify(held.filter(([key]) => key.startsWith(stage.targetPoolId)).toSorted());
};

const importedBy = (ended: EndedExecution | undefined): unknown =>
  at(ended?.output, 'plan', 'totals', 'source', 'imported');

/** Nothing but those whom only an import brings is in the way of anybody with this reason. */
const IN_THE_WAY_OF_NOTHING = 'forgot-password';

/** @returns how many it brought */
const importAll = async (part: Part): Promise<number> => {
  const { stage, checks } = part;
  const { operator } = stage;
  const ended = await operator.sweep(IMPORT_STRAGGLERS);
  await stage.settle();
  checks.see('importStragglers: the execution', endWords(ended), 'SUCCEEDED');
  const count = Number(importedBy(ended));
  checks.see('importStragglers: brings somebody', count > 0, true);
  const events = await operator.view.audit(ended?.executionArn ?? '');
  const brought = events.filter((event) => event['detail-type'] === 'UserImported');
  checks.see('importStragglers: events', brought.length, count);
  const records = await Promise.all(
    brought.map(({ detail }) => operator.view.itemOf(`user#${String(detail.sourceSub)}`)),
  );
  const others = records.filter((record) => record?.origin !== 'imported' || record.state !== 'reconciled');
  checks.see('importStragglers: records that say otherwise', others.length, 0);
  const listed = await operator.view.stragglers(executionName(ended?.executionArn ?? ''));
  checks.see('importStragglers: listed and brought', listed.length + count, stage.people.length);
  return count;
};

/** Running it again imports nobody twice. */
const importAgain = async (part: Part): Promise<void> => {
  const { stage, checks } = part;
  const before = await inTarget(part);
  const ended = await stage.operator.sweep(IMPORT_STRAGGLERS);
  await stage.settle();
  checks.see(
    'importStragglers, a second time',
    `${endWords(ended)}, ${String(importedBy(ended))} imported`,
    'SUCCEEDED, 0 imported',
  );
  checks.see('importStragglers, a second time: users of the target', (await inTarget(part)) === before, true);
};

/** "The user comes in by forgot password", and by SRP from then on. */
const comeByMail = async ({ stage, checks }: Part, person: Person): Promise<Attempt> => {
  const { sub, login, newPassword } = person;
  const { recoveryClient } = stage;
  const { arrived } = await recoveryClient.askForCode(person);
  checks.see('an imported user: a code arrives', arrived, true);
  const refused = await recoveryClient.setPassword({ sub, login, password: newPassword });
  checks.see('an imported user: the new password', refused ?? 'set', 'set');
  return signIn(stage, stage.srpClient, { ...person, password: newPassword }, 'right');
};

export const playImports = async (stage: Stage): Promise<ScenarioResult> => {
  const checks = createChecks();
  const part = { stage, checks };
  const progress = stage.progress('Import of stragglers', 4);
  const looked = await stage.operator.sweep(SWEEP);
  await checkSweep(part, 'the sweep before an import', looked, stage.people.length);
  const able = at(looked?.output, 'plan', 'totals', 'source', 'stragglers', 'active', IN_THE_WAY_OF_NOTHING);
  progress.step();
  const count = await importAll(part);
  checks.see('importStragglers: nobody beyond those whom the sweep promised', count <= Number(able), true);
  progress.step();
  await importAgain(part);
  progress.step();
  const srp = [await comeByMail(part, importedOf(stage.people))];
  progress.step();
  progress.end();
  await stage.settle();
  const swept = await sweep(stage);
  return { attempts: [], srp, checks: checks.all(), ...(swept && { swept }) };
};
