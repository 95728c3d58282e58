/** The command line of `npm run crosswalk`. Reads and writes nothing. */
import { LEDGER_AND_REGION, readFlags } from '../command-line/flags.ts';

export type CrosswalkFlags = {
  readonly table: string;
  /** File that is written. */
  readonly out: string;
  /** @default - as the AWS CLI finds it: environment, then profile */
  readonly region?: string;
};

const USAGE = `npm run crosswalk -- --table NAME --out FILE [--region REGION]

NAME is the output LedgerTable of the target stack. Credentials are found as the AWS CLI finds them.`;

/** @throws {Refused} naming the flag, what was given and what to give instead */
export const parseCrosswalkFlags = (argv: readonly string[]): CrosswalkFlags => {
  const names = ['table', 'out', 'region'];
  const { given, needed } = readFlags(argv, { names, forms: LEDGER_AND_REGION, usage: USAGE });
  const region = given('region');
  return { table: needed('table'), out: needed('out'), ...(region === undefined ? {} : { region }) };
};
