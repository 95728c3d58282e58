/** All scenarios by name. */
import { InputError } from '../input/input-error.ts';
import { accountStates } from './account-states/account-states.ts';
import { alarms } from './alarms/alarms.ts';
import { attachedPool } from './attached-pool/attached-pool.ts';
import { defaultScenario } from './default.ts';
import { lostWork } from './lost-work/lost-work.ts';
import { reruns } from './reruns/reruns.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [
  defaultScenario,
  accountStates,
  lostWork,
  reruns,
  attachedPool,
  alarms,
];

/** @throws {InputError} naming the scenarios there are. */
export const findScenario = (name: string): Scenario => {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (!scenario)
    throw new InputError(
      `--scenario ${name}: there is no such scenario; there are ${SCENARIOS.map((one) => one.name).join(', ')}.`,
    );
  return scenario;
};
