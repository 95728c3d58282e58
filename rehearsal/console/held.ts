/** What the console page asks of the accounts each time it is shown. */
import { ledgerOf, usersOf, type World } from '../scenarios/world.ts';
import type { Held } from './board.ts';
import { type DashboardView, dashboardViews } from './dashboard-views.ts';
import { recentTraces } from './recent-traces.ts';
import { cutoverView, poolView } from './view.ts';
import { statesIn, watchLedger } from './watch-ledger.ts';

/** The dashboards of the account that migrates, with what was recorded so far in any account. */
export const dashboardsOf = ({ cloud, target }: World): readonly DashboardView[] =>
  dashboardViews(cloud.cloudwatch, target);

export const heldBy = (world: World): Held => {
  const { cloud, source, target, cutoverArn } = world;
  const ledger = watchLedger(() => ledgerOf(world));
  return {
    pools: () => [
      poolView('Source', source, usersOf(world, source)),
      poolView('Target', target, usersOf(world, target)),
    ],
    ledger: () => statesIn(ledger()),
    cutover:
      cutoverArn === undefined
        ? undefined
        : () => cutoverView(ledger(), cloud.cognito.describeClients(target.userPoolId)),
    traces: () => recentTraces(cloud.recorder, source.accountId),
    dashboards: () => dashboardsOf(world),
  };
};
