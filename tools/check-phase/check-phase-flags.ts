/** The command line of `npm run check-phase`. Reads and writes nothing. */
import { LEDGER_AND_REGION, readFlags } from '../command-line/flags.ts';

export type CheckPhaseFlags = {
  /** As `-c config=` of the deployment: a name in `cdk/config/`, or a path ending in `.json`. */
  readonly config: string;
  /** @default - the table of that configuration's name */
  readonly table?: string;
  /** @default - the target's region */
  readonly region?: string;
};

const USAGE = `npm run check-phase -- --config NAME [--table TABLE] [--region REGION]

NAME is what the deployment has in -c config=NAME. Credentials of the target's account are found as the AWS CLI finds them.
Ends with 0 where the phases agree, with 1 where they do not, with 2 where nobody could look.`;

/** @throws {Refused} naming the flag, what was given and what to give instead */
export const parseCheckPhaseFlags = (argv: readonly string[]): CheckPhaseFlags => {
  const names = ['config', 'table', 'region'];
  const { given, needed } = readFlags(argv, { names, forms: LEDGER_AND_REGION, usage: USAGE });
  const [table, region] = [given('table'), given('region')];
  return {
    config: needed('config'),
    ...(table === undefined ? {} : { table }),
    ...(region === undefined ? {} : { region }),
  };
};
